/**
 * The query string of a request, parsed.
 *
 * @module
 */
import { findUrlencoded, parseUrlencoded } from '../body/forms/urlencoded.ts';
import { RequestDict } from '../collections/request-dict.ts';

/**
 * The pairs of a query string, by the WHATWG URL standard (section 5.1).
 *
 * Parsing waits until a pair is needed, and `get` reads only up to its key.
 *
 * @example
 * ```ts
 * const query = new RequestQuery('tag=caf%C3%A9&tag=b&page=2');
 * query.get('tag'); // 'café'
 * query.getAll('tag'); // ['café', 'b']
 * query.get('limit'); // undefined
 * ```
 */
export class RequestQuery extends RequestDict<string> {
  readonly #queryString: string;

  /** @param queryString as it was sent, one character per byte. */
  constructor(queryString: string) {
    super(() => parseUrlencoded(queryString));
    this.#queryString = queryString;
  }

  override get(key: string): string | undefined {
    return findUrlencoded(this.#queryString, key);
  }
}
