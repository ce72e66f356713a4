/**
 * The path that an application is mounted at.
 *
 * @module
 */
import { nativeFromText } from '../wsgi/native-string.ts';
import { percentDecode } from './percent-encoding.ts';

const MOUNT = /^(?:\/[^/?#]+)*$/;

/**
 * Asserts that an option is `''` or a path that consists of whole segments.
 *
 * @throws TypeError when it is something else.
 */
export function assertMount(mount: unknown): asserts mount is string {
  if (typeof mount === 'string' && MOUNT.test(mount)) return;
  throw new TypeError(
    `mount must be '' or a path without a final slash, such as '/api': ${JSON.stringify(mount)}`,
  );
}

/**
 * The part of a request's path below a mount, percent-encoded as it was sent; `undefined` if the path is not below
 * it.
 *
 * @example
 * ```ts
 * pathBelow('/api', '/api/a%2Fb'); // '/a%2Fb'
 * pathBelow('/api', '/api'); // ''
 * pathBelow('/api', '/apis'); // undefined
 * ```
 */
export function pathBelow(mount: string, path: string): string | undefined {
  if (mount === '') return path;
  const wanted = nativeFromText(mount).split('/').map(percentDecode);
  const segments = path.split('/');
  if (!wanted.every((segment, i) => percentDecode(segments[i] ?? '/') === segment)) return undefined;
  const rest = segments.slice(wanted.length);
  return rest.length === 0 ? '' : `/${rest.join('/')}`;
}
