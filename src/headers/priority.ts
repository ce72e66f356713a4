/**
 * `Priority`: how urgent a response is, and whether a partial response is useful (RFC 9218, section 4).
 *
 * @module
 */
import { assertOptions, assertWhole, shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { type Item, readDictionary, writeDictionary } from './grammar/structured.ts';

/** The priority of a response. */
export interface Priority {
  /** From 0, the most urgent, to 7. Defaults to 3. */
  readonly urgency: number;
  /** Whether the client can use the response as it arrives. Defaults to `false`. */
  readonly incremental: boolean;
}

/** What a priority is written from. */
export interface PriorityInit {
  /** From 0, the most urgent, to 7. */
  readonly urgency?: number | undefined;
  /** Whether the client can use the response as it arrives. */
  readonly incremental?: boolean | undefined;
}

/**
 * The field. `undefined` when it is absent or malformed; a parameter that is malformed or out of range has its
 * default. Omitted parameters are not written, and writing none removes the field. Writing throws a RangeError for
 * an urgency that is not a whole number from 0 to 7.
 *
 * @example
 * ```ts
 * priority.parse('u=5, i'); // { urgency: 5, incremental: true }
 * priority.parse('u=9'); // { urgency: 3, incremental: false }
 * priority.format({ urgency: 1 }); // 'u=1'
 * ```
 */
export const priority: Field<Priority | undefined, PriorityInit> = {
  name: 'Priority',
  parse(value) {
    const dictionary = readDictionary(value);
    if (!dictionary || dictionary.size === 0) return undefined;
    const [urgency] = dictionary.get('u') ?? [];
    const [incremental] = dictionary.get('i') ?? [];
    return { urgency: isUrgency(urgency) ? urgency : 3, incremental: incremental === true };
  },
  format(value) {
    assertOptions(value, ['urgency', 'incremental'], 'Priority');
    const { urgency, incremental } = value;
    const dictionary = new Map<string, Item>();
    if (urgency !== undefined) {
      assertWhole(urgency, 'urgency of Priority', 7);
      dictionary.set('u', [urgency, new Map()]);
    }
    if (incremental !== undefined) {
      if (typeof incremental !== 'boolean') {
        throw new TypeError(`invalid incremental of Priority: ${shown(incremental)}; give true or false`);
      }
      dictionary.set('i', [incremental, new Map()]);
    }
    return writeDictionary(dictionary);
  },
};

function isUrgency(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 7;
}
