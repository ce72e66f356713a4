/**
 * Values of an environ that must be strings (PEP 3333).
 *
 * @module
 */
import type { Environ } from './contract.ts';
import { kindOf } from './kind-of.ts';

type RequiredKey = 'REQUEST_METHOD' | 'SERVER_NAME' | 'SERVER_PORT' | 'SERVER_PROTOCOL' | 'wsgi.url_scheme';

/**
 * The value of a key that every environ must have.
 *
 * @throws TypeError that names the key, when it is missing or is not a string.
 *
 * @example
 * ```ts
 * required(blankEnviron(), 'wsgi.url_scheme'); // 'http'
 * ```
 */
export function required(environ: Environ, key: RequiredKey): string {
  const value: unknown = environ[key];
  if (typeof value === 'string') return value;
  throw notString(key, value);
}

/** The error for a value of an environ that is not a string. */
export function notString(key: string, value: unknown): TypeError {
  return new TypeError(`environ['${key}'] must be a string; got ${kindOf(value)}`);
}
