/**
 * A request's headers, read from its environ through the Fetch API's Headers interface.
 *
 * @module
 */

import type { Environ } from '../../wsgi/contract.ts';
import { immutableError } from '../../wsgi/immutable.ts';
import { environKey, headerName } from './environ-keys.ts';
import { type HeadersIterator, HeadersView } from './headers-view.ts';

/**
 * The reading half of Headers over an environ. Names match regardless of case.
 *
 * Values are native strings, unchanged. Iteration is Fetch's: names in lower case, sorted. An environ holds
 * repeated fields already joined, so it cannot tell how often a field came. Writing throws an error that says how
 * to change a request.
 *
 * @example
 * ```ts
 * const headers = new EnvironHeaders({ ...blankEnviron(), HTTP_X_TRACE: '7' });
 * headers.get('X-Trace'); // '7'
 * headers.has('Cookie'); // false
 * [...headers.keys()]; // ['host', 'x-trace']
 * ```
 */
export class EnvironHeaders extends HeadersView {
  readonly #environ: Environ;

  constructor(environ: Environ) {
    super();
    this.#environ = environ;
  }

  /** The value of a name, or `null`. */
  get(name: string): string | null {
    const value = this.#environ[environKey(name)];
    return typeof value === 'string' ? value : null;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  /** @throws TypeError always: a request is immutable. */
  set(_name: string, _value: string): never {
    throw immutableError('headers.set() does not exist', 'headers: { … }');
  }

  /** @throws TypeError always: a request is immutable. */
  append(_name: string, _value: string): never {
    throw immutableError('headers.append() does not exist', 'headers: { … }');
  }

  /** @throws TypeError always: a request is immutable. */
  delete(_name: string): never {
    throw immutableError('headers.delete() does not exist', 'headers: { name: undefined }');
  }

  /** Empty, since only responses set cookies; Fetch's Headers have this method for them. */
  getSetCookie(): string[] {
    return [];
  }

  *entries(): HeadersIterator<[name: string, value: string]> {
    const fields: [string, string][] = [];
    for (const key of Object.keys(this.#environ)) {
      const name = headerName(key);
      const value = this.#environ[key];
      if (name !== undefined && typeof value === 'string') fields.push([name, value]);
    }
    yield* fields.sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
