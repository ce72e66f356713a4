/**
 * Quotas over windows of time: fixed ones, which begin with the first request, and sliding ones.
 *
 * @module
 */
import { isPromise } from '../../wsgi/app-iter.ts';
import { whenKnown } from '../when-known.ts';
import { type CounterStore, hit } from './counter-store.ts';

/** How much is allowed in a window, and where it is counted. */
export interface Quota {
  readonly limit: number;
  /** The length in milliseconds. */
  readonly window: number;
  readonly store: CounterStore;
  readonly now: () => number;
  readonly count: Counting;
}

/** The result of counting. */
export interface Verdict {
  readonly isWithin: boolean;
  /** How much is left. */
  readonly remaining: number;
  /** Milliseconds until more is allowed or, if the limit is exceeded, until the same is. */
  readonly wait: number;
}

type Counting = (quota: Quota, key: string, cost: number) => Verdict | Promise<Verdict>;

/** The kinds of windows. */
export type Algorithm = 'sliding' | 'fixed';

export const ALGORITHMS: Readonly<Record<Algorithm, Counting>> = { sliding, fixed };

/** The rounding error of sums of fractions. */
const TOLERANCE = 1e-9;

function fixed(quota: Quota, key: string, cost: number): Verdict | Promise<Verdict> {
  const { limit, window, store, now } = quota;
  return whenKnown(hit(store, key, window, cost, now()), ({ count, reset }) => ({
    isWithin: count <= limit,
    remaining: Math.max(0, limit - count),
    wait: Math.min(reset, window),
  }));
}

/**
 * The previous window counts in proportion to its share of the last `window` milliseconds. All processes have the
 * same windows, by the clock. Rejected requests are taken back.
 */
function sliding(quota: Quota, key: string, cost: number): Verdict | Promise<Verdict> {
  const { limit, window, store, now } = quota;
  const time = now();
  const index = Math.floor(time / window);
  const elapsed = time - index * window;
  const current = `${key}|${index}`;
  // Each is read in its own window and in the next one.
  const kept = 2 * window;
  const judged = (count: number, before: number): Verdict | Promise<Verdict> => {
    const used = before * (1 - elapsed / window) + count;
    const left = window - elapsed;
    if (used <= limit + TOLERANCE) {
      return { isWithin: true, remaining: Math.max(0, Math.floor(limit - used + TOLERANCE)), wait: left };
    }
    const wait = waitFor({ limit, cost, before, count: count - cost, window, elapsed });
    const remaining = Math.max(0, Math.floor(limit - used + cost + TOLERANCE));
    return whenKnown(hit(store, current, kept, -cost, time), () => ({ isWithin: false, remaining, wait }));
  };
  const counted = hit(store, current, kept, cost, time);
  const before = hit(store, `${key}|${index - 1}`, kept, 0, time);
  if (!isPromise(counted) && !isPromise(before)) return judged(counted.count, before.count);
  return Promise.all([counted, before]).then(([now, last]) => judged(now.count, last.count));
}

interface Used {
  readonly limit: number;
  readonly cost: number;
  readonly before: number;
  readonly count: number;
  readonly window: number;
  readonly elapsed: number;
}

/**
 * When the same cost is allowed if nothing else is counted until then: in this window, in the next one, or when
 * that is over.
 */
function waitFor({ limit, cost, before, count, window, elapsed }: Used): number {
  const left = window - elapsed;
  if (count + cost <= limit) return left - (window * (limit - count - cost)) / before;
  if (cost <= limit) return left + window - (window * (limit - cost)) / count;
  return left + window;
}
