/**
 * The realm of a challenge.
 *
 * @module
 */

const PRINTABLE = /^[ -~]*$/;

/**
 * The realm, checked.
 *
 * @throws TypeError when it is not printable ASCII, since clients agree on no encoding for anything else.
 */
export function realmFrom(realm: string): string {
  if (typeof realm === 'string' && PRINTABLE.test(realm)) return realm;
  throw new TypeError(`a realm must be printable ASCII: ${JSON.stringify(realm)}`);
}
