/**
 * A bounded memory of parsed header values. The same few values come with request after request, so
 * most parsing is a look-up; a client that sends ever new ones costs a parse each and no memory.
 *
 * @module
 */
import { RecentMap } from './recent-map.ts';

const KEPT_VALUES = 128;
/** The longest value that is kept, in characters. */
export const LONGEST_KEY = 1024;

/**
 * Gives `parse` such a memory. Its results must be immutable, since every caller gets the same one.
 * Values longer than 1024 characters are parsed and not kept; of the others the last 128 to 256
 * different ones are, without the text of which they may be a part.
 */
export function withParseCache<T>(parse: (value: string) => T): (value: string) => T {
  const cache = new RecentMap<string, T>(KEPT_VALUES);

  return (value) => {
    const kept = cache.get(value);
    if (kept !== undefined) return kept;
    // What is not a string is for `parse` to refuse.
    if (typeof value !== 'string' || value.length > LONGEST_KEY) return parse(value);
    const own = copyOf(value);
    const parsed = parse(own);
    cache.set(own, parsed);
    return parsed;
  };
}

/** The same text in memory of its own. Engines keep the whole of a text as long as a part that was cut from it. */
function copyOf(text: string): string {
  return ` ${text}`.slice(1);
}
