/**
 * Header fields as logs may show them.
 *
 * @module
 */
import type { HeaderList } from '../../wsgi/contract.ts';

/** The fields by which whoever reads them can act as somebody else. */
const SECRET = /^(?:proxy-)?authorization$|^(?:set-)?cookie$/i;
const MASK = '***';

/**
 * A copy of the fields in which the values of `Authorization`, `Proxy-Authorization`, `Cookie` and `Set-Cookie` are
 * hidden.
 *
 * @example
 * ```ts
 * maskedFields([['Cookie', 'session=8f2a'], ['Age', '5']]); // [['Cookie', '***'], ['Age', '5']]
 * ```
 */
export function maskedFields(fields: Iterable<readonly [name: string, value: string]>): HeaderList {
  return Array.from(fields, ([name, value]) => [name, maskedValue(name, value)]);
}

/** The value of one field, as {@link maskedFields} shows it. */
export function maskedValue(name: string, value: string): string {
  return SECRET.test(name) ? MASK : value;
}
