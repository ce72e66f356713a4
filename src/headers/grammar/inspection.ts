/**
 * How header values print themselves.
 *
 * @module
 */

/** The method by which `util.inspect` and `console.log` ask an object for its own text. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');

/**
 * What inspecting a header value prints: its class and its header text.
 *
 * @example
 * ```ts
 * inspected(new EntityTag('v1')); // 'EntityTag "\\"v1\\""'
 * ```
 */
export function inspected(value: object, text: string = String(value)): string {
  return `${value.constructor.name} ${JSON.stringify(text)}`;
}
