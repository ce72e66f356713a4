/**
 * `serverTiming`: reports durations in `Server-Timing`, which browsers' developer tools show.
 *
 * @module
 */
import { isToken } from '../../headers/grammar/field-value.ts';
import { serverTiming as field, type ServerTimingMetric } from '../../headers/server-timing.ts';
import { isPromise } from '../../wsgi/app-iter.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { exchangeOf } from '../../wsgi/exchange.ts';
import { tap } from '../../wsgi/tap.ts';
import { type AppMiddleware, assertOptions, middleware, type NoOptions } from '../app-middleware.ts';
import { type HasEnviron, noteOf } from '../notes.ts';

/** The durations of a request's parts. */
export class Timings {
  readonly #durations = new Map<string, number>();

  /**
   * Runs a function and measures how long it takes; for a promise, until it settles. Measurements under the same
   * name are added up.
   *
   * @param name a token, such as `db`.
   * @returns what `run` returns.
   * @throws TypeError when the name is not a token, and what `run` throws.
   */
  measure<T>(name: string, run: () => T): T {
    if (!isToken(name))
      throw new TypeError(`invalid name of a timing: ${JSON.stringify(name)}; give a token`);
    const begun = performance.now();
    const ended = () => this.#add(name, performance.now() - begun);
    let result: T | undefined;
    try {
      result = run();
      return result;
    } finally {
      if (isPromise(result)) result.then(ended, ended);
      else ended();
    }
  }

  #add(name: string, duration: number): void {
    this.#durations.set(name, (this.#durations.get(name) ?? 0) + duration);
  }

  /** The measurements so far, in milliseconds. */
  metrics(): ServerTimingMetric[] {
    return Array.from(this.#durations, ([name, duration]) => metric(name, duration));
  }
}

/**
 * Sends what was measured before the response began, and the total time until then as `total`. Anyone who can read
 * the response can see it, so use it only where the timing need not be secret.
 *
 * @example
 * ```ts
 * const app = serverTiming()(
 *   wsgify(async (request) => timingsOf(request).measure('db', async () => 'Hello')),
 * );
 * const response = await Request.blank('/').send(app);
 * /^db;dur=[\d.]+, total;dur=[\d.]+$/.test(response.headers.get('Server-Timing') ?? ''); // true
 * ```
 */
export function serverTiming(options: NoOptions = {}): AppMiddleware {
  assertOptions('serverTiming', options, {});
  return middleware((app) =>
    tap(app, (environ) => {
      const timings = new Timings();
      exchangeOf(environ).notes.timings = timings;
      const begun = performance.now();
      return {
        head(status, headers) {
          const total = metric('total', performance.now() - begun);
          const value = String(field.format([...timings.metrics(), total]));
          return { status, headers: [...headers, [field.name, value]] satisfies HeaderList };
        },
      };
    }),
  );
}

/** Measures the parts of a request. Without the middleware `serverTiming`, the measurements are not sent. */
export function timingsOf(request: HasEnviron): Timings {
  const timings = noteOf(request, 'timings');
  return timings instanceof Timings ? timings : new Timings();
}

/** A measurement, rounded to a thousandth of a millisecond. */
function metric(name: string, duration: number): ServerTimingMetric {
  return { name, duration: Math.round(duration * 1000) / 1000 };
}
