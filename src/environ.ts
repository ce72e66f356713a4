/**
 * Making environs, and how header names and environ keys correspond (RFC 3875, section 4.1.18).
 *
 * @module
 */
import type { Environ } from './wsgi.ts';

const MOST_KEYS_KEPT = 512;
const keys = new Map<string, string>();

/**
 * The environ key of a header: `CONTENT_TYPE` and `CONTENT_LENGTH` stand alone, the others are
 * `HTTP_` and the name.
 *
 * @example
 * ```ts
 * environKey('X-Forwarded-For'); // 'HTTP_X_FORWARDED_FOR'
 * environKey('content-type'); // 'CONTENT_TYPE'
 * ```
 */
export function environKey(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const upper = name.toUpperCase().replaceAll('-', '_');
  const key = upper === 'CONTENT_TYPE' || upper === 'CONTENT_LENGTH' ? upper : `HTTP_${upper}`;
  if (keys.size < MOST_KEYS_KEPT && name.length <= 64) keys.set(name, key);
  return key;
}

/**
 * The name, in lower case, of the header that an environ key holds; `undefined` for other keys.
 *
 * @example
 * ```ts
 * headerName('HTTP_X_FORWARDED_FOR'); // 'x-forwarded-for'
 * headerName('PATH_INFO'); // undefined
 * ```
 */
export function headerName(key: string): string | undefined {
  const isHeader = key.startsWith('HTTP_') || key === 'CONTENT_TYPE' || key === 'CONTENT_LENGTH';
  return isHeader
    ? key
        .replace(/^HTTP_/, '')
        .toLowerCase()
        .replaceAll('_', '-')
    : undefined;
}

/** An environ for `GET /` on localhost, with what PEP 3333 wants and an empty body. */
export function blankEnviron(): Environ {
  return {
    REQUEST_METHOD: 'GET',
    SCRIPT_NAME: '',
    PATH_INFO: '/',
    QUERY_STRING: '',
    SERVER_NAME: 'localhost',
    SERVER_PORT: '80',
    SERVER_PROTOCOL: 'HTTP/1.1',
    HTTP_HOST: 'localhost',
    'wsgi.version': [1, 0],
    'wsgi.url_scheme': 'http',
    'wsgi.input': [],
    'wsgi.errors': process.stderr,
    'wsgi.multithread': false,
    'wsgi.multiprocess': false,
    'wsgi.run_once': false,
  };
}
