/**
 * How header names and environ keys correspond (RFC 3875, section 4.1.18).
 *
 * @module
 */
import { withParseCache } from '../../collections/parse-cache.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { environKey as keyOf } from '../../wsgi/environ-key.ts';

/** The environ key of a header. Keys of recurring headers are cached. */
export const environKey: (name: string) => string = withParseCache(keyOf);

/**
 * The environ key of a field that arrived, or `''` for a field to drop.
 *
 * Two kinds of field are dropped. A name with `_` would collide with another field's key. And `Proxy` would become
 * `HTTP_PROXY`, which programs mistake for their own setting (RFC 3875, section 4.1.18).
 */
export const arrivalKey: (name: string) => string = withParseCache((name) => {
  return name.includes('_') || name.toLowerCase() === 'proxy' ? '' : environKey(name);
});

/** Puts a field that arrived into an environ, under its {@link arrivalKey}, as {@link appendValue} does. */
export function addField(environ: Environ, name: string, value: string): void {
  const key = arrivalKey(name);
  if (key !== '') appendValue(environ, key, value);
}

/** Appends a header's value to those that its key holds: joined by `, `, cookies by `; `. */
export function appendValue(environ: Environ, key: string, value: string): void {
  const before = environ[key];
  if (before === undefined) environ[key] = value;
  else environ[key] = `${before}${key === 'HTTP_COOKIE' ? '; ' : ', '}${value}`;
}

/**
 * The lower-case name of the header that an environ key holds; `undefined` for other keys, including
 * `HTTP_CONTENT_LENGTH`, which {@link environKey} never produces.
 *
 * @example
 * ```ts
 * headerName('HTTP_X_FORWARDED_FOR'); // 'x-forwarded-for'
 * headerName('PATH_INFO'); // undefined
 * ```
 */
export function headerName(key: string): string | undefined {
  if (!/^(?:HTTP_.|CONTENT_)/.test(key)) return undefined;
  const name = key
    .replace(/^HTTP_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
  return environKey(name) === key ? name : undefined;
}
