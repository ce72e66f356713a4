/**
 * A minimal environ to start from.
 *
 * @module
 */
import type { Environ } from './contract.ts';
import { newEnviron } from './new-environ.ts';

/** An environ for `GET /` on localhost, with the keys that PEP 3333 requires and an empty body. */
export function blankEnviron(): Environ {
  const environ = newEnviron();
  environ.HTTP_HOST = 'localhost';
  return environ;
}
