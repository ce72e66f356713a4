/**
 * Reads what the middleware of an exchange have noted.
 *
 * @module
 */
import type { Environ, ExchangeNotes } from '../wsgi/contract.ts';

/** A request, or any other object with an environ. */
export interface HasEnviron {
  readonly environ: Environ;
}

/**
 * The note under a name; `undefined` if there is none, or the request has no notes. Middleware write notes through
 * `exchangeOf(environ).notes`, which all copies of the environ share.
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
