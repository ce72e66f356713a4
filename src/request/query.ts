/**
 * The query of a request.
 *
 * @module
 */
import { findUrlencoded, parseUrlencoded } from '../body/forms/urlencoded.ts';
import { RequestDict } from '../collections/request-dict.ts';

/**
 * The pairs of a query string, by the WHATWG URL standard (section 5.1).
 *
 * Nothing is parsed before it is asked for, and `get` reads no further than to its key.
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

  /** @param queryString as it was sent, one character a byte. */
  constructor(queryString: string) {
    super(() => parseUrlencoded(queryString));
    this.#queryString = queryString;
  }

  override get(key: string): string | undefined {
    return findUrlencoded(this.#queryString, key);
  }
}
