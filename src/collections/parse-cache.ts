/**
 * A bounded memory of parsed header values. The same few values come with request after request, so
 * most parsing is a look-up; a client that sends ever new ones costs a parse each and no memory.
 *
 * @module
 */

/** How many sets of places there are: a power of 2. */
const SETS = 64;
/** How many values a set keeps. */
const PLACES = 4;
/** The longest value that is kept, in characters. */
export const LONGEST_KEY = 1024;

/**
 * Gives `parse` such a memory. Its results must be immutable, since every caller gets the same one.
 * Values longer than 1024 characters are parsed and not kept; of the others at most 256 are, those that were used last,
 * without the text of which they may be a part.
 *
 * A value is compared with the four of its set, most of which differ from it in length: that takes a third of the time
 * that a `Map` needs to hash a text that has just arrived, and a value that never comes again costs a fifth.
 */
export function withParseCache<T>(parse: (value: string) => T): (value: string) => T {
  const sets = Array.from({ length: SETS }, (): Entry<T>[] => []);

  return (value) => {
    // What is not a string is for `parse` to refuse.
    if (typeof value !== 'string' || value.length > LONGEST_KEY) return parse(value);
    const set = sets[setOf(value)] as Entry<T>[];
    for (let i = 0; i < set.length; i++) {
      const entry = set[i] as Entry<T>;
      if (entry.key !== value) continue;
      set[i] = set[0] as Entry<T>;
      set[0] = entry;
      return entry.parsed;
    }
    const key = copyOf(value);
    const parsed = parse(key);
    for (let i = Math.min(set.length, PLACES - 1); i > 0; i--) set[i] = set[i - 1] as Entry<T>;
    set[0] = { key, parsed };
    return parsed;
  };
}

/** A value with what it was parsed to. */
interface Entry<T> {
  readonly key: string;
  readonly parsed: T;
}

/** Looks at ever fewer characters, from the end on, where values that are much alike differ. */
function setOf(text: string): number {
  let hash = text.length;
  for (let i = hash - 1, step = 1; i >= 0; i -= step++) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  return hash & (SETS - 1);
}

/**
 * A copy of the text that shares no memory. Engines keep the whole of a text as long as a part that was cut from it; and
 * they compare such a part five times as slowly as what `join` writes anew.
 */
function copyOf(text: string): string {
  return [text.slice(0, 1), text.slice(1)].join('');
}
