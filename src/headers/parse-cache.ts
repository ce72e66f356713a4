/**
 * A bounded memory of parsed header values. The same few values come with request after request, so
 * most parsing is a look-up; a client that sends ever new ones costs a parse each and no memory.
 *
 * @module
 */

const ENTRIES_A_GENERATION = 128;
/** The longest value that is kept, in characters. */
export const LONGEST_KEY = 1024;

/**
 * Gives `parse` such a memory. Its results must be immutable, since every caller gets the same one.
 * Values longer than 1024 characters are parsed and not kept; of the others the last 128 to 256
 * different ones are.
 */
export function withParseCache<T>(parse: (value: string) => T): (value: string) => T {
  let young = new Map<string, T>();
  let old = young;

  return (value) => {
    const kept = young.get(value);
    if (kept !== undefined) return kept;
    if (value.length > LONGEST_KEY) return parse(value);
    const parsed = old.get(value) ?? parse(value);
    if (young.size >= ENTRIES_A_GENERATION) {
      old = young;
      young = new Map();
    }
    young.set(value, parsed);
    return parsed;
  };
}
