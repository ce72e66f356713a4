/**
 * Lists that anyone may have begun and trusted proxies have added to, read from the end.
 *
 * @module
 */
import { trimmedSlice } from '../../headers/grammar/field-value.ts';

const COMMA = 0x2c;
const QUOTE = 0x22;
/** A longer member says nothing that is worth reading. */
const LONGEST_MEMBER = 1024;

/** A member of a list, and where in the value it begins. */
export interface Member {
  readonly text: string;
  readonly start: number;
}

/**
 * The members of a comma-separated list, the last one first. Empty ones are passed over, and no more is read than is
 * asked for. A comma in a quoted string ends no member. A member of more than 1024 characters ends the list.
 *
 * A quote that somebody left open at the beginning changes nothing for the members after it: a quoted string is found
 * from its end, and begins at the next `="` before it.
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
