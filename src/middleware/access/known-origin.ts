/**
 * Checks origins in options.
 *
 * @module
 */
import { origin } from '../../headers/origin.ts';

/**
 * An origin as browsers send it: in lower case, without the default port of its scheme. `'null'` is not accepted,
 * because sandboxed pages of all sites have it.
 *
 * @param what the name of the option, for messages.
 * @throws TypeError when it is not an origin.
 */
export function knownOrigin(text: string, what: string): string {
  if (text !== 'null' && origin.parse(text) !== undefined && URL.canParse(text)) {
    const { origin: sent } = new URL(text);
    return sent === 'null' ? text : sent;
  }
  throw new TypeError(
    `invalid origin in ${what}: ${JSON.stringify(text)}; give an origin such as https://app.example`,
  );
}
