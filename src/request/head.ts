/**
 * What a request's headers say.
 *
 * @module
 */
import accepts from 'accepts';
import type { ReadonlyMultiDict } from '../collections/multi-dict.ts';
import { RequestCookies } from '../cookies/request-cookies.ts';
import { Accept } from '../headers/accept.ts';
import { AcceptCharset } from '../headers/accept-charset.ts';
import { AcceptEncoding } from '../headers/accept-encoding.ts';
import { AcceptLanguage } from '../headers/accept-language.ts';
import { Authorization } from '../headers/authorization.ts';
import { ByteRanges } from '../headers/byte-ranges.ts';
import { CacheControl } from '../headers/cache-control.ts';
import { readContentLength } from '../headers/content-length.ts';
import { EntityTagMatcher } from '../headers/entity-tag-matcher.ts';
import { Forwarded } from '../headers/forwarded.ts';
import { parseCount } from '../headers/grammar/whole-number.ts';
import { parseHttpDate } from '../headers/http-date.ts';
import { IfRange } from '../headers/if-range.ts';
import { EnvironHeaders } from '../headers/lists/environ-headers.ts';
import { MediaType } from '../headers/media-type.ts';
import { signalOf } from '../wsgi/exchange.ts';
import { nativeAt } from '../wsgi/native-string.ts';
import { RequestTarget } from './target.ts';

/**
 * The headers of a {@link Request}, each parsed on first use. A malformed header reads as absent.
 */
export abstract class RequestHead extends RequestTarget {
  #headers: EnvironHeaders | undefined;
  #cookies: RequestCookies | undefined;

  /** The headers, through the reading half of Fetch's Headers interface. */
  get headers(): EnvironHeaders {
    this.#headers ??= new EnvironHeaders(this.environ);
    return this.#headers;
  }

  /** The cookies; of several with one name `get` gives the first, which is the most specific. */
  get cookies(): ReadonlyMultiDict<string> {
    this.#cookies ??= new RequestCookies(nativeAt(this.environ, 'HTTP_COOKIE'));
    return this.#cookies;
  }

  /** The media type without parameters, in lower case: `'text/html'`. */
  get contentType(): string | undefined {
    return this.mediaType?.essence;
  }

  /** The number of bytes of the body, as the header has it. */
  get contentLength(): number | undefined {
    return readContentLength(this.environ.CONTENT_LENGTH);
  }

  /** The charset of the Content-Type, UTF-8 without one. */
  get charset(): string {
    return this.mediaType?.charset ?? 'UTF-8';
  }

  /** Media types by preference (RFC 9110, section 12.5.1); without the header, or with an empty one, every type. */
  get accept(): Accept {
    return Accept.parse(this.environ.HTTP_ACCEPT || undefined);
  }

  /** Charsets by preference (section 12.5.2); without the header every charset. */
  get acceptCharset(): AcceptCharset {
    return AcceptCharset.parse(this.environ.HTTP_ACCEPT_CHARSET);
  }

  /** Content codings by preference (section 12.5.3); without the header every coding. */
  get acceptEncoding(): AcceptEncoding {
    return AcceptEncoding.parse(this.environ.HTTP_ACCEPT_ENCODING);
  }

  /** Languages by preference (section 12.5.4); without the header every language. */
  get acceptLanguage(): AcceptLanguage {
    return AcceptLanguage.parse(this.environ.HTTP_ACCEPT_LANGUAGE);
  }

  /** Credentials (section 11.6.2). */
  get authorization(): Authorization | undefined {
    return Authorization.parse(this.environ.HTTP_AUTHORIZATION);
  }

  /** What caches on the way may do (RFC 9111, section 5.2.1). */
  get cacheControl(): CacheControl {
    return CacheControl.parse(this.environ.HTTP_CACHE_CONTROL);
  }

  /** When the request was made (section 6.6.1). */
  get date(): Date | undefined {
    return parseHttpDate(this.environ.HTTP_DATE);
  }

  /** What the proxies on the way say of the client (RFC 7239). Anyone can write this. */
  get forwarded(): Forwarded | undefined {
    return Forwarded.parse(this.environ.HTTP_FORWARDED);
  }

  /** The entity tags of which the resource must have one (section 13.1.1). */
  get ifMatch(): EntityTagMatcher | undefined {
    return EntityTagMatcher.parse(this.environ.HTTP_IF_MATCH);
  }

  /** The entity tags of which the resource must have none (section 13.1.2). */
  get ifNoneMatch(): EntityTagMatcher | undefined {
    return EntityTagMatcher.parse(this.environ.HTTP_IF_NONE_MATCH);
  }

  /** Since when the resource must have changed (section 13.1.3). */
  get ifModifiedSince(): Date | undefined {
    return parseHttpDate(this.environ.HTTP_IF_MODIFIED_SINCE);
  }

  /** Since when the resource must not have changed (section 13.1.4). */
  get ifUnmodifiedSince(): Date | undefined {
    return parseHttpDate(this.environ.HTTP_IF_UNMODIFIED_SINCE);
  }

  /** What must still hold for {@link range} to count (section 13.1.5). */
  get ifRange(): IfRange | undefined {
    return IfRange.parse(this.environ.HTTP_IF_RANGE);
  }

  /** Which bytes of the resource are wanted (section 14.2). */
  get range(): ByteRanges | undefined {
    return ByteRanges.parse(this.environ.HTTP_RANGE);
  }

  /** The page that the request comes from, by scheme, host and port (`Origin`). */
  get origin(): string | undefined {
    return this.environ.HTTP_ORIGIN;
  }

  /** Whether a script says that it made this request (`X-Requested-With: XMLHttpRequest`). */
  get isXhr(): boolean {
    return this.environ.HTTP_X_REQUESTED_WITH === 'XMLHttpRequest';
  }

  /** How often proxies may still forward this (RFC 9110, section 7.6.2). */
  get maxForwards(): number | undefined {
    return parseCount(this.environ.HTTP_MAX_FORWARDS);
  }

  get pragma(): string | undefined {
    return this.environ.HTTP_PRAGMA;
  }

  get referer(): string | undefined {
    return this.environ.HTTP_REFERER;
  }

  /** {@link referer}, as Fetch spells it. */
  get referrer(): string | undefined {
    return this.environ.HTTP_REFERER;
  }

  get userAgent(): string | undefined {
    return this.environ.HTTP_USER_AGENT;
  }

  /** Fires when the client goes away, or earlier where a middleware says so. */
  get signal(): AbortSignal {
    return signalOf(this.environ);
  }

  /** Which of these media types or extensions the client likes best, in node's idiom; without any, its list. */
  accepts(): string[];
  accepts(...types: string[]): string | false;
  accepts(...types: string[]): string | string[] | false {
    return this.#negotiator.types(types);
  }

  /** Which of these content codings the client likes best, in node's idiom; without any, its list. */
  acceptsEncodings(): string[];
  acceptsEncodings(...codings: string[]): string | false;
  acceptsEncodings(...codings: string[]): string | string[] | false {
    return this.#negotiator.encodings(codings);
  }

  /** Which of these charsets the client likes best, in node's idiom; without any, its list. */
  acceptsCharsets(): string[];
  acceptsCharsets(...charsets: string[]): string | false;
  acceptsCharsets(...charsets: string[]): string | string[] | false {
    return this.#negotiator.charsets(charsets);
  }

  /** Which of these languages the client likes best, in node's idiom; without any, its list. */
  acceptsLanguages(): string[];
  acceptsLanguages(...languages: string[]): string | false;
  acceptsLanguages(...languages: string[]): string | string[] | false {
    return this.#negotiator.languages(languages);
  }

  /** The Content-Type with its parameters. */
  protected get mediaType(): MediaType | undefined {
    return MediaType.parse(this.environ.CONTENT_TYPE);
  }

  get #negotiator(): accepts.Accepts {
    const headers = Object.fromEntries(this.headers);
    return accepts({ headers } as unknown as Parameters<typeof accepts>[0]);
  }
}
