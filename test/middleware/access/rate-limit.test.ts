import { describe, expect, it } from 'vitest';
import type { CounterStore } from '../../../src/middleware/access/counter-store.ts';
import { memoryCounter } from '../../../src/middleware/access/counter-store.ts';
import { type RateLimitOptions, rateLimit } from '../../../src/middleware/access/rate-limit.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';

/** A client with a limit and a separate clock. */
function limited(options: Partial<RateLimitOptions> = {}, start = 0) {
  const clock = { now: start };
  const app = rateLimit({ limit: 2, window: 1000, now: () => clock.now, ...options })(new Response('Hello'));
  const ask = (init: RequestInit = {}) =>
    Request.blank('/', { remoteAddr: '203.0.113.7', ...init }).send(app);
  const statuses = async (count: number, init?: RequestInit) => {
    const found: number[] = [];
    for (let i = 0; i < count; i++) found.push((await ask(init)).status);
    return found;
  };
  return { clock, ask, statuses };
}

const retryAfter = (response: Response) => Number(response.headers.get('Retry-After'));

describe('rateLimit: a fixed window', () => {
  it('begins with the first request, and expires as a whole', async () => {
    const { clock, statuses } = limited({ algorithm: 'fixed' }, 1_700_000_000_123);
    expect(await statuses(3)).toEqual([200, 200, 429]);
    clock.now += 999;
    expect(await statuses(1)).toEqual([429]);
    clock.now += 1;
    expect(await statuses(3)).toEqual([200, 200, 429]);
  });

  it('tells the client when to retry', async () => {
    const { clock, ask, statuses } = limited({ algorithm: 'fixed', window: 60_000 });
    await statuses(2);
    clock.now += 20_500;
    expect(retryAfter(await ask())).toBe(40);
  });
});

describe('rateLimit: a sliding window', () => {
  it('is the default', async () => {
    const { clock, statuses } = limited();
    expect(await statuses(3)).toEqual([200, 200, 429]);
    clock.now = 1000;
    // A fixed window would allow 2 here, 4 within a moment.
    expect(await statuses(1)).toEqual([429]);
    clock.now = 1500;
    expect(await statuses(2)).toEqual([200, 429]);
    clock.now = 2500;
    expect(await statuses(3)).toEqual([200, 429, 429]);
    clock.now = 10_000;
    expect(await statuses(3)).toEqual([200, 200, 429]);
  });

  it.each([
    [0, 2],
    [400, 2],
    [999, 1],
    [1000, 1],
    [1400, 1],
  ])('tells at %d ms when the same request would be accepted, and then accepts it', async (at, seconds) => {
    const { clock, ask, statuses } = limited();
    await statuses(2);
    clock.now = at;
    const refused = await ask();
    expect([refused.status, retryAfter(refused)]).toEqual([429, seconds]);
    clock.now += seconds * 1000;
    expect((await ask()).status).toBe(200);
  });

  it('waits within a window until enough of the previous window has passed', async () => {
    const { clock, ask, statuses } = limited({ limit: 4, window: 60_000 });
    await statuses(4);
    clock.now = 60_000;
    expect(retryAfter(await ask())).toBe(15);
    clock.now = 75_000;
    expect(await statuses(2)).toEqual([200, 429]);
  });

  it('does not count rejected requests: a persistent client gets the same share', async () => {
    const { clock, statuses } = limited({ limit: 10 });
    let passed = 0;
    for (clock.now = 0; clock.now < 20_000; clock.now += 20) passed += (await statuses(1))[0] === 200 ? 1 : 0;
    expect(passed).toBeGreaterThan(150);
    expect(passed).toBeLessThanOrEqual(205);
  });

  it('rejects every request that costs more than the limit', async () => {
    const { ask, statuses } = limited({ cost: () => 3, window: 60_000 });
    const refused = await ask();
    expect([refused.status, retryAfter(refused)]).toEqual([429, 120]);
    expect(await statuses(1)).toEqual([429]);
  });
});

describe('rateLimit: a counted group', () => {
  const together = async (...addresses: string[]) => {
    const { ask } = limited({ limit: 1 });
    const statuses: number[] = [];
    for (const remoteAddr of addresses) statuses.push((await ask({ remoteAddr })).status);
    return statuses.slice(1).every((status) => status === 429);
  };

  it('express-rate-limit#502: is an IPv6 network, whose owner has all its addresses', async () => {
    expect(await together('2001:db8:1:200::1', '2001:db8:1:2ff:ffff::9', '2001:DB8:1:0200::2')).toBe(true);
    expect(await together('2001:db8:1:200::1', '2001:db8:1:300::1')).toBe(false);
  });

  it('express-rate-limit#667: is an IPv4 address in all its spellings, and no address that only ends like one', async () => {
    expect(await together('1.2.3.4', '::ffff:1.2.3.4', '::ffff:102:304')).toBe(true);
    expect(await together('1.2.3.4', '2001:db8:1234:5678::1.2.3.4')).toBe(false);
    expect(await together('1.2.3.4', '64:ff9b::1.2.3.4')).toBe(false);
    expect(await together('2001:db8:1234:5678::1.2.3.4', '2001:db8:1234:5678::102:304')).toBe(true);
  });

  it('meshmonitor#2001: is not all of IPv4', async () => {
    expect(await together('::ffff:1.2.3.4', '::ffff:1.2.3.5')).toBe(false);
  });

  it('contains all requests without an address, which nothing distinguishes', async () => {
    const { ask } = limited({ limit: 1 });
    expect((await ask({ remoteAddr: undefined })).status).toBe(200);
    expect((await ask({ remoteAddr: 'nonsense' })).status).toBe(429);
  });

  it('can have any key, of any length', async () => {
    const key = async (request: Request) => request.headers.get('X-Key') ?? '';
    const { ask } = limited({ limit: 1, key });
    const asking = async (text: string) => (await ask({ headers: { 'X-Key': text } })).status;
    const long = 'x'.repeat(1000);
    expect([await asking('a'), await asking('b'), await asking('a')]).toEqual([200, 200, 429]);
    expect([await asking(`${long}a`), await asking(`${long}b`), await asking(`${long}a`)]).toEqual([
      200, 200, 429,
    ]);
  });
});

describe('rateLimit: a counted amount', () => {
  it('is the cost of the request', async () => {
    const { statuses } = limited({ limit: 5, cost: async ({ method }) => (method === 'POST' ? 3 : 0) });
    expect(await statuses(2, { method: 'POST' })).toEqual([200, 429]);
    expect(await statuses(3)).toEqual([200, 200, 200]);
  });

  it('excludes skipped requests', async () => {
    const { ask, statuses } = limited({ limit: 1, skip: ({ path }) => path === '/' });
    expect(await statuses(3)).toEqual([200, 200, 200]);
    expect((await ask()).headers.has('RateLimit')).toBe(false);
  });

  it('can never pass if the limit is 0', async () => {
    expect(await limited({ limit: 0 }).statuses(1)).toEqual([429]);
    expect(await limited({ limit: 0, algorithm: 'fixed' }).statuses(1)).toEqual([429]);
  });
});

describe('rateLimit: the fields', () => {
  it('draft-ietf-httpapi-ratelimit-headers-08: are RateLimit and RateLimit-Policy', async () => {
    const { ask } = limited({ limit: 1, window: 60_000 });
    const first = await ask();
    expect(first.headers.get('RateLimit-Policy')).toBe('"default";q=1;w=60');
    expect(first.headers.get('RateLimit')).toBe('"default";r=0;t=60');
    const second = await ask();
    expect(second.headers.get('RateLimit')).toBe('"default";r=0;t=120');
    expect(second.headers.get('Retry-After')).toBe('120');
  });

  it('can be the older ones', async () => {
    const { ask } = limited({ headers: 'legacy', algorithm: 'fixed', window: 60_000 }, 1_000_000);
    const { headers } = await ask();
    const found = ['Limit', 'Remaining', 'Reset'].map((name) => headers.get(`X-RateLimit-${name}`));
    expect(found).toEqual(['2', '1', '1060']);
  });

  it('can be disabled', async () => {
    const { ask, statuses } = limited({ headers: false });
    expect([...(await ask()).headers.keys()]).toEqual(['content-length', 'content-type']);
    await statuses(1);
    const refused = await ask();
    expect([refused.status, refused.headers.has('Retry-After'), refused.headers.has('RateLimit')]).toEqual([
      429,
      true,
      false,
    ]);
  });
});

describe('rateLimit: a failing store', () => {
  const store: CounterStore = {
    async hit() {
      throw new Error('the store is down');
    },
  };

  it.each([
    ['allow', 200],
    ['deny', 503],
  ] as const)('%s: is answered %d, and reported', async (onStoreError, status) => {
    let told = '';
    const errors = { write: (text: string) => (told += text) };
    const { ask } = limited({ store, onStoreError });
    const response = await ask({ environ: { 'wsgi.errors': errors } });
    expect([response.status, told]).toEqual([
      status,
      'rateLimit could not count a request: Error: the store is down\n',
    ]);
  });

  it('may throw synchronously', async () => {
    const failing: CounterStore = {
      hit() {
        throw new Error('no store');
      },
    };
    let told = '';
    const errors = { write: (text: string) => (told += text) };
    const response = await limited({ store: failing }).ask({ environ: { 'wsgi.errors': errors } });
    expect([response.status, told]).toEqual([200, 'rateLimit could not count a request: Error: no store\n']);
  });

  it('does not block requests by default', async () => {
    const { ask } = limited({ store });
    expect((await ask({ environ: { 'wsgi.errors': { write() {} } } })).status).toBe(200);
  });
});

describe('rateLimit: options', () => {
  it('include a store that is shared with others', async () => {
    const store = memoryCounter();
    const now = () => 0;
    expect(await limited({ store, now, limit: 1 }).statuses(1)).toEqual([200]);
    expect(await limited({ store, now, limit: 1 }).statuses(1)).toEqual([429]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{}, 'limit of rateLimit must be a whole number of 0 or more: undefined'],
    [{ limit: 1.5, window: 1 }, 'limit of rateLimit must be a whole number'],
    [{ limit: 1 }, 'window of rateLimit must be more than 0 milliseconds: undefined'],
    [{ limit: 1, window: Infinity }, 'window of rateLimit must be more than 0 milliseconds'],
    [{ limit: 1, window: 1, algorithm: 'log' }, 'algorithm of rateLimit must be one of sliding, fixed: log'],
    [
      { limit: 1, window: 1, headers: true },
      'headers of rateLimit must be one of draft-8, legacy, false: true',
    ],
    [{ limit: 1, window: 1, onStoreError: 'fail' }, 'onStoreError of rateLimit must be one of allow, deny'],
    [{ limit: 1, window: 1, store: {} }, 'store of rateLimit must have a method hit()'],
    [{ limit: 1, window: 1, windowMs: 1 }, 'unknown option of rateLimit: windowMs; did you mean window?'],
  ])('refuses %j', (options, message) => {
    expect(() => rateLimit(options as unknown as RateLimitOptions)).toThrow(message);
  });

  it('refuses an invalid cost and an invalid key at run time', async () => {
    await expect(limited({ cost: () => -1 }).ask()).rejects.toThrow(
      'cost of rateLimit must give a whole number',
    );
    const key = (() => undefined) as unknown as () => string;
    await expect(limited({ key }).ask()).rejects.toThrow(
      'key of rateLimit must give a string, not undefined',
    );
  });
});
