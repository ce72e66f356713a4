/**
 * What a response says of its validators and of caching.
 *
 * @module
 */
import { CacheControl, cacheControl } from '../headers/cache-control.ts';
import type { CacheDirectives } from '../headers/cache-directives.ts';
import { EntityTag, type EntityTagInit } from '../headers/entity-tag.ts';
import { parseCount } from '../headers/grammar/whole-number.ts';
import { formatHttpDate, parseHttpDate } from '../headers/http-date.ts';
import { type LiveCacheControl, liveCacheControl } from '../headers/live-cache-control.ts';
import { Vary } from '../headers/vary.ts';
import { ResponseCookies } from './cookies.ts';
import type { Absent } from './fields.ts';

/** More than any cache counts (RFC 9111, section 1.2.2). */
const MOST_SECONDS = 2 ** 31;
const NOT_KEPT: CacheDirectives = { maxAge: 0, noCache: true, noStore: true, mustRevalidate: true };

/** The part of a {@link Response}'s headers by which it is kept, compared and used again. */
export abstract class ResponseCaching extends ResponseCookies {
  /** {@link conditionalResponse} of responses that do not set it. */
  static defaultConditionalResponse = false;

  #cacheControl: LiveCacheControl | undefined;
  #conditionalResponse: boolean | undefined;

  /**
   * Whether the response, when it is called, looks at the request's preconditions and ranges: it may then answer a
   * `GET` or `HEAD` with 304, 412, 206 or 416 instead of itself (RFC 9110, sections 13 and 14).
   */
  get conditionalResponse(): boolean {
    return (
      this.#conditionalResponse ?? (this.constructor as typeof ResponseCaching).defaultConditionalResponse
    );
  }

  set conditionalResponse(isConditional: boolean) {
    this.#conditionalResponse = isConditional;
  }

  /** The entity tag (section 8.8.3). A string without quotes is a strong tag's value. */
  get etag(): EntityTag | undefined {
    return EntityTag.parse(this.getHeader('ETag'));
  }

  /** @throws TypeError when the value has a character that no tag can hold. */
  set etag(tag: EntityTagInit | Absent) {
    this.setText('ETag', tag == null ? tag : EntityTag.from(tag));
  }

  /** When the content last changed (section 8.8.2). */
  get lastModified(): Date | undefined {
    return parseHttpDate(this.getHeader('Last-Modified'));
  }

  set lastModified(date: Date | string | Absent) {
    this.#setDate('Last-Modified', date);
  }

  /** When the response was made (section 6.6.1). */
  get date(): Date | undefined {
    return parseHttpDate(this.getHeader('Date'));
  }

  set date(date: Date | string | Absent) {
    this.#setDate('Date', date);
  }

  /** Until when caches may take it for fresh (RFC 9111, section 5.3). */
  get expires(): Date | undefined {
    return parseHttpDate(this.getHeader('Expires'));
  }

  set expires(date: Date | string | Absent) {
    this.#setDate('Expires', date);
  }

  get pragma(): string | undefined {
    return this.getHeader('Pragma');
  }

  set pragma(value: string | Absent) {
    this.setHeader('Pragma', value);
  }

  /** Seconds since a cache got this from its origin (RFC 9111, section 5.1). */
  get age(): number | undefined {
    return parseCount(this.getHeader('Age'));
  }

  set age(seconds: number | Absent) {
    this.setWholeNumber('Age', seconds);
  }

  /** The request headers that this response depends on (section 12.5.5). */
  get vary(): Vary {
    return Vary.parse(this.getHeader('Vary'));
  }

  set vary(fields: Vary | Iterable<string> | Absent) {
    const vary = typeof fields === 'string' ? Vary.parse(fields) : fields;
    this.setHeader(
      'Vary',
      vary == null ? vary : String(vary instanceof Vary ? vary : new Vary(vary)) || null,
    );
  }

  /** What caches may do (RFC 9111, section 5.2.2), live: assigning a directive writes the header. */
  get cacheControl(): LiveCacheControl {
    this.#cacheControl ??= liveCacheControl(
      () => this.getHeader('Cache-Control'),
      (value) => this.setHeader('Cache-Control', value),
    );
    return this.#cacheControl;
  }

  set cacheControl(value: CacheControl | CacheDirectives | string | Absent) {
    this.setText('Cache-Control', value == null ? value : cacheControl.format(value));
  }

  /**
   * Lets caches keep this response for so many seconds, and sets `Cache-Control` and `Expires` to say so. 0 and `false`
   * forbid to keep it.
   *
   * @param directives more of them; what was in `Cache-Control` before is gone.
   * @throws RangeError or TypeError when the seconds are no whole number of 0 or more, or a directive has a wrong value.
   *
   * @example
   * ```ts
   * const response = new Response('Hello');
   * response.cacheExpires(3600, { public: true });
   * String(response.cacheControl); // 'max-age=3600, public'
   * response.cacheExpires(false);
   * String(response.cacheControl); // 'max-age=0, no-cache, no-store, must-revalidate'
   * ```
   */
  cacheExpires(seconds: number | false = 0, directives: CacheDirectives = {}): void {
    const base: CacheDirectives = seconds ? { maxAge: seconds } : NOT_KEPT;
    this.cacheControl = new CacheControl({ ...base, ...directives });
    this.expires = new Date(Date.now() + Math.min(Number(seconds), MOST_SECONDS) * 1000);
    this.pragma = undefined;
  }

  #setDate(name: string, date: Date | string | Absent): void {
    this.setHeader(name, date instanceof Date ? formatHttpDate(date) : date);
  }
}
