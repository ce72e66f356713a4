/**
 * What a request's headers say.
 *
 * @module
 */
import accepts from 'accepts';
import { RequestCookies } from './cookies/request-cookies.ts';
import { EnvironHeaders } from './environ-headers.ts';
import { MediaType } from './headers/media-type.ts';
import type { ReadonlyMultiDict } from './multi-dict.ts';
import { RequestTarget } from './request-target.ts';

const WHOLE_NUMBER = /^\d{1,15}$/;
const NEVER = new AbortController().signal;

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
    this.#cookies ??= new RequestCookies(this.environ.HTTP_COOKIE);
    return this.#cookies;
  }

  /** The media type without parameters, in lower case: `'text/html'`. */
  get contentType(): string | undefined {
    return this.mediaType?.essence;
  }

  /** The number of bytes of the body, as the header has it. */
  get contentLength(): number | undefined {
    return wholeNumber(this.environ.CONTENT_LENGTH);
  }

  /** The charset of the Content-Type, UTF-8 without one. */
  get charset(): string {
    return this.mediaType?.charset ?? 'UTF-8';
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
    return wholeNumber(this.environ.HTTP_MAX_FORWARDS);
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

  /** Fires when the client goes away. */
  get signal(): AbortSignal {
    return this.environ['wheatpaste.signal'] ?? NEVER;
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

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && WHOLE_NUMBER.test(value) ? Number(value) : undefined;
}
