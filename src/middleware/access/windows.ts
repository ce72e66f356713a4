/**
 * Quotas over windows of time: fixed ones, which begin with the first request, and sliding ones.
 *
 * @module
 */
import type { CounterStore } from './counter-store.ts';

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

type Counting = (quota: Quota, key: string, cost: number) => Promise<Verdict>;

/** The kinds of windows. */
export type Algorithm = 'sliding' | 'fixed';

export const ALGORITHMS: Readonly<Record<Algorithm, Counting>> = { sliding, fixed };

/** The rounding error of sums of fractions. */
const TOLERANCE = 1e-9;

async function fixed({ limit, window, store, now }: Quota, key: string, cost: number): Promise<Verdict> {
  const { count, reset } = await store.hit(key, window, cost, now());
  return { isWithin: count <= limit, remaining: Math.max(0, limit - count), wait: Math.min(reset, window) };
}

/**
 * The previous window counts in proportion to its share of the last `window` milliseconds. All processes have the
 * same windows, by the clock. Rejected requests are taken back.
 */
async function sliding({ limit, window, store, now }: Quota, key: string, cost: number): Promise<Verdict> {
  const time = now();
  const index = Math.floor(time / window);
  const elapsed = time - index * window;
  // Each is read in its own window and in the next one.
  const kept = 2 * window;
  const [{ count }, { count: before }] = await Promise.all([
    store.hit(`${key}|${index}`, kept, cost, time),
    store.hit(`${key}|${index - 1}`, kept, 0, time),
  ]);
  const used = before * (1 - elapsed / window) + count;
  const left = window - elapsed;
  if (used <= limit + TOLERANCE) {
    return { isWithin: true, remaining: Math.max(0, Math.floor(limit - used + TOLERANCE)), wait: left };
  }
  await store.hit(`${key}|${index}`, kept, -cost, time);
  const wait = waitFor({ limit, cost, before, count: count - cost, window, elapsed });
  return { isWithin: false, remaining: Math.max(0, Math.floor(limit - used + cost + TOLERANCE)), wait };
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
