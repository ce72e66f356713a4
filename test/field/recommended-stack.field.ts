import { describe, expect, it } from 'vitest';
import { HTTPNotFound } from '../../src/exceptions/client-errors.ts';
import { runApplication } from '../../src/gateways/exchange.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import * as all from '../../src/middleware.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Application, Environ } from '../../src/wsgi/contract.ts';
import { memoryInUse } from '../support/garbage-collection.ts';
import { StackWire } from '../support/stacks/wire.ts';

const MIB = 2 ** 20;
const REQUESTS = 100_000;
const MOST_KEYS = 10_000;
/** The growth of the process itself: compiled code, profiles of functions. */
const NOISE = 3 * MIB;

const site = wsgify(async (request) => {
  if (request.pathInfo !== '/page') throw new HTTPNotFound();
  return request.method === 'POST' ? request.text() : `Hello, ${all.requestIdOf(request)}`;
});

function recommended(app: Application): Application {
  return all.pipeline(
    app,
    all.requestId(),
    all.accessLog({ format: 'json', write: () => {} }),
    all.inFlight(),
    all.serverTiming(),
    all.requestContext(),
    all.trustedProxies({ trust: ['loopback'] }),
    all.allowedHosts(['example.com']),
    all.ipFilter({ deny: ['198.51.100.0/24'] }),
    all.httpsOnly(),
    all.securityHeaders({ contentSecurityPolicy: { nonce: true } }),
    all.errors({ log: { write() {} } }),
    all.compress({ threshold: 10 }),
    all.cors({ origins: ['https://app.example'] }),
    all.csrf(),
    all.rateLimit({ limit: 10, window: 600_000, store: all.memoryCounter({ max: MOST_KEYS }) }),
    all.bodyLimit(1000),
    all.timeout(10_000),
    all.methodOverride(),
    all.basicAuth({ realm: 'site', verify: () => true, optional: true }),
    all.errorDocuments({ '4xx': '/page' }),
    all.recursive(),
    all.cacheControl({ noStore: true }),
    all.etag(),
    all.httpExceptions(),
  );
}

function environOf(given: Partial<Environ>): Environ {
  return {
    ...blankEnviron(),
    PATH_INFO: '/page',
    HTTP_HOST: 'example.com',
    REMOTE_ADDR: '127.0.0.1',
    HTTP_X_FORWARDED_PROTO: 'https',
    'wsgi.errors': { write() {} },
    ...given,
  };
}

describe.sequential('the recommended stack', () => {
  const app = recommended(site);
  const statuses = new Map<number | undefined, number>();

  const ask = async (given: Partial<Environ>) => {
    const wire = new StackWire('never', false);
    await runApplication(app, environOf(given), wire);
    statuses.set(wire.code, (statuses.get(wire.code) ?? 0) + 1);
    return wire;
  };

  /** Requests of many clients, with bodies, codings, ids and errors. */
  const askAll = async (from: number, count: number) => {
    for (let i = from; i < from + count; i++) {
      const body = Buffer.from(`_method=put&i=${i}`);
      const posted: Partial<Environ> = {
        REQUEST_METHOD: 'POST',
        CONTENT_TYPE: 'application/x-www-form-urlencoded',
        CONTENT_LENGTH: String(body.length),
        'wsgi.input': [body],
      };
      await ask({
        HTTP_X_FORWARDED_FOR: `2001:${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}::1`,
        HTTP_X_REQUEST_ID: i % 2 === 0 ? `id-${i}` : `${i}`.repeat(100),
        ...(i % 13 === 0 && { HTTP_ACCEPT_ENCODING: 'gzip' }),
        ...(i % 5 === 0 && posted),
        ...(i % 7 === 0 && { PATH_INFO: `/missing/${i}` }),
        ...(i % 11 === 0 && { HTTP_HOST: `h${i}.example` }),
      });
    }
  };

  it('retains nothing of 10^5 requests from as many clients', async () => {
    // rateLimit's counter first fills up to its maximum number of keys.
    await askAll(0, MOST_KEYS * 2);
    const before = await memoryInUse();
    await askAll(MOST_KEYS * 2, REQUESTS);
    expect((await memoryInUse()) - before).toBeLessThan(NOISE);
    expect([...statuses.keys()].sort()).toEqual([200, 400, 404]);
  });

  it.each<[what: string, key: string, value: (i: number) => string]>([
    ['X-Forwarded-For', 'HTTP_X_FORWARDED_FOR', (i) => `10.${i}.0.1, `.repeat(MIB / 10)],
    ['X-Forwarded-Host', 'HTTP_X_FORWARDED_HOST', (i) => `h${i}, `.repeat(MIB / 5)],
    ['X-Request-Id', 'HTTP_X_REQUEST_ID', (i) => `${i}`.padEnd(MIB, 'x')],
    ['traceparent', 'HTTP_TRACEPARENT', (i) => `00-${i}`.padEnd(MIB, '0')],
    ['Accept-Encoding', 'HTTP_ACCEPT_ENCODING', (i) => `x${i};q=0.1, `.repeat(MIB / 12)],
    ['Authorization', 'HTTP_AUTHORIZATION', (i) => `Basic ${`${i}`.padEnd(MIB, 'a')}`],
    ['Origin', 'HTTP_ORIGIN', (i) => `https://${i}${'.x'.repeat(MIB / 2)}`],
    ['If-None-Match', 'HTTP_IF_NONE_MATCH', (i) => `"${i}", `.repeat(MIB / 5)],
    ['User-Agent', 'HTTP_USER_AGENT', (i) => `"\\\x1b${i}`.repeat(MIB / 4)],
  ])('retains nothing of %s of a megabyte, and takes little time for it', async (_, key, value) => {
    for (let i = 0; i < 20; i++) await ask({ [key]: value(i) });
    const before = await memoryInUse();
    let longest = 0;
    for (let i = 20; i < 60; i++) {
      const given = value(i);
      const begun = performance.now();
      await ask({ [key]: given });
      longest = Math.max(longest, performance.now() - begun);
    }
    expect((await memoryInUse()) - before).toBeLessThan(NOISE);
    expect(longest).toBeLessThan(1500);
  });
});
