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
/** About how many characters of a value decide in which set it is looked for. */
const SAMPLES = 8;

/**
 * Gives `parse` such a memory. Its results must be immutable, since every caller gets the same one.
 * Values longer than 1024 characters are parsed and not kept; of the others at most 256 are, those that were used last,
 * without the text of which they may be a part.
 *
 * A value is compared with the four of its set, most of which differ from it in length: that takes a third of the time
 * that a `Map` needs to hash a text that has just arrived, and a value that never comes again costs a fifth.
 */
export function withParseCache<T>(parse: (value: string) => T): (value: string) => T {
  const keys = new Array<string | undefined>(SETS * PLACES).fill(undefined);
  const values = new Array<T | undefined>(SETS * PLACES).fill(undefined);
  const put = (first: number, place: number, key: string, value: T) => {
    for (let i = place; i > first; i--) {
      keys[i] = keys[i - 1];
      values[i] = values[i - 1];
    }
    keys[first] = key;
    values[first] = value;
  };

  return (value) => {
    // What is not a string is for `parse` to refuse.
    if (typeof value !== 'string' || value.length > LONGEST_KEY) return parse(value);
    const first = setOf(value) * PLACES;
    for (let i = first; i < first + PLACES; i++) {
      const key = keys[i];
      if (key !== value) continue;
      const parsed = values[i] as T;
      if (i > first) put(first, i, key, parsed);
      return parsed;
    }
    const own = copyOf(value);
    const parsed = parse(own);
    put(first, first + PLACES - 1, own, parsed);
    return parsed;
  };
}

function setOf(text: string): number {
  const step = 1 + Math.floor(text.length / SAMPLES);
  let hash = text.length;
  for (let i = hash - 1; i >= 0; i -= step) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  return hash & (SETS - 1);
}

/** The same text in memory of its own. Engines keep the whole of a text as long as a part that was cut from it. */
function copyOf(text: string): string {
  return ` ${text}`.slice(1);
}
