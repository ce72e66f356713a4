/**
 * `Origin`: the site that a request comes from (Fetch standard, section 3.2).
 *
 * @module
 */
import { shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9._~!$&'()*+;=%-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/i;

/**
 * The field: an origin as it is sent, such as `https://a.example:8443`, or `'null'` if the browser hides it.
 * `undefined` when it is absent or malformed, so a security check must also look at the raw header. Writing throws
 * a TypeError for anything else.
 *
 * @example
 * ```ts
 * origin.parse('https://a.example'); // 'https://a.example'
 * origin.parse('null'); // 'null'
 * origin.parse('https://a.example/'); // undefined
 * ```
 */
export const origin: Field<string | undefined, string> = {
  name: 'Origin',
  parse: readOrigin,
  format: (value) => writeOrigin('Origin', value),
};

/** Reads an origin or `null`; `undefined` when it is neither. */
export function readOrigin(value: string | undefined): string | undefined {
  return value !== undefined && (value === 'null' || ORIGIN.test(value)) ? value : undefined;
}

/** @throws TypeError when it is neither an origin nor `null`. */
export function writeOrigin(name: string, value: string): string {
  if (typeof value !== 'string' || readOrigin(value) === undefined) {
    throw new TypeError(`invalid ${name}: ${shown(value)}; give an origin, such as https://a.example`);
  }
  return value;
}
