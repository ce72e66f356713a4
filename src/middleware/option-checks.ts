/**
 * Checks of the values of options.
 *
 * @module
 */
import { kindOf } from '../wsgi/kind-of.ts';

/**
 * Asserts that an option is a function.
 *
 * @param name the name of the option, with that of its function.
 */
export function assertFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw new TypeError(`${name} must be a function, not ${kindOf(value)}`);
}

/**
 * Asserts that an option is a list.
 *
 * @param name the name of the option, with that of its function.
 */
export function assertList(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw new TypeError(`${name} must be a list, not ${kindOf(value)}`);
}

/**
 * Asserts that an option is a duration in seconds, or absent.
 *
 * @throws RangeError when it is negative or not a number.
 */
export function assertSeconds(name: string, value: number | undefined): void {
  if (value === undefined || (typeof value === 'number' && value >= 0)) return;
  throw new RangeError(`${name} must be a number of seconds, 0 or more: ${String(value)}`);
}

/**
 * Asserts that an option is a lifetime in seconds, which has an end and can be written with digits.
 *
 * @throws RangeError when it is 0, negative, infinite or not a number.
 */
export function assertLifetime(name: string, value: number): void {
  if (typeof value === 'number' && value > 0 && value <= Number.MAX_SAFE_INTEGER) return;
  throw new RangeError(`${name} must be a number of seconds above 0: ${String(value)}`);
}
