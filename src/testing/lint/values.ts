/**
 * Checks the run-time types of the contract's values, which nothing guarantees.
 *
 * @module
 */
import type { AppIter } from '../../wsgi/contract.ts';

const BEYOND_BYTES = /[^\0-\xff]/;

/** Whether each character represents a byte. */
export function isNative(text: string): boolean {
  return !BEYOND_BYTES.test(text);
}

/** Whether it is bytes or text, which are iterable but do not give chunks. */
export function isContent(value: unknown): boolean {
  return typeof value === 'string' || value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

/** Whether it can be iterated for chunks. */
export function isByteSource(value: unknown): value is AppIter {
  if (typeof value !== 'object' || value === null || isContent(value)) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

/** Describes a value, for a message. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object'
    ? `an object (${value.constructor?.name ?? 'without a class'})`
    : typeof value;
}
