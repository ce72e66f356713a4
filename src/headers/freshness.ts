/**
 * How long a stored response may be used, and how old it is (RFC 9111, section 4.2).
 *
 * @module
 */
import { assertKnown } from '../collections/unknown-name.ts';
import type { Complete } from '../wsgi/option-types.ts';
import { CacheControl } from './cache-control.ts';
import { parseDeltaSeconds } from './grammar/delta-seconds.ts';
import { splitList } from './grammar/field-value.ts';
import { parseHttpDate } from './http-date.ts';

/** A response as a cache keeps it: a `Response` of this package, or Fetch's. */
export interface StoredResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/** When a response was requested and received. */
export interface ResponseTimes {
  /** When it arrived. */
  readonly responseTime: Date;
  /** When it was requested. Defaults to when it arrived. */
  readonly requestTime?: Date | undefined;
}

/** Which kind of cache asks. */
export interface FreshnessOptions {
  /** Whether the cache serves many users, in which case `s-maxage` counts. */
  readonly shared?: boolean | undefined;
}

/** The statuses whose lifetime may be guessed (RFC 9110, section 15.1). */
const GUESSABLE = new Set([200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501]);
const GUESSED_SHARE = 0.1;

/**
 * How many seconds a response is fresh, by `s-maxage` (for a shared cache), `max-age` or `Expires`, in this order.
 * Without any of them, it is a tenth of the time since the last change, for a status that permits guessing. A
 * malformed value counts as 0.
 *
 * @throws TypeError when a time or an option is unknown.
 *
 * @example
 * ```ts
 * const headers = new Headers({ 'Cache-Control': 'max-age=60, s-maxage=600' });
 * freshnessLifetime({ status: 200, headers }, { responseTime: new Date() }); // 60
 * freshnessLifetime({ status: 200, headers }, { responseTime: new Date() }, { shared: true }); // 600
 * ```
 */
export function freshnessLifetime(
  { status, headers }: StoredResponse,
  times: ResponseTimes,
  options: FreshnessOptions = {},
): number {
  assertKnown('option of freshness', options, ['shared']);
  const { responseTime } = timesOf(times);
  const { maxAge, sMaxage, public: isPublic } = CacheControl.parse(headers.get('Cache-Control') ?? undefined);
  const explicit = (options.shared ? sMaxage : undefined) ?? maxAge;
  if (explicit !== undefined) return explicit;
  const date = dateOf(headers, 'Date') ?? responseTime;
  if (headers.get('Expires') !== null)
    return Math.max(0, secondsBetween(date, dateOf(headers, 'Expires') ?? date));
  const lastModified = dateOf(headers, 'Last-Modified');
  if (!lastModified || !(isPublic || mayGuessFreshness(status))) return 0;
  return Math.max(0, Math.floor(GUESSED_SHARE * secondsBetween(lastModified, date)));
}

/** Whether a cache may store a response of this status although nothing says how long it is fresh. */
export function mayGuessFreshness(status: number): boolean {
  return GUESSABLE.has(status);
}

/**
 * Seconds since the origin made or last confirmed a response (section 4.2.3). A malformed `Age` is ignored, and a
 * missing `Date` is the time at which the response arrived.
 *
 * @throws TypeError when a time is unknown.
 *
 * @example
 * ```ts
 * const headers = new Headers({ Date: 'Sun, 06 Nov 1994 08:49:37 GMT', Age: '10' });
 * const responseTime = new Date('1994-11-06T08:49:40Z');
 * currentAge({ status: 200, headers }, { responseTime }, new Date('1994-11-06T08:50:40Z')); // 70
 * ```
 */
export function currentAge(
  { headers }: StoredResponse,
  times: ResponseTimes,
  now: Date = new Date(),
): number {
  const { responseTime, requestTime } = timesOf(times);
  const date = dateOf(headers, 'Date') ?? responseTime;
  const apparentAge = Math.max(0, secondsBetween(date, responseTime));
  const correctedAge = ageOf(headers) + secondsBetween(requestTime, responseTime);
  return Math.max(apparentAge, correctedAge) + secondsBetween(responseTime, now);
}

/**
 * Whether a response is still fresh. The directives say whether a stale response may be used nevertheless, or a
 * fresh one may not.
 *
 * @example
 * ```ts
 * const headers = new Headers({ 'Cache-Control': 'max-age=60', Age: '20' });
 * const responseTime = new Date('1994-11-06T08:49:37Z');
 * isFresh({ status: 200, headers }, { responseTime }, new Date('1994-11-06T08:50:16Z')); // true
 * isFresh({ status: 200, headers }, { responseTime }, new Date('1994-11-06T08:50:17Z')); // false
 * ```
 */
export function isFresh(
  response: StoredResponse,
  times: ResponseTimes,
  now: Date = new Date(),
  options: FreshnessOptions = {},
): boolean {
  return freshnessLifetime(response, times, options) > currentAge(response, times, now);
}

function timesOf(times: ResponseTimes): Complete<ResponseTimes> {
  assertKnown('time of a response', times, ['responseTime', 'requestTime']);
  const { responseTime, requestTime = responseTime } = times;
  return { responseTime, requestTime };
}

/** Like caches, reads dates without regard to case. */
function dateOf(headers: StoredResponse['headers'], name: string): Date | undefined {
  const words = headers
    .get(name)
    ?.toLowerCase()
    .replace(/[a-z]+/g, inUsualCase);
  return parseHttpDate(words);
}

function inUsualCase(word: string): string {
  return word === 'gmt' ? 'GMT' : word.charAt(0).toUpperCase() + word.slice(1);
}

function ageOf(headers: StoredResponse['headers']): number {
  const [age = ''] = splitList(headers.get('Age') ?? '');
  return parseDeltaSeconds(age) ?? 0;
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}
