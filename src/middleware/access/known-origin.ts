/**
 * Origins that a program names.
 *
 * @module
 */
import { origin } from '../../headers/origin.ts';

/**
 * Asserts that an origin is one. `'null'` does not count: it is that of sandboxed pages of all sites.
 *
 * @param what the name of the option, for messages.
 * @throws TypeError when it is not an origin.
 */
export function knownOrigin(text: string, what: string): string {
  if (text !== 'null' && origin.parse(text) !== undefined) return text;
  throw new TypeError(
    `invalid origin in ${what}: ${JSON.stringify(text)}; give an origin such as https://app.example`,
  );
}
