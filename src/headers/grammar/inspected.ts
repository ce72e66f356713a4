/**
 * What inspecting a header value prints.
 *
 * @module
 */

/**
 * The class of a header value and its header text.
 *
 * @example
 * ```ts
 * inspected(new Link('/next', { rel: 'next' })); // 'Link "</next>; rel=next"'
 * ```
 */
export function inspected(value: object): string {
  return `${value.constructor.name} ${JSON.stringify(String(value))}`;
}
