/**
 * Limits how often a client may make requests (RFC 6585, section 4; draft-ietf-httpapi-ratelimit-headers-08).
 *
 * @module
 */
import { HTTPTooManyRequests } from '../../exceptions/client-errors.ts';
import { HTTPServiceUnavailable } from '../../exceptions/server-errors.ts';
import { rateLimit as rateLimitField, rateLimitPolicy } from '../../headers/rate-limit.ts';
import { Request } from '../../request/request.ts';
import { isPromise } from '../../wsgi/app-iter.ts';
import type { AppIter, Application, Environ, HeaderList, StartResponse } from '../../wsgi/contract.ts';
import { changingFields } from '../../wsgi/start-response.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { fieldOf } from '../field-of.ts';
import { whenKnown } from '../when-known.ts';
import { Address } from './address.ts';
import { type CounterStore, memoryCounter } from './counter-store.ts';
import { ALGORITHMS, type Algorithm, type Quota, type Verdict } from './windows.ts';

/** A setting, computed for a request. */
type PerRequest<T> = (request: Request) => T | PromiseLike<T>;

/** Options of {@link rateLimit}. */
export interface RateLimitOptions {
  /** The total cost of a client's requests in a window. */
  readonly limit: number;
  /** The length of the window in milliseconds. */
  readonly window: number;
  /**
   * The key under which requests are counted together. Defaults to the address; for IPv6, to its network of 56
   * bits.
   */
  readonly key?: PerRequest<string> | undefined;
  /** Where counts are kept. Defaults to the memory of this process. */
  readonly store?: CounterStore | undefined;
  /**
   * `'sliding'` counts the last `window` milliseconds, assuming that the requests of the previous window were
   * spread evenly; `'fixed'` counts since a client's first request. Defaults to `'sliding'`.
   */
  readonly algorithm?: Algorithm | undefined;
  /** The fields that report the limit. Defaults to `'draft-8'`; `'legacy'` uses `X-RateLimit-*`. */
  readonly headers?: 'draft-8' | 'legacy' | false | undefined;
  /** The cost of a request, a whole number. Defaults to 1. */
  readonly cost?: PerRequest<number> | undefined;
  /** Whether a request passes uncounted. */
  readonly skip?: PerRequest<boolean> | undefined;
  /** Whether a request that cannot be counted passes, or is answered with 503. Defaults to `'allow'`. */
  readonly onStoreError?: 'allow' | 'deny' | undefined;
  /** The clock, in milliseconds. Defaults to `Date.now`. */
  readonly now?: (() => number) | undefined;
}

const POLICY = 'default';
/** The bits of the IPv6 network that a provider assigns to a customer, at least. */
const NETWORK_BITS = 56;
const LONGEST_KEY = 100;

/**
 * Answers 429 with `Retry-After` to clients that exceed `limit` in a `window`.
 *
 * The sliding window does not count rejected requests, so that a client that keeps trying still gets its share. An
 * error of the store is written to `wsgi.errors`.
 *
 * @throws TypeError or RangeError when an option is unknown, missing or malformed.
 *
 * @example
 * ```ts
 * const app = rateLimit({ limit: 1, window: 60_000 })(new Response('Hello'));
 * const request = Request.blank('/', { remoteAddr: '203.0.113.7' });
 * const first = await request.send(app);
 * first.headers.get('RateLimit-Policy'); // '"default";q=1;w=60'
 * (await request.send(app)).status; // 429
 * ```
 */
export function rateLimit(options: RateLimitOptions): AppMiddleware {
  const limiter = new Limiter(options);
  return middleware((app) => (environ, startResponse) => limiter.answer(app, environ, startResponse));
}

class Limiter {
  readonly #options: RateLimitOptions;
  readonly #quota: Quota;
  readonly #fields: (verdict: Verdict) => HeaderList;
  readonly #isOpen: boolean;

  constructor(options: RateLimitOptions) {
    assertOptions('rateLimit', options, {
      limit: true,
      window: true,
      key: true,
      store: true,
      algorithm: true,
      headers: true,
      cost: true,
      skip: true,
      onStoreError: true,
      now: true,
    });
    const { limit, window, algorithm = 'sliding', headers = 'draft-8', onStoreError = 'allow' } = options;
    if (!Number.isInteger(limit) || limit < 0) {
      throw new RangeError(`limit of rateLimit must be a whole number of 0 or more: ${String(limit)}`);
    }
    if (!(window > 0 && window < Infinity)) {
      throw new RangeError(`window of rateLimit must be more than 0 milliseconds: ${String(window)}`);
    }
    assertOneOf('algorithm', algorithm, Object.keys(ALGORITHMS));
    assertOneOf('headers', headers, ['draft-8', 'legacy', false]);
    assertOneOf('onStoreError', onStoreError, ['allow', 'deny']);
    const { store = memoryCounter(), now = Date.now } = options;
    if (typeof store.hit !== 'function') throw new TypeError('store of rateLimit must have a method hit()');
    this.#options = options;
    this.#quota = { limit, window, store, now, count: ALGORITHMS[algorithm] };
    this.#fields = headers === false ? () => [] : FIELDS[headers](this.#quota);
    this.#isOpen = onStoreError === 'allow';
  }

  answer(app: Application, environ: Environ, startResponse: StartResponse): AppIter | Promise<AppIter> {
    const { skip } = this.#options;
    const request = new Request(environ);
    return whenKnown(skip ? skip(request) : false, (isSkipped) => {
      if (isSkipped) return app(environ, startResponse);
      return whenKnown(this.#verdict(request), (verdict) =>
        (verdict ? this.#judged(app, verdict) : this.#uncounted(app))(environ, startResponse),
      );
    });
  }

  /** `undefined` where the store failed. */
  #verdict(request: Request): Verdict | undefined | Promise<Verdict | undefined> {
    const { key = addressOf, cost } = this.#options;
    return whenKnown(cost ? cost(request) : 1, (amount) => {
      if (!Number.isInteger(amount) || amount < 0) {
        throw new RangeError(`cost of rateLimit must give a whole number of 0 or more: ${String(amount)}`);
      }
      return whenKnown(key(request), (one) => this.#count(bounded(one), amount, request.environ));
    });
  }

  #count(key: string, cost: number, environ: Environ): Verdict | undefined | Promise<Verdict | undefined> {
    const failed = (error: unknown) => {
      environ['wsgi.errors'].write(`rateLimit could not count a request: ${String(error)}\n`);
      return undefined;
    };
    try {
      const verdict = this.#quota.count(this.#quota, key, cost);
      return isPromise(verdict) ? verdict.catch(failed) : verdict;
    } catch (error) {
      return failed(error);
    }
  }

  #uncounted(app: Application): Application {
    return this.#isOpen ? app : new HTTPServiceUnavailable('The limit cannot be checked now.').toApp();
  }

  #judged(app: Application, verdict: Verdict): Application {
    const fields = this.#fields(verdict);
    if (verdict.isWithin) {
      if (fields.length === 0) return app;
      return (environ, startResponse) =>
        app(
          environ,
          changingFields(startResponse, (headers) => [...headers, ...fields]),
        );
    }
    const retryAfter = Math.max(1, seconds(verdict.wait));
    return new HTTPTooManyRequests('Too many requests.', { retryAfter, headers: fields }).toApp();
  }
}

const FIELDS: Readonly<Record<'draft-8' | 'legacy', (quota: Quota) => (verdict: Verdict) => HeaderList>> = {
  'draft-8': ({ limit, window }) => {
    const policy = fieldOf(rateLimitPolicy, [{ policy: POLICY, quota: limit, window: seconds(window) }]);
    // A generic writer of Structured Fields would take 5 % of a small request's time.
    return ({ remaining, wait }) => [
      ...policy,
      [rateLimitField.name, `"${POLICY}";r=${remaining};t=${seconds(wait)}`],
    ];
  },
  legacy:
    ({ limit, now }) =>
    ({ remaining, wait }) => [
      ['X-RateLimit-Limit', String(limit)],
      ['X-RateLimit-Remaining', String(remaining)],
      ['X-RateLimit-Reset', String(seconds(now() + wait))],
    ],
};

function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

/** Clients without a valid address are counted together. */
function addressOf({ environ }: Request): string {
  return Address.parse(environ.REMOTE_ADDR)?.network(NETWORK_BITS) ?? 'unknown';
}

/** Limits the length of a key, which may come from the client. */
function bounded(key: string): string {
  if (typeof key !== 'string') throw new TypeError(`key of rateLimit must give a string, not ${String(key)}`);
  if (key.length <= LONGEST_KEY) return key;
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(key).digest('base64url');
}

function assertOneOf(name: string, value: unknown, known: readonly unknown[]): void {
  if (known.includes(value)) return;
  throw new TypeError(`${name} of rateLimit must be one of ${known.join(', ')}: ${String(value)}`);
}
