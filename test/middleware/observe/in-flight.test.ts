import { describe, expect, it } from 'vitest';
import { inFlight } from '../../../src/middleware/observe/in-flight.ts';
import { requestId } from '../../../src/middleware/observe/request-id.ts';
import { pipeline } from '../../../src/middleware/pipeline.ts';
import { Response } from '../../../src/response/response.ts';
import { TestApp } from '../../../src/testing.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';
import { answering } from '../../support/linted.ts';
import { happening } from '../../support/raw.ts';
import { exchangeOver } from '../../support/wires.ts';

const turn = () => new Promise(setImmediate);

describe('inFlight', () => {
  it('lists a request until its response has ended', async () => {
    const running = inFlight();
    const over = happening();
    const app: Application = (_, start) => {
      start('200 OK', []);
      return (async function* () {
        yield bytes('abc');
        await over.promise;
      })();
    };
    const stack = pipeline(app, requestId({ generate: () => 'r-1' }), running);
    const { run } = exchangeOver(stack, { PATH_INFO: '/slow', QUERY_STRING: 'a=1', REQUEST_METHOD: 'POST' });
    const before = new Date();
    const done = run();
    await turn();
    const [entry, ...others] = running.list();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ id: 'r-1', method: 'POST', target: '/slow?a=1', bytes: 3, isGone: false });
    expect(entry?.since.getTime()).toBeGreaterThanOrEqual(before.getTime());
    over.happen();
    await done;
    expect(running.list()).toEqual([]);
  });

  it('keeps a request whose client has disconnected while its application runs', async () => {
    const running = inFlight();
    const over = happening();
    const { wire, run } = exchangeOver(
      running(async (environ, start) => {
        await over.promise;
        return answering('200 OK')(environ, start);
      }),
    );
    const done = run();
    wire.leave();
    expect(running.list()).toMatchObject([{ isGone: true, bytes: 0, id: undefined }]);
    over.happen();
    await done;
    expect(running.list()).toEqual([]);
  });

  it.each<[what: string, app: Application]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['has no body', answering('204 No Content')],
    ['has a body in memory', answering('200 OK', [], ['a', 'b'])],
    [
      'fails late',
      (_, start) => {
        start('200 OK', []);
        return (async function* () {
          yield bytes('a');
          throw new Error('late');
        })();
      },
    ],
  ])('removes a request whose application %s', async (_what, app) => {
    const running = inFlight();
    const { run } = exchangeOver(running(app));
    await run();
    expect(running.list()).toEqual([]);
  });

  it('returns a list that does not change later', async () => {
    const running = inFlight();
    const lists: unknown[] = [];
    await new TestApp(
      running((environ, start) => {
        lists.push(running.list());
        return answering('200 OK', [['Content-Type', 'text/plain']], ['abc'])(environ, start);
      }),
    ).get('/');
    expect(lists).toMatchObject([[{ bytes: 0 }]]);
  });

  it('refuses unknown options', () => {
    expect(() => inFlight({ max: 1 } as never)).toThrow('unknown option of inFlight: max');
  });
});

describe("inFlight's application", () => {
  const running = inFlight();
  const local = { REMOTE_ADDR: '127.0.0.1' };

  it('shows the list to local clients', async () => {
    const app = new TestApp(running(running.toApp()), { environ: local });
    const res = await app.get('/_running');
    expect(res.json).toMatchObject([{ method: 'GET', target: '/_running', bytes: 0, isGone: false }]);
    expect(res.headers.get('Cache-Control')).toBe('no-store');
  });

  it('can be used anywhere an application can', async () => {
    const app = new TestApp(pipeline(running), { environ: local });
    expect((await app.get('/')).json).toEqual([]);
  });

  it.each<[what: string, addr: string | undefined, baseUrl: string]>([
    ['others', '192.0.2.7', 'http://localhost'],
    ['an unknown address', undefined, 'http://localhost'],
    [
      'CVE-2024-34069: a foreign host name that resolves to this machine',
      '127.0.0.1',
      'http://rebound.example',
    ],
  ])('refuses %s', async (_what, addr, baseUrl) => {
    const app = new TestApp(
      pipeline(new Response('x'), () => running.toApp()),
      {
        environ: addr === undefined ? {} : { REMOTE_ADDR: addr },
        baseUrl,
      },
    );
    expect((await app.get('/', { status: 403 })).text).toBe('Only this machine may see this.\n');
  });
});
