import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cors } from '../../src/middleware/access/cors.ts';
import { memoryCounter } from '../../src/middleware/access/counter-store.ts';
import { csrf } from '../../src/middleware/access/csrf.ts';
import { rateLimit } from '../../src/middleware/access/rate-limit.ts';
import { trailingSlash } from '../../src/middleware/access/trailing-slash.ts';
import { trustedProxies } from '../../src/middleware/access/trusted-proxies.ts';
import { Request } from '../../src/request/request.ts';
import { Response } from '../../src/response/response.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { inside } from '../support/inside.ts';

const MEGABYTE = 2 ** 20;
/** The allowed cost of a header of a megabyte on a slow machine, in milliseconds of CPU time. */
const MOST_MS = 1500;

/** A megabyte of a repeated text. */
const filled = (text: string) => text.repeat(Math.ceil(MEGABYTE / text.length)).slice(0, MEGABYTE);

describe('a header of a megabyte', () => {
  const texts = [
    '10.0.0.1, ',
    '10.0.0.1,',
    ',',
    ' ',
    '"',
    '="',
    'for="',
    'for="\\"',
    'for=10.0.0.1;',
    'for=10.0.0.1, ',
    '[',
    ':',
    '1.',
    'x',
    '10.0.0.1,"',
  ];

  it.each(texts)('of %j takes trustedProxies little time', async (text) => {
    const value = filled(text);
    for (const headers of ['forwarded', 'x-forwarded'] as const) {
      const middleware = trustedProxies({ trust: ['loopback', 'uniquelocal'], headers });
      const names = ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Prefix'];
      const fields = Object.fromEntries(names.map((name) => [name, value]));
      const { environ } = Request.blank('/', { remoteAddr: '127.0.0.1', headers: fields });
      expect(await cpuTime(() => inside(middleware, environ))).toBeLessThan(MOST_MS);
    }
  });

  it.each([...texts, 'a, ', 'a b, ', '\t'])('of %j takes cors and csrf little time', async (text) => {
    const value = filled(text).trim();
    const headers = {
      Origin: value,
      'Access-Control-Request-Method': value,
      'Access-Control-Request-Headers': value,
      'Sec-Fetch-Site': value,
    };
    const app = cors({ origins: [/https:\/\/[a-z.]+/], allowHeaders: 'reflect' })(
      csrf()(new Response('Hello')),
    );
    for (const method of ['OPTIONS', 'POST']) {
      const request = Request.blank('/', { method, headers });
      expect(await cpuTime(() => request.send(app))).toBeLessThan(MOST_MS);
    }
  });

  it.each(['/', '//', '/\\', '/%2f', '/a'])('of %j takes trailingSlash little time', async (text) => {
    const path = filled(text);
    const environ = { REQUEST_URI: path, PATH_INFO: unescape(path) };
    const request = Request.blank('/', { environ });
    const app = trailingSlash('remove')(new Response('Hello'));
    expect(await cpuTime(() => request.send(app))).toBeLessThan(MOST_MS);
  });
});

describe('rateLimit with 10^5 keys and more', () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };

  it('stores at most the allowed number of counts, however long the keys are', async () => {
    const store = memoryCounter({ max: 10_000 });
    const app = rateLimit({
      limit: 10,
      window: 60_000,
      store,
      headers: false,
      key: ({ headers }) => headers.get('X-Key') ?? '',
    })(new Response('Hello'));
    const ask = async (from: number, count: number) => {
      for (let i = from; i < from + count; i++) {
        const key = `${i}-${'x'.repeat(i % 2 === 0 ? 10 : 4000)}`;
        await Request.blank('/', { headers: { 'X-Key': key } }).send(app);
      }
    };
    await ask(0, 20_000);
    const before = heap();
    await ask(20_000, 100_000);
    expect(heap() - before).toBeLessThan(2 * MEGABYTE);
  });

  it('stays below its documented memory by default', async () => {
    const store = memoryCounter();
    const before = heap();
    for (let i = 0; i < 200_000; i++) await store.hit(`2001:db8:${i.toString(16)}::/56|${i}`, 60_000, 1);
    expect(heap() - before).toBeLessThan(40 * MEGABYTE);
    expect((await store.hit('2001:db8:0::/56|0', 60_000, 0)).count).toBe(0);
  });
});

describe('trailingSlash', () => {
  const SITE = 'http://site.example';
  const piece = fc.constantFrom(
    '/',
    '\\',
    '%2f',
    '%5c',
    '%09',
    '%0a',
    '.',
    '..',
    'evil.example',
    '@',
    ':',
    'http:',
    '%2e',
  );

  it('never redirects to another site, whatever the path', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), fc.boolean(), async (pieces, isAdded) => {
        const path = `/${pieces.join('')}`;
        const app = trailingSlash(isAdded ? 'add' : 'remove')(new Response('Hello'));
        const sent = Request.blank(SITE, { environ: { REQUEST_URI: path, PATH_INFO: unescape(path) } });
        const { REQUEST_URI: _, ...rest } = sent.environ;
        for (const request of [sent, new Request(rest)]) {
          const { location } = await request.send(app);
          if (location !== undefined) expect(new URL(location, SITE).origin).toBe(SITE);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
