/**
 * The target of a redirection (RFC 9110, 15.4; the Fetch standard, 4.4).
 *
 * @module
 */
import { percentEncode } from '../../url/percent-encoding.ts';

const REDIRECTIONS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const BEYOND_ASCII = /[^\x00-\x7f]/g;

/** Whether a status is a redirection to follow. 300, 304 and 305 are not. */
export function isRedirection(status: number): boolean {
  return REDIRECTIONS.has(status);
}

/** Whether the method, and with it the body, is kept; otherwise the next request is a GET. */
export function keepsMethod(status: number, method: string): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  return status === 307 || status === 308 || (status !== 303 && method !== 'POST');
}

/** The URL of a Location header, a native string, as text. */
export function locationText(location: string): string {
  return percentEncode(location, BEYOND_ASCII);
}
