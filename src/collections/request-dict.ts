/**
 * The dictionaries of a request: its query, its cookies and its form.
 *
 * @module
 */
import { BadRequestError } from '../wsgi/request-errors.ts';
import { onlyOf, ReadonlyMultiDict } from './multi-dict.ts';

/**
 * A dictionary that a client sent. It is a {@link ReadonlyMultiDict}, but a missing or repeated value is the client's
 * fault, and an attempt to write says how a request is changed.
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
    return refuse();
  }

  /** @throws TypeError always: a request is immutable. */
  append(..._refused: never[]): never {
    return refuse();
  }

  /** @throws TypeError always: a request is immutable. */
  delete(..._refused: never[]): never {
    return refuse();
  }
}

function refuse(): never {
  throw new TypeError(
    'a request is immutable: request.with({ … }) gives a changed one, new MultiDict(dict) a dictionary to write to',
  );
}
