/**
 * The headers of a response: each a property over its field.
 *
 * @module
 */
import type { Challenge } from '../headers/challenge.ts';
import type { ContentDisposition } from '../headers/content-disposition.ts';
import type { ContentRange } from '../headers/content-range.ts';
import type { EntityTag } from '../headers/entity-tag.ts';
import type { Field } from '../headers/grammar/field.ts';
import type { ResponseHeaders } from '../headers/lists/response-headers.ts';
import { type LiveCacheControl, liveCacheControl } from '../headers/live-cache-control.ts';
import type { Vary } from '../headers/vary.ts';
import type { HeaderList } from '../wsgi/contract.ts';
import type { FieldList } from './field-list.ts';
import { RESPONSE_FIELDS as FIELDS, type ResponseFieldValues as Values } from './fields.ts';

/**
 * The headers of a {@link Response}. Each property reads and writes {@link headerList}: a malformed header reads as
 * absent, assigning `undefined` or `null` removes the header, and a value that could not be read back throws a
 * TypeError or, where it is a number or a date out of range, a RangeError.
 */
export abstract class HeaderProperties {
  readonly #fields: FieldList;
  #cacheControl: LiveCacheControl | undefined;

  /** @param fields what the response holds, too. */
  constructor(fields: FieldList) {
    this.#fields = fields;
  }

  /**
   * The value of any header, as its field reads it.
   *
   * @example
   * ```ts
   * const requestId: Field<string | undefined, string> = {
   *   name: 'X-Request-Id',
   *   parse: (value) => value,
   *   format: (value) => value,
   * };
   * const response = new Response('Hello');
   * response.set(requestId, 'a-1');
   * response.read(requestId); // 'a-1'
   * response.headers.get('X-Request-Id'); // 'a-1'
   * ```
   */
  read<Read>(field: Field<Read, never>): Read {
    return field.parse(this.#fields.get(field.name));
  }

  /**
   * Sets any header, as its field writes it; `undefined` and `null` remove it.
   *
   * @throws TypeError or RangeError when the value could not be read back, or cannot be sent.
   */
  set<Write>(field: Field<unknown, Write>, value: NoInfer<Write> | null | undefined): void {
    this.#fields.set(field.name, value == null ? undefined : field.format(value));
  }

  /** The header fields as they will be sent. What is put into this list is checked when it is sent. */
  get headerList(): HeaderList {
    return this.#fields.shared();
  }

  set headerList(list: HeaderList) {
    this.#fields.replace(list);
  }

  /** {@link headerList} through Fetch's Headers interface. */
  get headers(): ResponseHeaders {
    return this.#fields.headers;
  }

  /** The number of bytes of the body. Where that is known, the right one is sent whatever this says. */
  get contentLength(): number | undefined {
    return this.read(FIELDS.contentLength);
  }

  set contentLength(bytes: Values['contentLength']) {
    this.set(FIELDS.contentLength, bytes);
  }

  /** The content codings of the body, in the order in which they were applied (RFC 9110, section 8.4). */
  get contentEncoding(): string | undefined {
    return this.read(FIELDS.contentEncoding);
  }

  set contentEncoding(codings: Values['contentEncoding']) {
    this.set(FIELDS.contentEncoding, codings);
  }

  /** The languages of the intended audience (section 8.5). */
  get contentLanguage(): readonly string[] {
    return this.read(FIELDS.contentLanguage);
  }

  set contentLanguage(tags: Values['contentLanguage']) {
    this.set(FIELDS.contentLanguage, tags);
  }

  /** Where the content is found by itself, as a reference (section 8.7). */
  get contentLocation(): string | undefined {
    return this.read(FIELDS.contentLocation);
  }

  set contentLocation(reference: Values['contentLocation']) {
    this.set(FIELDS.contentLocation, reference);
  }

  /** How to show the content, and under what name to save it (RFC 6266). */
  get contentDisposition(): ContentDisposition | undefined {
    return this.read(FIELDS.contentDisposition);
  }

  set contentDisposition(disposition: Values['contentDisposition']) {
    this.set(FIELDS.contentDisposition, disposition);
  }

  /** Which bytes of the whole this is (RFC 9110, section 14.4). */
  get contentRange(): ContentRange | undefined {
    return this.read(FIELDS.contentRange);
  }

  set contentRange(range: Values['contentRange']) {
    this.set(FIELDS.contentRange, range);
  }

  /** The range units that the resource supports: `['bytes']` or `['none']` (section 14.3). */
  get acceptRanges(): readonly string[] {
    return this.read(FIELDS.acceptRanges);
  }

  set acceptRanges(units: Values['acceptRanges']) {
    this.set(FIELDS.acceptRanges, units);
  }

  /** The methods that the resource supports (section 10.2.1); an empty list is sent. */
  get allow(): readonly string[] {
    return this.read(FIELDS.allow);
  }

  set allow(methods: Values['allow']) {
    this.set(FIELDS.allow, methods);
  }

  /**
   * Where the client is to go (section 10.2.2): a URL, or a reference within this site, percent-encoded where it must
   * be. What could leave the site in disguise, such as `//host` or `/\host`, becomes a path of this site. A scheme other
   * than http and https is a TypeError.
   */
  get location(): string | undefined {
    return this.read(FIELDS.location);
  }

  set location(reference: Values['location']) {
    this.set(FIELDS.location, reference);
  }

  /** When to try again: after so many seconds, or at a time (section 10.2.3). */
  get retryAfter(): number | Date | undefined {
    return this.read(FIELDS.retryAfter);
  }

  set retryAfter(after: Values['retryAfter']) {
    this.set(FIELDS.retryAfter, after);
  }

  /** The software that answers (section 10.2.4). */
  get server(): string | undefined {
    return this.read(FIELDS.server);
  }

  set server(product: Values['server']) {
    this.set(FIELDS.server, product);
  }

  /** How the client may authenticate (section 11.6.1). */
  get wwwAuthenticate(): readonly Challenge[] {
    return this.read(FIELDS.wwwAuthenticate);
  }

  set wwwAuthenticate(challenges: Values['wwwAuthenticate']) {
    this.set(FIELDS.wwwAuthenticate, challenges);
  }

  /** The request headers that this response depends on (section 12.5.5). */
  get vary(): Vary {
    return this.read(FIELDS.vary);
  }

  set vary(names: Values['vary']) {
    this.set(FIELDS.vary, names);
  }

  /** The entity tag (section 8.8.3). A string without quotes is a strong tag's value. */
  get etag(): EntityTag | undefined {
    return this.read(FIELDS.etag);
  }

  set etag(tag: Values['etag']) {
    this.set(FIELDS.etag, tag);
  }

  /** When the content last changed (section 8.8.2). */
  get lastModified(): Date | undefined {
    return this.read(FIELDS.lastModified);
  }

  set lastModified(date: Values['lastModified']) {
    this.set(FIELDS.lastModified, date);
  }

  /** When the response was made (section 6.6.1). */
  get date(): Date | undefined {
    return this.read(FIELDS.date);
  }

  set date(date: Values['date']) {
    this.set(FIELDS.date, date);
  }

  /** When the response becomes stale (RFC 9111, section 5.3). */
  get expires(): Date | undefined {
    return this.read(FIELDS.expires);
  }

  set expires(date: Values['expires']) {
    this.set(FIELDS.expires, date);
  }

  /** Seconds since a cache received this from its origin (RFC 9111, section 5.1). */
  get age(): number | undefined {
    return this.read(FIELDS.age);
  }

  set age(seconds: Values['age']) {
    this.set(FIELDS.age, seconds);
  }

  /** What old caches are told (RFC 9111, section 5.4). */
  get pragma(): string | undefined {
    return this.read(FIELDS.pragma);
  }

  set pragma(value: Values['pragma']) {
    this.set(FIELDS.pragma, value);
  }

  /** What caches may do (RFC 9111, section 5.2.2), live: assigning a directive writes the header. */
  get cacheControl(): LiveCacheControl {
    this.#cacheControl ??= liveCacheControl(
      () => this.#fields.get('Cache-Control'),
      (value) => this.#fields.set('Cache-Control', value),
    );
    return this.#cacheControl;
  }

  set cacheControl(value: Values['cacheControl']) {
    this.set(FIELDS.cacheControl, value);
  }
}
