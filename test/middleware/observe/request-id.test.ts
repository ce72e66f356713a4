import { describe, expect, it } from 'vitest';
import { Request, Response, wsgify } from '../../../src/index.ts';
import { accessLog } from '../../../src/middleware/observe/access-log.ts';
import { type RequestIdOptions, requestId, requestIdOf } from '../../../src/middleware/observe/request-id.ts';
import { pipeline } from '../../../src/middleware/pipeline.ts';
import { TestApp } from '../../../src/testing.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { exchangeOf } from '../../../src/wsgi/exchange.ts';
import { answering } from '../../support/linted.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

const telling = wsgify((request) =>
  Response.json({
    id: requestIdOf(request),
    header: request.headers.get('X-Request-Id'),
    traceparent: request.headers.get('traceparent'),
    tracestate: request.headers.get('tracestate'),
    trace: exchangeOf(request.environ).notes.trace ?? null,
  }),
);

async function asked(options: RequestIdOptions = {}, headers: Record<string, string> = {}) {
  const res = await new TestApp(requestId(options)(telling)).get('/', { headers });
  return { sent: res.headers.get('X-Request-Id'), inside: res.json as Record<string, unknown> };
}

describe('requestId', () => {
  it('creates a new id, and sends it back', async () => {
    const { sent, inside } = await asked();
    expect(sent).toMatch(UUID);
    expect(inside).toMatchObject({ id: sent, header: sent });
    expect((await asked()).sent).not.toBe(sent);
  });

  it("accepts the client's id", async () => {
    const { sent, inside } = await asked({}, { 'X-Request-Id': 'Web-7_f.3' });
    expect(sent).toBe('Web-7_f.3');
    expect(inside).toMatchObject({ id: 'Web-7_f.3', header: 'Web-7_f.3' });
  });

  it.each([
    ['has a space', 'a b'],
    ['has a quote', 'a"b'],
    ['is outside ASCII', 'é'],
    ['is empty', ''],
    ['is too long', 'a'.repeat(129)],
    ['is very long', 'a'.repeat(1_000_000)],
    ['is repeated', 'a, b'],
  ])('replaces an id that %s', async (_what, id) => {
    expect((await asked({}, { 'X-Request-Id': id })).sent).toMatch(UUID);
  });

  it('replaces an id that could forge a line in a log, if a gateway lets it through', async () => {
    const app = new TestApp(requestId()(telling), {
      lint: false,
      environ: { HTTP_X_REQUEST_ID: 'a\r\nb\x1b[0m' },
    });
    expect((await app.get('/')).headers.get('X-Request-Id')).toMatch(UUID);
  });

  it('uses the given functions to accept and create ids', async () => {
    expect((await asked({ accept: () => false, generate: () => 'mine' }, { 'X-Request-Id': 'a' })).sent).toBe(
      'mine',
    );
    expect((await asked({ accept: (id) => id === 'a b' }, { 'X-Request-Id': 'a b' })).sent).toBe('a b');
  });

  it.each([['a b'], [''], ['a\n'], [7], [undefined]])('refuses %j from generate', async (id) => {
    const app = requestId({ generate: () => id as string })(telling);
    await expect(new TestApp(app).get('/')).rejects.toThrow(
      /^generate of requestId gave .*; give printable ASCII/,
    );
  });

  it("uses the configured header, and replaces the application's value there", async () => {
    const app = requestId({ header: 'X-Correlation-Id' })(
      answering('200 OK', [
        ['x-correlation-id', 'own'],
        ['X-Other', '1'],
      ]),
    );
    const res = await new TestApp(app).get('/', { headers: { 'X-Correlation-Id': 'c-1' } });
    expect(res.response.headerList).toEqual([
      ['X-Correlation-Id', 'c-1'],
      ['X-Other', '1'],
    ]);
  });

  it('keeps one id for a request if the middleware is nested', async () => {
    const app = pipeline(telling, requestId(), requestId({ header: 'X-Inner' }));
    const res = await new TestApp(app).get('/');
    expect(res.headers.get('X-Inner')).toBe(res.headers.get('X-Request-Id'));
  });

  it('adds the id to the log', async () => {
    const ids: unknown[] = [];
    const app = pipeline(
      telling,
      accessLog({ write: (_, { requestId: id }) => ids.push(id) }),
      requestId({ generate: () => 'r-1' }),
    );
    await new TestApp(app).get('/');
    expect(ids).toEqual(['r-1']);
  });

  it('adds the id to streams, without a delay', async () => {
    const app: Application = (_, start) =>
      (async function* () {
        start('200 OK', [['Content-Type', 'text/plain']]);
        yield Buffer.from('a');
      })();
    const res = await new TestApp(requestId({ generate: () => 'r-1' })(app)).get('/');
    expect([res.text, res.headers.get('X-Request-Id')]).toEqual(['a', 'r-1']);
  });

  it.each<[options: object, message: string]>([
    [{ headr: 'X' }, 'unknown option of requestId: headr; did you mean header?'],
    [{ header: 'X Y' }, 'header of requestId is "X Y"; give the name of a header'],
    [{ header: 7 }, 'header of requestId is 7; give the name of a header'],
  ])('refuses %j', (options, message) => {
    expect(() => requestId(options)).toThrow(new TypeError(message));
  });
});

describe('requestIdOf', () => {
  it('is undefined without the middleware', () => {
    expect(requestIdOf(Request.blank('/'))).toBeUndefined();
  });
});

describe('a trace (W3C Trace Context)', () => {
  const TRACE = '0af7651916cd43dd8448eb211c80319c';
  const PARENT = 'b7ad6b7169203331';

  it.each([
    ['01', true],
    ['00', false],
    ['03', true],
  ])('is continued with a new span, flags %s', async (flags, sampled) => {
    const { inside } = await asked({}, { traceparent: `00-${TRACE}-${PARENT}-${flags}`, tracestate: 'a=1' });
    const { trace, traceparent, tracestate } = inside as {
      trace: Record<string, string>;
      [key: string]: unknown;
    };
    expect(trace).toEqual({
      traceId: TRACE,
      parentId: PARENT,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      sampled,
    });
    expect(traceparent).toBe(`00-${TRACE}-${trace.spanId}-${sampled ? '01' : '00'}`);
    expect(tracestate).toBe('a=1');
  });

  it('of a later version is read as far as this one knows it (section 3.3)', async () => {
    const { inside } = await asked({}, { traceparent: `cc-${TRACE}-${PARENT}-01-more` });
    expect(inside.trace).toMatchObject({ traceId: TRACE, sampled: true });
  });

  it.each([
    `ff-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}`,
    `cc-${TRACE}-${PARENT}-01more`,
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
    'x'.repeat(1_000_000),
  ])('is not started, and a malformed one is not passed on: %.70s', async (traceparent) => {
    const { inside } = await asked({}, { traceparent, tracestate: 'a=1' });
    expect(inside).toMatchObject({ trace: null, traceparent: null, tracestate: null });
  });

  it('is ignored with trace: false, or if there is none', async () => {
    const { inside } = await asked({ trace: false }, { traceparent: 'x' });
    expect(inside).toMatchObject({ trace: null, traceparent: 'x' });
    expect((await asked()).inside).toMatchObject({ trace: null, traceparent: null });
  });
});
