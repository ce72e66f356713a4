/**
 * Naming values in error messages.
 *
 * @module
 */

/**
 * Describes what kind of value something is.
 *
 * @example
 * ```ts
 * kindOf('a'); // 'a string'
 * kindOf([]); // 'an array'
 * kindOf({}); // 'an object'
 * kindOf(new Map()); // 'an instance of Map'
 * ```
 */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const { constructor: Class } = value;
  return typeof Class !== 'function' || Class === Object ? 'an object' : `an instance of ${Class.name}`;
}
