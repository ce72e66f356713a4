/**
 * What turns a value into a cookie's text and back.
 *
 * @module
 */

/** A way to keep values as text. */
export interface Serializer<T> {
  dumps(value: T): string;
  /** Reads what `dumps` has written. Throws an Error when the text is something else. */
  loads(text: string): T;
}
