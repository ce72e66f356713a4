/**
 * The dictionaries of a request: its query, its cookies and its form.
 *
 * @module
 */
import { immutableError } from '../wsgi/immutable.ts';
import { BadRequestError } from '../wsgi/request-errors.ts';
import { onlyOf, ReadonlyMultiDict } from './multi-dict.ts';

/**
 * A dictionary that a client sent. It is a {@link ReadonlyMultiDict}, except that a missing or repeated value is
 * the client's fault, and an attempt to write throws an error that says how to change a request.
 *
 * @example
 * ```ts
 * const { query } = Request.blank('/?page=1&page=2');
 * query.getOne('page'); // throws BadRequestError
 * ```
 */
export class RequestDict<V> extends ReadonlyMultiDict<V> {
  /**
   * The only value of a key.
   *
   * @throws BadRequestError (400) when the key has no value or several.
   */
  override getOne(key: string): V {
    return onlyOf(key, this.getAll(key), BadRequestError);
  }

  /** @throws TypeError always: a request is immutable. */
  set(..._refused: never[]): never {
    throw immutableError('set() does not exist on a dictionary of a request');
  }

  /** @throws TypeError always: a request is immutable. */
  append(..._refused: never[]): never {
    throw immutableError('append() does not exist on a dictionary of a request');
  }

  /** @throws TypeError always: a request is immutable. */
  delete(..._refused: never[]): never {
    throw immutableError('delete() does not exist on a dictionary of a request');
  }
}
