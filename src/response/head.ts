/**
 * What a response says ahead of its body: status and headers.
 *
 * @module
 */
import { Challenge, parseChallenges } from '../headers/challenge.ts';
import { ContentDisposition } from '../headers/content-disposition.ts';
import { readContentLength } from '../headers/content-length.ts';
import { ContentRange } from '../headers/content-range.ts';
import { withDefaultCharset } from '../headers/content-type.ts';
import { tokenOrQuoted } from '../headers/grammar/field-value.ts';
import { formatTokenList, parseTokenList } from '../headers/grammar/list-header.ts';
import { assertParam } from '../headers/grammar/params.ts';
import { safeLocation } from '../headers/location.ts';
import { MediaType } from '../headers/media-type.ts';
import { formatRetryAfter, parseRetryAfter } from '../headers/retry-after.ts';
import { parseStatus, reasonOf } from '../wsgi/status.ts';
import { type Absent, ResponseFields } from './fields.ts';

/**
 * Status and headers of a {@link Response}. Each header property reads and writes
 * {@link headerList}; assigning `undefined` or `null` removes the header, and a value that cannot be
 * a header's throws a TypeError.
 */
export abstract class ResponseHead extends ResponseFields {
  /** The media type of a response that does not name one. */
  static defaultContentType: string | undefined = 'text/html';
  /** The charset of text whose type does not name one. */
  static defaultCharset = 'UTF-8';

  #status = 200;
  #statusText = 'OK';

  /** The status code. May be set with a code or with code and reason: `'404 Nope'`. */
  get status(): number {
    return this.#status;
  }

  /** @throws RangeError or TypeError when it is not a status. */
  set status(status: number | string) {
    if (typeof status === 'number') {
      this.#statusText = reasonOf(status);
      this.#status = status;
    } else {
      const { code, reason } = parseStatus(status);
      this.#status = code;
      this.#statusText = reason;
    }
  }

  /** The reason phrase. */
  get statusText(): string {
    return this.#statusText;
  }

  /** @throws TypeError when it has a control character (RFC 9112, section 4). */
  set statusText(reason: string) {
    this.status = `${this.#status} ${reason}`;
  }

  /** Code and reason: `'404 Not Found'`. */
  get statusLine(): string {
    return `${this.#status} ${this.#statusText}`;
  }

  set statusLine(statusLine: string) {
    this.status = statusLine;
  }

  /**
   * The media type without parameters (RFC 9110, section 8.3). A text or XML type is set with
   * {@link defaultCharset}, unless it names a charset.
   */
  get contentType(): string | undefined {
    return this.#mediaType?.essence;
  }

  set contentType(type: string | MediaType | Absent) {
    this.putHeader(
      'Content-Type',
      type == null ? type : withDefaultCharset(String(type), this.#defaultCharset),
    );
  }

  /** The media type's parameters, by lower-case name. */
  get contentTypeParams(): Readonly<Record<string, string>> {
    return Object.assign(Object.create(null), Object.fromEntries(this.#mediaType?.params ?? []));
  }

  /** @throws TypeError when there is no Content-Type to have them, or one is malformed. */
  set contentTypeParams(params: Readonly<Record<string, string>> | Absent) {
    const essence = this.contentType;
    if (essence === undefined) throw new TypeError('cannot set parameters: the response has no Content-Type');
    let field = essence;
    for (const [name, value] of Object.entries(params ?? {})) {
      assertParam(name, value);
      field += `; ${name}=${tokenOrQuoted(value)}`;
    }
    this.setHeader('Content-Type', field);
  }

  /** The charset parameter of the Content-Type. */
  get charset(): string | undefined {
    return this.#mediaType?.charset;
  }

  /** @throws TypeError when there is no Content-Type to have it. */
  set charset(charset: string | Absent) {
    const { charset: _, ...others } = this.contentTypeParams;
    this.contentTypeParams = charset == null ? others : { ...others, charset };
  }

  /** The number of bytes of the body. Where that is known, the right one is sent whatever this says. */
  get contentLength(): number | undefined {
    return readContentLength(this.getHeader('Content-Length'));
  }

  set contentLength(bytes: number | Absent) {
    this.setWholeNumber('Content-Length', bytes);
  }

  get contentEncoding(): string | undefined {
    return this.getHeader('Content-Encoding');
  }

  set contentEncoding(coding: string | Absent) {
    this.setHeader('Content-Encoding', coding);
  }

  get contentLocation(): string | undefined {
    return this.getHeader('Content-Location');
  }

  set contentLocation(reference: string | Absent) {
    this.setHeader('Content-Location', reference);
  }

  /**
   * Where the client shall go (RFC 9110, section 10.2.2): a URL, or a reference within this site,
   * percent-encoded where it must be. What could leave the site in disguise, such as `//host` or `/\host`, becomes a
   * path of this site.
   */
  get location(): string | undefined {
    return this.getHeader('Location');
  }

  /** @throws TypeError when it has a scheme other than http and https. */
  set location(reference: string | URL | Absent) {
    this.setHeader('Location', reference == null ? reference : safeLocation(String(reference)));
  }

  get server(): string | undefined {
    return this.getHeader('Server');
  }

  set server(product: string | Absent) {
    this.setHeader('Server', product);
  }

  /** The methods that the resource has (RFC 9110, section 10.2.1); an empty list is sent as one. */
  get allow(): readonly string[] {
    return parseTokenList(this.getHeader('Allow'));
  }

  set allow(methods: Iterable<string> | Absent) {
    this.setHeader('Allow', tokenList(methods));
  }

  /** The range units that the resource has: `['bytes']` or `['none']` (section 14.3). */
  get acceptRanges(): readonly string[] {
    return parseTokenList(this.getHeader('Accept-Ranges'));
  }

  set acceptRanges(units: Iterable<string> | Absent) {
    this.setHeader('Accept-Ranges', tokenList(units) || undefined);
  }

  /** The languages of those the content is meant for (section 8.5). */
  get contentLanguage(): readonly string[] {
    return parseTokenList(this.getHeader('Content-Language'));
  }

  set contentLanguage(tags: Iterable<string> | Absent) {
    this.setHeader('Content-Language', tokenList(tags) || undefined);
  }

  /** How to show the content, and under what name to save it (RFC 6266). */
  get contentDisposition(): ContentDisposition | undefined {
    return ContentDisposition.parse(this.getHeader('Content-Disposition'));
  }

  set contentDisposition(disposition: ContentDisposition | string | Absent) {
    this.setText('Content-Disposition', disposition);
  }

  /** Which bytes of the whole this is (section 14.4). */
  get contentRange(): ContentRange | undefined {
    return ContentRange.parse(this.getHeader('Content-Range'));
  }

  set contentRange(range: ContentRange | string | Absent) {
    this.setText('Content-Range', range);
  }

  /** When to try again: in so many seconds, or at a time (section 10.2.3). */
  get retryAfter(): number | Date | undefined {
    return parseRetryAfter(this.getHeader('Retry-After'));
  }

  set retryAfter(after: number | Date | Absent) {
    this.setHeader('Retry-After', after == null ? after : formatRetryAfter(after));
  }

  /** How the client may authenticate (section 11.6.1). */
  get wwwAuthenticate(): readonly Challenge[] {
    return parseChallenges(this.getHeader('WWW-Authenticate'));
  }

  set wwwAuthenticate(challenges: Challenge | string | Iterable<Challenge | string> | Absent) {
    const isOne = challenges instanceof Challenge || typeof challenges === 'string';
    const list = isOne ? [challenges] : [...(challenges ?? [])];
    this.setHeader('WWW-Authenticate', list.join(', ') || undefined);
  }

  /** Says the same ahead of its body as another response. */
  protected copyHead(other: ResponseHead): void {
    this.#status = other.#status;
    this.#statusText = other.#statusText;
    this.copyFields(other);
  }

  get #mediaType(): MediaType | undefined {
    return MediaType.parse(this.getHeader('Content-Type'));
  }

  get #defaultCharset(): string {
    return (this.constructor as typeof ResponseHead).defaultCharset;
  }
}

function tokenList(tokens: Iterable<string> | Absent): string | Absent {
  return tokens == null
    ? tokens
    : formatTokenList(typeof tokens === 'string' ? parseTokenList(tokens) : tokens);
}
