/**
 * Converts values to the text of a cookie and back.
 *
 * @module
 */

/** A way to store values as text. */
export interface Serializer<T> {
  dumps(value: T): string;
  /** Reads the output of `dumps`. Throws an Error for any other text. */
  loads(text: string): T;
}
