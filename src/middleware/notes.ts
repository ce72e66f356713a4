/**
 * Reading what the middleware of an exchange have noted.
 *
 * @module
 */
import type { Environ, ExchangeNotes } from '../wsgi/contract.ts';

/** Of a request, or whatever else has an environ. */
export interface HasEnviron {
  readonly environ: Environ;
}

/**
 * What is noted under a name; `undefined` where nothing is, or nothing was noted of this request at all. Middleware note
 * through `exchangeOf(environ).notes`, which all copies of the environ share.
 *
 * @example
 * ```ts
 * const request = Request.blank('/');
 * noteOf(request, 'user'); // undefined
 * exchangeOf(request.environ).notes.user = 'ada';
 * noteOf(request, 'user'); // 'ada'
 * ```
 */
export function noteOf<K extends keyof ExchangeNotes>(
  { environ }: HasEnviron,
  name: K,
): ExchangeNotes[K] | undefined {
  return environ['wheatpaste.exchange']?.notes[name];
}
