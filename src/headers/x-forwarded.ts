/**
 * `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`: what proxies know about the request, in the fields
 * that precede `Forwarded` (RFC 7239). No standard defines them.
 *
 * Each proxy appends to the list. Clients can forge these fields: trust only elements that trusted proxies added,
 * counted from the end. Elements are neither checked nor dropped, because that would shift the count.
 *
 * @module
 */
import { type Names, namesOf, shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { trimWhitespace } from './grammar/field-value.ts';

const ELEMENT = /^[!-+\x2d-~]+$/;

/**
 * `X-Forwarded-For`: the addresses that the request came from, the nearest proxy's client last.
 *
 * @example
 * ```ts
 * xForwardedFor.parse('203.0.113.7, 2001:db8::1'); // ['203.0.113.7', '2001:db8::1']
 * xForwardedFor.format('203.0.113.7'); // '203.0.113.7'
 * ```
 */
export const xForwardedFor = listField('X-Forwarded-For');

/** `X-Forwarded-Proto`: the schemes by which the request came. */
export const xForwardedProto = listField('X-Forwarded-Proto');

/** `X-Forwarded-Host`: the hosts that the request was for. */
export const xForwardedHost = listField('X-Forwarded-Host');

function listField(name: string): Field<readonly string[], Names> {
  return {
    name,
    parse: (value) =>
      (value ?? '')
        .split(',')
        .map(trimWhitespace)
        .filter((element) => element !== ''),
    format(value) {
      const elements = namesOf(value, name);
      const wrong = elements.find((element) => !ELEMENT.test(element));
      if (wrong !== undefined) {
        throw new TypeError(`invalid ${name}: ${shown(wrong)}; give elements without spaces and commas`);
      }
      return elements.join(', ') || undefined;
    },
  };
}
