/**
 * Chooses the page for a status.
 *
 * @module
 */
import { type PairsInit, pairsOf } from '../../collections/pairs.ts';
import { getField } from '../../headers/lists/header-list.ts';
import type { Request } from '../../request/request.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { isBodyless } from '../../wsgi/status.ts';
import { type InnerUrl, innerUrl } from './paths.ts';

/** A path inside the application for each status: `404`, `'404'`, or `'4xx'` for an entire class. */
export type DocumentPages = PairsInit<string, number | string>;

/** Options of {@link errorDocuments}. */
export interface ErrorDocumentsOptions {
  /** Returns the page for a status, before `pages` are tried; `undefined` if it has none. */
  readonly statusOf?: ((status: number, request: Request) => string | undefined) | undefined;
  /**
   * The types of the pages. A page is used if `Accept` prefers one of these at least as much as the response.
   * Defaults to `['text/html']`, so that a client that prefers JSON gets the application's Problem Details.
   */
  readonly types?: readonly string[] | undefined;
}

const KEY = /^[1-9](?:\d\d|xx)$/;

/** The pages of one `errorDocuments`. */
export class ErrorPages {
  readonly #pages: ReadonlyMap<string, InnerUrl>;
  readonly #statusOf: ErrorDocumentsOptions['statusOf'];
  readonly #types: readonly string[];

  /** @throws TypeError when a key is not a status, or a page is not inside the application. */
  constructor(pages: DocumentPages, { statusOf, types = ['text/html'] }: ErrorDocumentsOptions) {
    this.#pages = new Map(Array.from(pairsOf(pages), ([key, page]) => [keyOf(key), pageOf(page)]));
    this.#statusOf = statusOf;
    this.#types = types;
  }

  /** The pages for a status, the most specific first. Responses without a body have none. */
  urls(code: number, request: Request): InnerUrl[] {
    if (isBodyless(code)) return [];
    const named = this.#statusOf?.(code, request);
    const found = [
      named === undefined ? undefined : innerUrl(named),
      this.#pages.get(String(code)),
      this.#pages.get(`${Math.floor(code / 100)}xx`),
    ];
    return found.filter((url) => url !== undefined);
  }

  /** Whether the client prefers a page at least as much as a response with these fields. */
  isLiked({ accept }: Request, headers: HeaderList): boolean {
    if (!accept.isPresent) return true;
    const own = getField(headers, 'Content-Type');
    const page = Math.max(...this.#types.map((type) => accept.quality(type, { lenient: true })));
    return page > 0 && page >= (own === undefined ? 0 : accept.quality(own, { lenient: true }));
  }
}

function keyOf(key: unknown): string {
  const text = String(key).toLowerCase();
  if (KEY.test(text)) return text;
  throw new TypeError(`${text} is not a status: give 404, or '4xx' for a whole class`);
}

function pageOf(page: unknown): InnerUrl {
  if (typeof page === 'string') return innerUrl(page);
  throw new TypeError(`the page of a status is a path, not ${kindOf(page)}`);
}
