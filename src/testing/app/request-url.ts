/**
 * The URL that a test requests, split into the parts that lead to the application.
 *
 * @module
 */

import { serializeUrlencoded } from '../../body/forms/urlencoded.ts';
import { type MultiDictInit, ReadonlyMultiDict } from '../../collections/multi-dict.ts';
import { percentEncode } from '../../url/percent-encoding.ts';
import { nativeFromText } from '../../wsgi/native-string.ts';

/** A URL in the form that `Request.blank` takes. */
interface RequestUrl {
  readonly url: string;
  readonly baseUrl: string | undefined;
}

/** RFC 3986, section 2: neither reserved nor unreserved, nor the percent sign of an escape. */
const NO_URL_CHARACTER = /[^\w.~:/?#[\]@!$&'()*+,;=%-]/g;
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/**
 * Accepts a path below the base URL, or an absolute URL, whose path may be below that of the base URL. The fragment
 * is dropped, and invalid characters are percent-encoded.
 */
export function requestUrl(
  url: string | URL,
  baseUrl: string,
  query: MultiDictInit<string> | undefined,
): RequestUrl {
  const [whole = ''] = percentEncode(nativeFromText(String(url)), NO_URL_CHARACTER).split('#');
  const target = whole + querySuffix(whole, query);
  const [origin] = ORIGIN.exec(target) ?? [];
  if (origin === undefined) return { url: target, baseUrl };
  const mount = mountOf(baseUrl);
  const rest = target.slice(origin.length);
  if (!isBelow(rest, mount)) return { url: target, baseUrl: undefined };
  return { url: rest.slice(mount.length), baseUrl: origin + mount };
}

/** Whether the path of a URL belongs to the application. */
export function isMounted(url: URL, baseUrl: string): boolean {
  return isBelow(url.pathname, mountOf(baseUrl));
}

function mountOf(baseUrl: string): string {
  return new URL(baseUrl).pathname.replace(/\/$/, '');
}

function isBelow(path: string, mount: string): boolean {
  return path.startsWith(mount) && /^(?:$|[/?])/.test(path.slice(mount.length));
}

function querySuffix(url: string, query: MultiDictInit<string> | undefined): string {
  const text = query === undefined ? '' : serializeUrlencoded(new ReadonlyMultiDict(query));
  if (text === '') return '';
  if (!url.includes('?')) return `?${text}`;
  return /[?&]$/.test(url) ? text : `&${text}`;
}
