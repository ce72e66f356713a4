import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Response, wsgify } from '../../../src/index.ts';
import {
  contextValue,
  currentRequest,
  requestContext,
} from '../../../src/middleware/observe/request-context.ts';
import { requestId } from '../../../src/middleware/observe/request-id.ts';
import { pipeline } from '../../../src/middleware/pipeline.ts';
import { TestApp } from '../../../src/testing.ts';
import type { AppIter, Application } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';
import { exchangeOver } from '../../support/wires.ts';

const here = () => currentRequest()?.pathInfo ?? 'nowhere';
const answering =
  (body: AppIter): Application =>
  (_, start) => {
    start('200 OK', [['Content-Type', 'text/plain']]);
    return body;
  };

describe('currentRequest', () => {
  it.each<[when: string, app: Application]>([
    ['while the application runs', wsgify(() => here())],
    ['after a wait', wsgify(async () => delay(1).then(here))],
    [
      'while the body is read',
      answering(
        (async function* () {
          await delay(1);
          yield bytes(here());
        })(),
      ),
    ],
    [
      'while a synchronous body is read',
      answering(
        (function* () {
          yield bytes(here());
        })(),
      ),
    ],
    ['in the parts of a body in memory', wsgify(() => new Response(here()))],
  ])('returns the request %s', async (_when, app) => {
    const res = await new TestApp(requestContext()(app)).get('/a');
    expect(res.text).toBe('/a');
    expect(here()).toBe('nowhere');
  });

  it('is separate for each of many requests', async () => {
    const app = new TestApp(
      requestContext()(
        wsgify(async () => {
          const before = here();
          await delay(1);
          return `${before} ${here()}`;
        }),
      ),
    );
    const paths = Array.from({ length: 50 }, (_, i) => `/${i}`);
    const texts = await Promise.all(paths.map(async (path) => (await app.get(path)).text));
    expect(texts).toEqual(paths.map((path) => `${path} ${path}`));
  });

  it('returns the innermost request if the middleware is nested', async () => {
    const inner: Application = (environ, start) =>
      requestContext()(wsgify(() => here()))({ ...environ, PATH_INFO: '/inner' }, start);
    expect((await new TestApp(requestContext()(inner)).get('/outer')).text).toBe('/inner');
  });

  it('is available when the body is closed, once', async () => {
    const closed: string[] = [];
    const body = Object.assign(
      (async function* () {
        try {
          yield bytes('a');
          yield bytes('b');
        } finally {
          closed.push(`return ${here()}`);
        }
      })(),
      { close: () => closed.push(`close ${here()}`) },
    );
    const { wire, run } = exchangeOver(requestContext()(answering(body)), { PATH_INFO: '/a' });
    wire.write = () => wire.leave();
    await run();
    expect(closed).toEqual(['return /a', 'close /a']);
  });
});

describe('requestContext', () => {
  it('does not change or delay a body in memory', async () => {
    const { wire, run } = exchangeOver(requestContext()(answering([bytes('Hello')])));
    expect(run()).toBeUndefined();
    expect(wire.calls).toEqual(['head 200 OK', 'end Hello']);
  });

  it('preserves lending', async () => {
    const { wire, run } = exchangeOver(
      requestContext()(wsgify(() => new Response(new Blob(['Hello']).stream()))),
    );
    await run();
    expect(wire.calls.slice(0, 2)).toEqual(['head 200 OK', 'write Hello']);
  });

  it('refuses unknown options', () => {
    expect(() => requestContext({ values: {} } as never)).toThrow('unknown option of requestContext: values');
  });
});

describe('contextValue', () => {
  it('returns a note of the request', async () => {
    const app = pipeline(
      wsgify(() => `${contextValue('requestId')} ${contextValue<string>('unknown')}`),
      requestContext(),
      requestId({ generate: () => 'r-1' }),
    );
    expect((await new TestApp(app).get('/')).text).toBe('r-1 undefined');
  });

  it('is undefined outside a request', () => {
    expect(contextValue('user')).toBeUndefined();
  });
});
