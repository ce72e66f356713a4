/**
 * The headers of a request, each a property over its field.
 *
 * @module
 */
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
import { environKey } from '../headers/lists/environ-keys.ts';
import type { Environ } from '../wsgi/contract.ts';
import { notString } from '../wsgi/required.ts';
import { REQUEST_FIELDS as FIELDS } from './fields.ts';
import { RequestTarget } from './target.ts';

/** The headers that are properties of a {@link Request}. */
interface HeaderAccessors {
  /** The number of bytes of the body, as declared by the header. */
  get contentLength(): number | undefined;
  /** Preferred media types (RFC 9110, section 12.5.1); a missing or empty header accepts every type. */
  get accept(): Accept;
  /** Preferred charsets (section 12.5.2); a missing header accepts every charset. */
  get acceptCharset(): AcceptCharset;
  /** Preferred content codings (section 12.5.3); a missing header accepts every coding. */
  get acceptEncoding(): AcceptEncoding;
  /** Preferred languages (section 12.5.4); a missing header accepts every language. */
  get acceptLanguage(): AcceptLanguage;
  /** Credentials (section 11.6.2). */
  get authorization(): Authorization | undefined;
  /** Directives for the caches on the way (RFC 9111, section 5.2.1). */
  get cacheControl(): CacheControl;
  /** When the request was made (section 6.6.1). */
  get date(): Date | undefined;
  /** What the proxies on the way report about the client (RFC 7239). Clients can forge this. */
  get forwarded(): Forwarded | undefined;
  /** The entity tags, one of which the resource must have (section 13.1.1). */
  get ifMatch(): EntityTagMatcher | undefined;
  /** The entity tags that the resource must not have (section 13.1.2). */
  get ifNoneMatch(): EntityTagMatcher | undefined;
  /** The date since which the resource must have changed (section 13.1.3). */
  get ifModifiedSince(): Date | undefined;
  /** The date since which the resource must not have changed (section 13.1.4). */
  get ifUnmodifiedSince(): Date | undefined;
  /** The validator that must match for {@link range} to apply (section 13.1.5). */
  get ifRange(): IfRange | undefined;
  /** The requested bytes of the resource (section 14.2). */
  get range(): ByteRanges | undefined;
  /** The origin of the page that made the request: scheme, host and port (`Origin`). */
  get origin(): string | undefined;
  /** How many more times proxies may forward the request (RFC 9110, section 7.6.2). */
  get maxForwards(): number | undefined;
  /** Directives for caches of HTTP/1.0 (RFC 9111, section 5.4). */
  get pragma(): string | undefined;
  /** The page that led to this request, as a URL (RFC 9110, section 10.1.3). */
  get referer(): string | undefined;
  /** {@link referer}, as Fetch spells it. */
  get referrer(): string | undefined;
  /** The software that makes the request (section 10.1.5). */
  get userAgent(): string | undefined;
}

/** Reads any header by its field, with each of {@link FIELDS} as a property. */
abstract class FieldProperties extends RequestTarget {
  static {
    for (const [name, field] of Object.entries<Field<unknown, never>>(FIELDS)) {
      Object.defineProperty(FieldProperties.prototype, name, {
        configurable: true,
        get(this: FieldProperties) {
          return this.read(field);
        },
      });
    }
  }

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
    throw notString(key, value);
  }
}

/** The target of a request, and a property for each field that has one. */
export const HeaderProperties = FieldProperties as abstract new (
  environ: Environ,
) => FieldProperties & HeaderAccessors;
