/**
 * The head of a response: its status, the type of its content, its caching directives, its cookies.
 *
 * @module
 */
import { type CookieOptions, serializeDeletion, serializeSetCookie } from '../cookies/set-cookie.ts';
import type { CacheDirectives } from '../headers/cache-directives.ts';
import { withDefaultCharset } from '../headers/content-type.ts';
import { tokenOrQuoted } from '../headers/grammar/field-value.ts';
import { assertParam } from '../headers/grammar/params.ts';
import { type LiveCacheControl, liveCacheControl } from '../headers/live-cache-control.ts';
import { parseStatus, reasonOf } from '../wsgi/status.ts';
import { expiryOf } from './caching.ts';
import { addCookie, dropCookie } from './cookies.ts';
import type { FieldList } from './field-list.ts';
import { RESPONSE_FIELDS as FIELDS, type ResponseFieldValues as Values } from './fields.ts';
import { HeaderProperties } from './header-properties.ts';

/** Status and headers of a {@link Response}. */
export abstract class ResponseHead extends HeaderProperties {
  /** The media type of a response that names none. */
  static defaultContentType: string | undefined = 'text/html';
  /** The charset of text whose type names none. */
  static defaultCharset = 'UTF-8';

  readonly #fields: FieldList;
  #status = 200;
  #statusText = 'OK';
  #cacheControl: LiveCacheControl | undefined;

  /** @param fields shared by all parts of the response. */
  constructor(fields: FieldList) {
    super(fields);
    this.#fields = fields;
  }

  /** The status code. It can be set with a code, or with a code and a reason: `'404 Nope'`. */
  get status(): number {
    return this.#status;
  }

  /** @throws RangeError or TypeError when it is not a valid status. */
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

  /** Whether the status is a success, from 200 to 299. */
  get ok(): boolean {
    return this.#status >= 200 && this.#status < 300;
  }

  /**
   * The media type without parameters (RFC 9110, section 8.3). A text or XML type that names no charset is set with
   * {@link defaultCharset}.
   */
  get contentType(): string | undefined {
    return this.read(FIELDS.contentType)?.essence;
  }

  set contentType(type: Values['contentType']) {
    const { defaultCharset } = this.constructor as typeof ResponseHead;
    this.#fields.put('Content-Type', type == null ? undefined : withDefaultCharset(type, defaultCharset));
  }

  /** The media type's parameters, by lower-case name. */
  get contentTypeParams(): Readonly<Record<string, string>> {
    const { params = [] } = this.read(FIELDS.contentType) ?? {};
    return Object.assign(Object.create(null), Object.fromEntries(params));
  }

  /** @throws TypeError when there is no Content-Type, or a parameter is malformed. */
  set contentTypeParams(params: Readonly<Record<string, string>> | null | undefined) {
    let value = this.contentType;
    if (value === undefined) {
      if (params == null) return;
      throw new TypeError('cannot set parameters: the response has no Content-Type');
    }
    for (const [name, text] of Object.entries(params ?? {})) {
      assertParam(name, text);
      value += `; ${name}=${tokenOrQuoted(text)}`;
    }
    this.#fields.set('Content-Type', value);
  }

  /** The charset parameter of the Content-Type. */
  get charset(): string | undefined {
    return this.read(FIELDS.contentType)?.charset;
  }

  /** @throws TypeError when there is no Content-Type. */
  set charset(charset: string | null | undefined) {
    if (charset == null && this.contentType === undefined) return;
    const { charset: _, ...others } = this.contentTypeParams;
    this.contentTypeParams = charset == null ? others : { ...others, charset };
  }

  /** The directives for caches (RFC 9111, section 5.2.2), live: assigning a directive writes the header. */
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

  /**
   * Lets caches keep this response for some seconds, by setting `Cache-Control` and `Expires`. 0 and `false` forbid
   * caching.
   *
   * @param directives further directives; existing ones in `Cache-Control` are replaced.
   * @throws RangeError or TypeError when the seconds are not a whole number of 0 or more, or a value does not fit
   * its directive.
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
    Object.assign(this, expiryOf(seconds, directives), { pragma: undefined });
  }

  /**
   * Sets a cookie in the client.
   *
   * @throws TypeError when its name, value or an option cannot be sent, or browsers would reject it.
   */
  setCookie(name: string, value: string, options?: CookieOptions): void {
    addCookie(this.#fields, serializeSetCookie(name, value, options));
  }

  /** Makes the client delete a cookie that was set with this path and domain. */
  deleteCookie(name: string, options?: CookieOptions): void {
    addCookie(this.#fields, serializeDeletion(name, options));
  }

  /** Removes the fields of this response that set or delete the cookie of this name. */
  unsetCookie(name: string): void {
    dropCookie(this.#fields, name);
  }
}
