/**
 * The headers of a request.
 *
 * @module
 */

import type { ReadonlyMultiDict } from '../collections/multi-dict.ts';
import { RequestCookies } from '../cookies/request-cookies.ts';
import type { Accept } from '../headers/accept.ts';
import type { AcceptCharset } from '../headers/accept-charset.ts';
import type { AcceptEncoding } from '../headers/accept-encoding.ts';
import type { AcceptLanguage } from '../headers/accept-language.ts';
import type { Authorization } from '../headers/authorization.ts';
import type { ByteRanges } from '../headers/byte-ranges.ts';
import type { CacheControl } from '../headers/cache-control.ts';
import type { EntityTagMatcher } from '../headers/entity-tag-matcher.ts';
import type { Forwarded } from '../headers/forwarded.ts';
import type { Field } from '../headers/grammar/field.ts';
import type { IfRange } from '../headers/if-range.ts';
import { EnvironHeaders } from '../headers/lists/environ-headers.ts';
import { environKey } from '../headers/lists/environ-keys.ts';
import { signalOf } from '../wsgi/exchange.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import { nativeAt } from '../wsgi/native-string.ts';
import { REQUEST_FIELDS as FIELDS } from './fields.ts';
import { RequestTarget } from './target.ts';

/**
 * The headers of a {@link Request}, each parsed on first use. A malformed header reads as absent.
 */
export abstract class RequestHead extends RequestTarget {
  #headers: EnvironHeaders | undefined;
  #cookies: RequestCookies | undefined;

  /**
   * The value of any header, as its field reads it; a malformed or absent header gives what the field's `parse`
   * gives for `undefined`.
   *
   * @throws TypeError when the environ's value for it is not a string.
   *
   * @example
   * ```ts
   * const request = Request.blank('/', { headers: { 'Sec-Fetch-Site': 'same-origin' } });
   * const site: Field<string | undefined> = { name: 'Sec-Fetch-Site', parse: (value) => value, format: (value) => value };
   * request.read(site); // 'same-origin'
   * ```
   */
  read<Read>(field: Field<Read, never>): Read {
    const key = environKey(field.name);
    const value = this.environ[key];
    if (value === undefined || typeof value === 'string') return field.parse(value);
    throw new TypeError(`${key} must be a string, such as '42'; got ${kindOf(value)}`);
  }

  /** The headers, through the reading half of Fetch's Headers interface. */
  get headers(): EnvironHeaders {
    this.#headers ??= new EnvironHeaders(this.environ);
    return this.#headers;
  }

  /** The cookies. For a repeated name `get` returns the first value, which is the most specific. */
  get cookies(): ReadonlyMultiDict<string> {
    this.#cookies ??= new RequestCookies(nativeAt(this.environ, 'HTTP_COOKIE'));
    return this.#cookies;
  }

  /** The media type without parameters, in lower case: `'text/html'`. */
  get contentType(): string | undefined {
    return this.read(FIELDS.contentType)?.essence;
  }

  /** The number of bytes of the body, as declared by the header. */
  get contentLength(): number | undefined {
    return this.read(FIELDS.contentLength);
  }

  /** The charset of the Content-Type. Defaults to UTF-8. */
  get charset(): string {
    return this.read(FIELDS.contentType)?.charset ?? 'UTF-8';
  }

  /** Preferred media types (RFC 9110, section 12.5.1); a missing or empty header accepts every type. */
  get accept(): Accept {
    return this.read(FIELDS.accept);
  }

  /** Preferred charsets (section 12.5.2); a missing header accepts every charset. */
  get acceptCharset(): AcceptCharset {
    return this.read(FIELDS.acceptCharset);
  }

  /** Preferred content codings (section 12.5.3); a missing header accepts every coding. */
  get acceptEncoding(): AcceptEncoding {
    return this.read(FIELDS.acceptEncoding);
  }

  /** Preferred languages (section 12.5.4); a missing header accepts every language. */
  get acceptLanguage(): AcceptLanguage {
    return this.read(FIELDS.acceptLanguage);
  }

  /** Credentials (section 11.6.2). */
  get authorization(): Authorization | undefined {
    return this.read(FIELDS.authorization);
  }

  /** Directives for the caches on the way (RFC 9111, section 5.2.1). */
  get cacheControl(): CacheControl {
    return this.read(FIELDS.cacheControl);
  }

  /** When the request was made (section 6.6.1). */
  get date(): Date | undefined {
    return this.read(FIELDS.date);
  }

  /** What the proxies on the way report about the client (RFC 7239). Clients can forge this. */
  get forwarded(): Forwarded | undefined {
    return this.read(FIELDS.forwarded);
  }

  /** The entity tags, one of which the resource must have (section 13.1.1). */
  get ifMatch(): EntityTagMatcher | undefined {
    return this.read(FIELDS.ifMatch);
  }

  /** The entity tags that the resource must not have (section 13.1.2). */
  get ifNoneMatch(): EntityTagMatcher | undefined {
    return this.read(FIELDS.ifNoneMatch);
  }

  /** The date since which the resource must have changed (section 13.1.3). */
  get ifModifiedSince(): Date | undefined {
    return this.read(FIELDS.ifModifiedSince);
  }

  /** The date since which the resource must not have changed (section 13.1.4). */
  get ifUnmodifiedSince(): Date | undefined {
    return this.read(FIELDS.ifUnmodifiedSince);
  }

  /** The validator that must match for {@link range} to apply (section 13.1.5). */
  get ifRange(): IfRange | undefined {
    return this.read(FIELDS.ifRange);
  }

  /** The requested bytes of the resource (section 14.2). */
  get range(): ByteRanges | undefined {
    return this.read(FIELDS.range);
  }

  /** The origin of the page that made the request: scheme, host and port (`Origin`). */
  get origin(): string | undefined {
    return this.read(FIELDS.origin);
  }

  /** Whether a script says that it made this request (`X-Requested-With: XMLHttpRequest`). */
  get isXhr(): boolean {
    return this.environ.HTTP_X_REQUESTED_WITH === 'XMLHttpRequest';
  }

  /** How many more times proxies may forward the request (RFC 9110, section 7.6.2). */
  get maxForwards(): number | undefined {
    return this.read(FIELDS.maxForwards);
  }

  /** Directives for caches of HTTP/1.0 (RFC 9111, section 5.4). */
  get pragma(): string | undefined {
    return this.read(FIELDS.pragma);
  }

  /** The page that led to this request, as a URL (RFC 9110, section 10.1.3). */
  get referer(): string | undefined {
    return this.read(FIELDS.referer);
  }

  /** {@link referer}, as Fetch spells it. */
  get referrer(): string | undefined {
    return this.read(FIELDS.referer);
  }

  /** The software that makes the request (section 10.1.5). */
  get userAgent(): string | undefined {
    return this.read(FIELDS.userAgent);
  }

  /** Fires when the client goes away, or earlier if a middleware decides so. */
  get signal(): AbortSignal {
    return signalOf(this.environ);
  }
}
