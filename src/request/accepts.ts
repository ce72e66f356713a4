/**
 * Content negotiation in the idiom of node's frameworks, by the package `accepts` (RFC 9110, section 12.5).
 *
 * @module
 */
import type { IncomingMessage } from 'node:http';
import acceptsOf from 'accepts';
import type { Request } from './request.ts';

/** Chooses among offers; among equally preferred ones, the one that the client names first. */
export interface Choose {
  /** Everything that the client names, the most preferred first. */
  (): string[];
  /** The most preferred offer; `false` when none is acceptable. */
  <const Offer extends string>(...offers: readonly Offer[]): Offer | false;
  <const Offer extends string>(offers: readonly Offer[]): Offer | false;
}

/** What a client accepts. */
export interface Accepts {
  /** Chooses by `Accept` among media types, such as `'text/html'`, and file extensions, such as `'html'`. */
  readonly types: Choose;
  /** Chooses by `Accept-Encoding` among content codings. */
  readonly encodings: Choose;
  /** Chooses by `Accept-Charset` among charsets. */
  readonly charsets: Choose;
  /** Chooses by `Accept-Language` among languages. */
  readonly languages: Choose;
}

/**
 * What the client of a request accepts, in the API of Express and Koa. A missing header accepts everything;
 * malformed elements are skipped.
 *
 * @example
 * ```ts
 * const asked = accepts(Request.blank('/', { accept: 'text/*, application/json;q=0.5', acceptLanguage: 'de' }));
 * asked.types('json', 'html'); // 'html'
 * asked.types(['image/png']); // false
 * asked.types(); // ['text/*', 'application/json']
 * asked.languages('en', 'de'); // 'de'
 * ```
 */
export function accepts(request: Request): Accepts {
  const asked = acceptsOf({ headers: Object.fromEntries(request.headers) } as IncomingMessage);
  return {
    types: chooser((offers) => asked.types(offers)),
    encodings: chooser((offers) => asked.encodings(offers)),
    charsets: chooser((offers) => asked.charsets(offers)),
    languages: chooser((offers) => asked.languages(offers)),
  };
}

function chooser(choose: (offers: string[]) => string | string[] | false): Choose {
  return ((...offers: readonly (string | readonly string[])[]) => choose(offers.flat())) as Choose;
}
