/**
 * What the views of headers have in common: the iteration methods of the Fetch API.
 *
 * @module
 */

import { INSPECT } from '../grammar/inspection.ts';
import { maskedFields } from './masked-fields.ts';

/** The type of the Fetch API's own iterators. */
export type HeadersIterator<T> = Generator<T, undefined, unknown>;

/** Headers that can be iterated, names in lower case and sorted. */
export abstract class HeadersView {
  /** The values of a name joined by `, `, or `null`. */
  abstract get(name: string): string | null;

  abstract entries(): HeadersIterator<[name: string, value: string]>;

  forEach(callback: (value: string, name: string, headers: this) => void): void {
    for (const [name, value] of this) callback(value, name, this);
  }

  *keys(): HeadersIterator<string> {
    for (const [name] of this.entries()) yield name;
  }

  *values(): HeadersIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): HeadersIterator<[name: string, value: string]> {
    return this.entries();
  }

  [INSPECT](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    return `${this.constructor.name} ${inspect(maskedFields(this), options)}`;
  }
}
