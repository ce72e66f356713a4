/**
 * A bounded cache of parsed header values. The same few values arrive with request after request, so most parsing
 * is a look-up. A client that always sends new values costs a parse each time, but no memory.
 *
 * @module
 */

/** The number of sets: a power of 2. */
const SETS = 64;
/** How many values a set holds. */
const PLACES = 4;
/** The longest value that is kept, in characters. */
export const LONGEST_KEY = 1024;

/**
 * Adds such a cache to `parse`. Its results must be immutable, since all callers get the same one. Values longer
 * than 1024 characters are parsed but not cached. Of the others at most 256 are cached, those used most recently,
 * without the longer text that they may have been cut from.
 *
 * A value is compared with the four of its set, most of which differ in length. That takes a third of the time that
 * a `Map` needs to hash a newly arrived text, and a fifth for a value that never recurs.
 */
export function withParseCache<T>(parse: (value: string) => T): (value: string) => T {
  const sets = Array.from({ length: SETS }, (): Entry<T>[] => []);

  return (value) => {
    // `parse` must reject whatever is not a string.
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

/** A value with its parsed result. */
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
 * A copy of the text that shares no memory. Engines keep an entire text alive as long as any slice of it is, and they
 * compare a slice five times as slowly as the new text that `join` makes.
 */
function copyOf(text: string): string {
  return [text.slice(0, 1), text.slice(1)].join('');
}
