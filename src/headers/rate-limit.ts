/**
 * `RateLimit` and `RateLimit-Policy`: what a client may still ask for, and by which rules
 * (draft-ietf-httpapi-ratelimit-headers-11).
 *
 * Both are lists of Structured Fields. By the draft, a malformed one is ignored completely, even if only a single
 * parameter has the wrong type.
 *
 * @module
 */
import { assertOptions, assertWhole, listOf } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import {
  assertBytes,
  assertText,
  type BareItem,
  type InnerList,
  type Item,
  LARGEST_INTEGER,
  readList,
  writeList,
} from './grammar/structured.ts';

/** The remaining part of one quota. */
export interface RateLimit {
  /** The name of the policy. */
  readonly policy: string;
  /** How many units the client may still use. */
  readonly remaining: number;
  /** Seconds in which it may not use more than these. */
  readonly reset?: number | undefined;
  /** The part of the server's capacity that it applies to. */
  readonly partitionKey?: Uint8Array | undefined;
}

/** The rule of one quota. */
export interface RateLimitPolicy {
  /** The name of the policy. */
  readonly policy: string;
  /** How many units a client may use. */
  readonly quota: number;
  /** What is counted: `requests`, `content-bytes`, `concurrent-requests`. */
  readonly unit: string;
  /** The length of its window in seconds. */
  readonly window?: number | undefined;
  /** The part of the server's capacity that it applies to. */
  readonly partitionKey?: Uint8Array | undefined;
}

/** What a policy is written from. */
export type RateLimitPolicyInit = Omit<RateLimitPolicy, 'unit'> & {
  /** Defaults to `requests`. */
  readonly unit?: string | undefined;
};

/**
 * `RateLimit`; empty when it is absent or malformed. Writing an empty list removes the field; it throws a RangeError
 * for a number that is negative or not whole.
 *
 * @example
 * ```ts
 * rateLimit.parse('"default";r=50;t=30'); // [{ policy: 'default', remaining: 50, reset: 30 }]
 * rateLimit.format([{ policy: 'burst', remaining: 0, reset: 7 }]); // '"burst";r=0;t=7'
 * ```
 */
export const rateLimit: Field<readonly RateLimit[], Iterable<RateLimit>> = {
  name: 'RateLimit',
  parse: (value) => readAll(value, readLimit),
  format: (value) => writeList(listOf(value, 'RateLimit').map(writeLimit)),
};

/**
 * `RateLimit-Policy`; empty when it is absent or malformed. Writing an empty list removes the field; it throws a
 * RangeError for a number that is out of range.
 *
 * @example
 * ```ts
 * rateLimitPolicy.parse('"daily";q=1000;w=86400'); // [{ policy: 'daily', quota: 1000, unit: 'requests', window: 86400 }]
 * rateLimitPolicy.format([{ policy: 'burst', quota: 10, window: 1 }]); // '"burst";q=10;w=1'
 * ```
 */
export const rateLimitPolicy: Field<readonly RateLimitPolicy[], Iterable<RateLimitPolicyInit>> = {
  name: 'RateLimit-Policy',
  parse: (value) => readAll(value, readPolicy),
  format: (value) => writeList(listOf(value, 'RateLimit-Policy').map(writePolicy)),
};

function readAll<T>(value: string | undefined, read: (member: Item | InnerList) => T | undefined): T[] {
  const members = (readList(value) ?? []).map(read);
  return members.every((member) => member !== undefined) ? members : [];
}

function readLimit([policy, params]: Item | InnerList): RateLimit | undefined {
  const { r: remaining, t: reset, pk } = Object.fromEntries(params);
  if (typeof policy !== 'string' || !isWhole(remaining)) return undefined;
  if (!isAbsentOr(isWhole, reset) || !isAbsentOr(isBytes, pk)) return undefined;
  return { policy, remaining, ...(reset !== undefined && { reset }), ...partitionOf(pk) };
}

function readPolicy([policy, params]: Item | InnerList): RateLimitPolicy | undefined {
  const { q: quota, qu: unit = 'requests', w: window, pk } = Object.fromEntries(params);
  if (typeof policy !== 'string' || typeof unit !== 'string' || !isWhole(quota)) return undefined;
  if (!isAbsentOr(isWhole, window) || window === 0 || !isAbsentOr(isBytes, pk)) return undefined;
  return { policy, quota, unit, ...(window !== undefined && { window }), ...partitionOf(pk) };
}

function isWhole(value: BareItem | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isBytes(value: BareItem | undefined): value is ArrayBuffer {
  return value instanceof ArrayBuffer;
}

function isAbsentOr<T extends BareItem>(
  is: (value: BareItem | undefined) => value is T,
  value: BareItem | undefined,
): value is T | undefined {
  return value === undefined || is(value);
}

function partitionOf(key: ArrayBuffer | undefined): { partitionKey?: Uint8Array } {
  return key === undefined ? {} : { partitionKey: new Uint8Array(key) };
}

function writeLimit(limit: RateLimit): Item {
  assertOptions(limit, ['policy', 'remaining', 'reset', 'partitionKey'], 'RateLimit');
  const { policy, remaining, reset, partitionKey } = limit;
  assertText(policy, 'policy of RateLimit');
  assertWhole(remaining, 'remaining of RateLimit', LARGEST_INTEGER);
  if (reset !== undefined) assertWhole(reset, 'reset of RateLimit', LARGEST_INTEGER);
  if (partitionKey !== undefined) assertBytes(partitionKey, 'partitionKey of RateLimit');
  return itemOf(policy, { r: remaining, t: reset, pk: partitionKey });
}

function writePolicy(init: RateLimitPolicyInit): Item {
  assertOptions(init, ['policy', 'quota', 'unit', 'window', 'partitionKey'], 'RateLimit-Policy');
  const { policy, quota, unit = 'requests', window, partitionKey } = init;
  assertText(policy, 'policy of RateLimit-Policy');
  assertText(unit, 'unit of RateLimit-Policy');
  assertWhole(quota, 'quota of RateLimit-Policy', LARGEST_INTEGER);
  if (window !== undefined) assertWhole(window, 'window of RateLimit-Policy', LARGEST_INTEGER, 1);
  if (partitionKey !== undefined) assertBytes(partitionKey, 'partitionKey of RateLimit-Policy');
  return itemOf(policy, {
    q: quota,
    qu: unit === 'requests' ? undefined : unit,
    w: window,
    pk: partitionKey,
  });
}

function itemOf(value: string, params: Record<string, BareItem | undefined>): Item {
  const entries = Object.entries(params);
  return [value, new Map(entries.flatMap(([name, param]) => (param === undefined ? [] : [[name, param]])))];
}
