/**
 * How header values appear in logs.
 *
 * @module
 */

/** The method through which `util.inspect` and `console.log` ask an object for its text. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');

/**
 * The inspected form of a header value: its class and its header text.
 *
 * @example
 * ```ts
 * inspected(new EntityTag('v1')); // 'EntityTag "\\"v1\\""'
 * ```
 */
export function inspected(value: object, text: string = String(value)): string {
  return `${value.constructor.name} ${JSON.stringify(text)}`;
}
