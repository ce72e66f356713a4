/**
 * Header fields as logs may show them.
 *
 * @module
 */
import { percentDecode } from '../../url/percent-encoding.ts';
import type { HeaderList } from '../../wsgi/contract.ts';

/** The fields that would let a reader of the log impersonate somebody. */
const SECRET = /^(?:proxy-)?authorization$|^(?:set-)?cookie$/i;
/** Names of fields and parameters that suggest a secret. */
const TELLING =
  /auth(?!ors?$)|cookie|credential|csrf|passw|pwd|secret|session|signature|token|xsrf|api[-_]?key|^(?:sig|code|pin|otp)$/i;
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

/**
 * A copy of a request's fields for a page that shows them. Every value whose name suggests a secret is hidden, and
 * so are such parameters of the URL in `Referer`.
 *
 * @example
 * ```ts
 * maskedSecrets([['X-Api-Key', '8f2a'], ['Referer', 'http://h/?token=8f2a&a=1']]);
 * // [['X-Api-Key', '***'], ['Referer', 'http://h/?token=***&a=1']]
 * ```
 */
export function maskedSecrets(fields: Iterable<readonly [name: string, value: string]>): HeaderList {
  return Array.from(fields, ([name, value]) => {
    if (TELLING.test(name)) return [name, MASK];
    return [name, /^referer$/i.test(name) ? maskedUrl(value) : value];
  });
}

/** Hides the values of parameters whose names suggest a secret, in a URL or in a path with a query. */
export function maskedUrl(url: string): string {
  const mark = url.indexOf('?');
  if (mark === -1) return url;
  const pairs = url.slice(mark + 1).split('&');
  return url.slice(0, mark + 1) + pairs.map(maskedPair).join('&');
}

function maskedPair(pair: string): string {
  const equals = pair.indexOf('=');
  const name = pair.slice(0, equals);
  return equals !== -1 && TELLING.test(percentDecode(name)) ? `${name}=${MASK}` : pair;
}
