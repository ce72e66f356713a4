/**
 * Reads lists from the end, because clients may have forged the beginning and trusted proxies append.
 *
 * @module
 */
import { trimmedSlice } from '../../headers/grammar/field-value.ts';

const COMMA = 0x2c;
const QUOTE = 0x22;
/** Longer members contain nothing worth reading. */
const LONGEST_MEMBER = 1024;

/** A member of a list, and where it begins in the value. */
export interface Member {
  readonly text: string;
  readonly start: number;
}

/**
 * The members of a comma-separated list, the last one first. Empty members are skipped, and the value is read only
 * as far as needed. A comma in a quoted string does not end a member. A member of more than 1024 characters ends
 * the list.
 *
 * An unclosed quote at the beginning does not affect the members after it: a quoted string is recognized from its
 * end, and begins at the nearest `="` before it.
 *
 * @example
 * ```ts
 * [...membersFromEnd('for="a, for=_b, for="[2001:db8::1]"')].map(({ text }) => text);
 * // ['for="[2001:db8::1]"', 'for=_b', 'for="a']
 * ```
 */
export function* membersFromEnd(value: string): Generator<Member, void> {
  let end = value.length;
  let mayBeQuoted = true;
  for (let i = end - 1; i >= -1; i--) {
    const code = i < 0 ? COMMA : value.charCodeAt(i);
    if (code === COMMA) {
      if (end - i > LONGEST_MEMBER) return;
      const text = trimmedSlice(value, i + 1, end);
      if (text !== '') yield { text, start: i + 1 };
      end = i;
    } else if (code === QUOTE && mayBeQuoted) {
      const opening = i < 2 ? -1 : value.lastIndexOf('="', i - 2);
      if (opening < 0) mayBeQuoted = false;
      else i = opening + 1;
    }
  }
}
