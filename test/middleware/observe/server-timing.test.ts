import { describe, expect, it } from 'vitest';
import { serverTiming as field } from '../../../src/headers/server-timing.ts';
import { Request, wsgify } from '../../../src/index.ts';
import { serverTiming, timingsOf } from '../../../src/middleware/observe/server-timing.ts';
import { TestApp } from '../../../src/testing.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { exchangeOf } from '../../../src/wsgi/exchange.ts';
import { answering } from '../../support/linted.ts';

async function metricsOf(app: Application) {
  const res = await new TestApp(serverTiming()(app)).get('/');
  return field.parse(res.headers.get('Server-Timing') ?? undefined);
}

describe('serverTiming', () => {
  it('sends the measurements, and the total', async () => {
    const metrics = await metricsOf(
      wsgify(async (request) => {
        const timings = timingsOf(request);
        timings.measure('template', () => 1);
        return await timings.measure('db', async () => 'Hello');
      }),
    );
    expect(metrics.map(({ name }) => name)).toEqual(['template', 'db', 'total']);
    for (const { duration } of metrics) expect(duration).toBeGreaterThanOrEqual(0);
  });

  it('adds measurements with the same name', async () => {
    const metrics = await metricsOf(
      wsgify((request) => {
        for (let i = 0; i < 1000; i++) timingsOf(request).measure('db', () => i);
        return 'Hello';
      }),
    );
    expect(metrics.map(({ name }) => name)).toEqual(['db', 'total']);
  });

  it('waits for promises, even if they reject', async () => {
    const metrics = await metricsOf(
      wsgify(async (request) => {
        const timings = timingsOf(request);
        const begun = performance.now();
        await timings.measure('db', () => new Promise((resolve) => setImmediate(resolve)));
        const failed = timings.measure('cache', () => Promise.reject(new Error('down')));
        await expect(failed).rejects.toThrow('down');
        expect(timings.metrics()[0]?.duration).toBeLessThanOrEqual(performance.now() - begun + 0.001);
        return 'Hello';
      }),
    );
    expect(metrics.map(({ name }) => name)).toEqual(['db', 'cache', 'total']);
  });

  it('omits measurements after the head', async () => {
    const metrics = await metricsOf((environ, start) => {
      start('200 OK', [['Content-Type', 'text/plain']]);
      return (async function* () {
        yield timingsOf({ environ }).measure('late', () => Buffer.from('a'));
      })();
    });
    expect(metrics.map(({ name }) => name)).toEqual(['total']);
  });

  it("keeps the application's values", async () => {
    const metrics = await metricsOf(answering('200 OK', [['Server-Timing', 'miss']]));
    expect(metrics.map(({ name }) => name)).toEqual(['miss', 'total']);
  });

  it('refuses unknown options', () => {
    expect(() => serverTiming({ total: false } as never)).toThrow('unknown option of serverTiming: total');
  });
});

describe('measure', () => {
  it('returns or throws the result of its function, even without the middleware', async () => {
    const timings = timingsOf(Request.blank('/'));
    expect(timings.measure('a', () => 7)).toBe(7);
    expect(await timings.measure('a', async () => 7)).toBe(7);
    expect(() =>
      timings.measure('b', () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(timings.metrics().map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('refuses a name that is not a token', () => {
    expect(() => timingsOf(Request.blank('/')).measure('a b', () => 7)).toThrow(
      new TypeError('invalid name of a timing: "a b"; give a token'),
    );
  });

  it('ignores a note by other code', () => {
    const request = Request.blank('/');
    exchangeOf(request.environ).notes.timings = 'mine';
    expect(timingsOf(request).metrics()).toEqual([]);
  });
});
