import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { trustedProxies } from '../../../src/middleware/access/trusted-proxies.ts';
import { type AccessLogOptions, accessLog } from '../../../src/middleware/observe/access-log.ts';
import type { LogEntry } from '../../../src/middleware/observe/log-entry.ts';
import { pipeline } from '../../../src/middleware/pipeline.ts';
import { Response } from '../../../src/response/response.ts';
import { TestApp } from '../../../src/testing.ts';
import type { Application, Environ, HeaderList } from '../../../src/wsgi/contract.ts';
import { exchangeOf } from '../../../src/wsgi/exchange.ts';
import { tracked } from '../../support/bodies.ts';
import { bytes } from '../../support/bytes.ts';
import { answering, served, soundEnviron } from '../../support/linted.ts';
import { happening } from '../../support/raw.ts';
import { vectors } from '../../support/vectors.ts';
import { exchangeOver } from '../../support/wires.ts';

afterEach(() => vi.restoreAllMocks());

const NOON = Date.UTC(2026, 10, 25, 12);

/** The entries and lines for one exchange over a wire. */
async function logged(app: Application, options: AccessLogOptions = {}, environ: Partial<Environ> = {}) {
  const lines: string[] = [];
  const entries: LogEntry[] = [];
  const write = (line: string, entry: LogEntry) => {
    lines.push(line);
    entries.push(entry);
  };
  const exchange = exchangeOver(accessLog({ utc: true, now: () => NOON, write, ...options })(app), {
    REMOTE_ADDR: '192.0.2.7',
    ...environ,
  });
  await exchange.run();
  return { ...exchange, lines, entries };
}

describe('accessLog compared with Paste’s TransLogger', () => {
  interface Case {
    readonly id: string;
    readonly input: {
      readonly environ: Partial<Environ>;
      readonly status: string;
      readonly headers: HeaderList;
      readonly tz: string;
      readonly time: number;
      readonly format?: string;
      readonly timeFormat?: string;
    };
    readonly output: string;
    readonly want?: string | { readonly open: true };
  }
  const LETTERS: Readonly<Record<string, string>> = {
    REMOTE_ADDR: '%h',
    REMOTE_USER: '%u',
    REQUEST_METHOD: '%m',
    REQUEST_URI: '%U%q',
    HTTP_VERSION: '%H',
    status: '%>s',
    bytes: '%b',
  };
  const cases = vectors<Case>('middleware/translogger').filter(
    ({ want, input }) => typeof want !== 'object' && input.timeFormat === undefined,
  );

  // Paste logs the Content-Length of the head; here it is the number of bytes sent.
  it.each(cases)('$id', async ({ input, output, want }) => {
    const { environ, status, headers, tz, time, format } = input;
    vi.stubEnv('TZ', tz);
    const length = Number(headers.find(([name]) => /^content-length$/i.test(name))?.[1] ?? 0);
    const sent = environ.REQUEST_METHOD === 'HEAD' || /^(204|304)/.test(status) ? 0 : length;
    const lines: string[] = [];
    const log = accessLog({
      ...(format !== undefined && {
        format: format
          .replace('[%(time)s]', '%t')
          .replace(/%\((\w+)\)s/g, (_, name: string) => LETTERS[name] ?? ''),
      }),
      write: (line) => lines.push(line),
      now: () => time * 1000,
    });
    await served(
      log(answering(status, headers, sent > 0 ? [new Uint8Array(sent)] : [])),
      soundEnviron({ HTTP_HOST: undefined, ...environ }),
    );
    vi.unstubAllEnvs();
    const wanted = typeof want === 'string' ? want : output;
    expect(lines).toEqual([wanted.replace(/ (\d{3}) (?:\d+|-)(?= "|$)/, ` $1 ${sent || '-'}`)]);
  });
});

describe('accessLog: a format', () => {
  const app = answering(
    '201 Created',
    [
      ['Content-Type', 'text/plain'],
      ['X-A', '1'],
      ['x-a', '2'],
    ],
    ['abc'],
  );
  const environ = {
    REQUEST_METHOD: 'POST',
    SCRIPT_NAME: '/app',
    PATH_INFO: '/a b',
    QUERY_STRING: 'q=1',
    REMOTE_USER: 'ada',
    HTTP_REFERER: 'http://h/?token=1',
    CONTENT_TYPE: 'text/plain',
    HTTP_X_EMPTY: '',
  };

  it.each([
    ['%h %l %u', '192.0.2.7 - ada'],
    ['%t', '[25/Nov/2026:12:00:00 +0000]'],
    ['%r', 'POST /app/a%20b?q=1 HTTP/1.1'],
    ['%m %U%q %H', 'POST /app/a%20b?q=1 HTTP/1.1'],
    ['%s %>s %b %B', '201 201 3 3'],
    ['%D %T', '0 0'],
    ['%{Content-Type}i %{X-Empty}i %{X-None}i', 'text/plain  -'],
    ['%{x-a}o %{X-None}o', '1, 2 -'],
    ['100%% of "%s"', '100% of "201"'],
    ['common', '192.0.2.7 - ada [25/Nov/2026:12:00:00 +0000] "POST /app/a%20b?q=1 HTTP/1.1" 201 3'],
    ['', ''],
  ])('%s is %s', async (format, line) => {
    expect((await logged(app, { format }, environ)).lines).toEqual([line]);
  });

  it("paste#74: uses the format's names of months, whatever the language of the process", async () => {
    const english = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
    for (const [month, name] of english.entries()) {
      const options = { format: '%t', utc: true, now: () => Date.UTC(2026, month, 7) };
      expect((await logged(app, options)).lines).toEqual([`[07/${name}/2026:00:00:00 +0000]`]);
    }
  });

  it('contains the time of each line', async () => {
    const lines: string[] = [];
    let clock = NOON;
    const log = accessLog({ format: '%t', utc: true, now: () => clock, write: (line) => lines.push(line) });
    for (const later of [0, 999, 1000]) {
      clock = NOON + later;
      await served(log(app), soundEnviron());
    }
    expect(lines).toEqual([0, 0, 1].map((second) => `[25/Nov/2026:12:00:0${second} +0000]`));
  });

  it.each(['%Z', '%', '%>', '%{X}', '%{X}e', '%h%'])('refuses %s', (format) => {
    expect(() => accessLog({ format })).toThrow(/unknown directive %.* in the format of accessLog/);
  });

  it('can be a function of the entry', async () => {
    const format = ({ method, status }: LogEntry) => `${method}: ${status}`;
    expect((await logged(app, { format }, environ)).lines).toEqual(['POST: 201']);
  });

  it('json contains all values', async () => {
    const [line = ''] = (await logged(app, { format: 'json' }, { ...environ, HTTP_USER_AGENT: 'curl' }))
      .lines;
    expect(JSON.parse(line)).toEqual({
      time: '2026-11-25T12:00:00.000Z',
      remoteAddr: '192.0.2.7',
      user: 'ada',
      method: 'POST',
      target: '/app/a%20b?q=1',
      protocol: 'HTTP/1.1',
      status: 201,
      bytes: 3,
      duration: 0,
      referer: 'http://h/?token=1',
      userAgent: 'curl',
      aborted: false,
    });
  });

  it.each<[thrown: unknown, error: string]>([
    [new TypeError('no'), 'TypeError: no'],
    ['text', 'text'],
    [Object.create(null), 'an error without a message'],
  ])('json contains the error %j', async (thrown, error) => {
    const failing = () => {
      throw thrown;
    };
    const [line = ''] = (await logged(failing, { format: 'json' })).lines;
    expect(JSON.parse(line)).toMatchObject({ status: 500, error });
  });

  it('is not code: CVE-2019-5413', async () => {
    const format = `"+(globalThis.pwned=1)+"$\{(globalThis.pwned=1)}`;
    expect((await logged(app, { format })).lines).toEqual([format]);
    expect(globalThis).not.toHaveProperty('pwned');
  });
});

describe('accessLog: client input', () => {
  const app = answering('200 OK');

  it.each<[what: string, agent: string, written: string]>([
    [
      'CVE-2025-25184: breaks no line',
      'a\r\n127.0.0.1 - - "GET / HTTP/1.1" 200',
      'a\\r\\n127.0.0.1 - - \\"GET / HTTP/1.1\\" 200',
    ],
    [
      'CVE-2022-30123: sends no escape sequence to a terminal',
      '\x1b]0;owned\x07\x9b1m',
      '\\x1b]0;owned\\x07\\x9b1m',
    ],
    ['cannot leave its field with a quote or a backslash', '" \\"', '\\" \\\\\\"'],
    ['is escaped byte by byte', 'é\t\v\b\0\x7f', '\\xe9\\t\\v\\b\\x00\\x7f'],
  ])('%s', async (_what, agent, written) => {
    const { lines } = await logged(app, { format: '"%{User-Agent}i"' }, { HTTP_USER_AGENT: agent });
    expect(lines).toEqual([`"${written}"`]);
  });

  it('is escaped in every field', async () => {
    const evil = 'a"\n';
    const { lines } = await logged(
      (environ, start) => {
        exchangeOf(environ).notes.user = 'ü\n';
        start('200 OK', [['X-A', 'x"y']]);
        return [];
      },
      { format: '%h|%u|%r|%m|%U%q|%H|%{X}i|%{X-A}o' },
      {
        REMOTE_ADDR: evil,
        REQUEST_METHOD: evil,
        REQUEST_URI: `/${evil}?${evil}`,
        SERVER_PROTOCOL: evil,
        HTTP_X: evil,
      },
    );
    const safe = 'a\\"\\n';
    expect(lines).toEqual([
      `${safe}|\\xc3\\xbc\\n|${safe} /${safe}?${safe} ${safe}|${safe}|/${safe}?${safe}|${safe}|${safe}|x\\"y`,
    ]);
  });

  it('cannot break a line of JSON or of a function, or hide text', async () => {
    const agent = 'a\n\x1b[0m\x9b\x7f';
    const json = await logged(app, { format: 'json' }, { HTTP_USER_AGENT: agent });
    expect(json.lines[0]).toContain('"userAgent":"a\\n\\u001b[0m\\u009b\\u007f"');
    const own = await logged(
      app,
      { format: ({ userAgent }) => `${userAgent}\u202e\u{e0001}` },
      { HTTP_USER_AGENT: agent },
    );
    expect(own.lines).toEqual(['a\\u000a\\u001b[0m\\u009b\\u007f\\u202e\\udb40\\udc01']);
  });

  it('does not determine the address: anyone can write X-Forwarded-For', async () => {
    const { entries } = await logged(app, {}, { HTTP_X_FORWARDED_FOR: '203.0.113.1' });
    expect(entries[0]?.remoteAddr).toBe('192.0.2.7');
  });

  it('determines the address as far as an inner trustedProxies trusts it', async () => {
    const { entries } = await logged(
      trustedProxies({ trust: ['192.0.2.7'] })(app),
      {},
      {
        HTTP_X_FORWARDED_FOR: '6.6.6.6, 203.0.113.1',
      },
    );
    expect(entries[0]?.remoteAddr).toBe('203.0.113.1');
    const { entries: without } = await logged(trustedProxies({ hops: 1 })(app), {});
    expect(without[0]?.remoteAddr).toBe('192.0.2.7');
  });

  it('has credentials and cookies masked, in both directions', async () => {
    const { lines } = await logged(
      answering('200 OK', [['Set-Cookie', 'id=8f2a']]),
      { format: '%{Authorization}i %{Cookie}i %{Set-Cookie}o' },
      { HTTP_AUTHORIZATION: 'Basic YTpi', HTTP_COOKIE: 'id=8f2a' },
    );
    expect(lines).toEqual(['*** *** ***']);
  });

  it('has no query in the log with query: false', async () => {
    const { lines } = await logged(
      app,
      { format: '%r "%q" %{Referer}i', query: false },
      { REQUEST_URI: '/a?token=1', HTTP_REFERER: 'http://h/b?token=2' },
    );
    expect(lines).toEqual(['GET /a HTTP/1.1 "" http://h/b']);
  });
});

describe('accessLog: an entry', () => {
  it('contains notes of inner middleware', async () => {
    const { entries } = await logged((environ, start) => {
      Object.assign(exchangeOf({ ...environ }).notes, {
        user: 'ada',
        remoteAddr: '203.0.113.9',
        requestId: 'r-1',
        error: 'handled',
      });
      start('500 Internal Server Error', []);
      return [];
    });
    expect(entries[0]).toMatchObject({
      user: 'ada',
      remoteAddr: '203.0.113.9',
      requestId: 'r-1',
      status: 500,
      error: 'handled',
    });
  });

  it('omits absent values', async () => {
    const [entry] = (await logged(answering('200 OK'), {}, { REMOTE_USER: '' })).entries;
    expect(Object.keys(entry ?? {}).sort()).toEqual([
      'aborted',
      'bytes',
      'duration',
      'method',
      'protocol',
      'remoteAddr',
      'status',
      'target',
      'time',
    ]);
  });

  it.each([
    ['end', 60_000],
    ['start', 0],
  ] as const)('contains the time of the %s, and the duration', async (time, later) => {
    let clock = NOON;
    const { entries } = await logged(
      (_, start) => {
        clock += 60_000;
        start('200 OK', []);
        return [];
      },
      { time, now: () => clock },
    );
    expect(entries[0]).toMatchObject({ time: new Date(NOON + later), duration: 60_000 });
  });

  it('measures durations with a monotonic clock, unless one is given', async () => {
    const entries: LogEntry[] = [];
    await served(
      accessLog({ write: (_, entry) => entries.push(entry) })(answering('200 OK')),
      soundEnviron(),
    );
    expect(entries[0]?.duration).toBeGreaterThan(0);
    expect(entries[0]?.duration).toBeLessThan(10_000);
  });
});

describe('accessLog: bytes', () => {
  it.each<[what: string, method: string, app: Application, bytes: number]>([
    ['all chunks', 'GET', answering('200 OK', [], ['ab', 'c']), 3],
    [
      'written data',
      'GET',
      (_, start) => {
        start('200 OK', [])(bytes('abc'));
        return [bytes('d')];
      },
      4,
    ],
    [
      'all chunks after a late start',
      'GET',
      (_, start) =>
        (async function* () {
          start('200 OK', []);
          yield bytes('abcde');
        })(),
      5,
    ],
    ['nothing for HEAD', 'HEAD', answering('200 OK', [['Content-Length', '3']], ['abc']), 0],
    ['nothing for 204', 'GET', answering('204 No Content', [], ['abc']), 0],
    ['nothing for 304', 'GET', answering('304 Not Modified', [], ['abc']), 0],
  ])('are %s', async (_what, method, app, sent) => {
    const { entries } = await logged(app, {}, { REQUEST_METHOD: method });
    expect(entries.map((entry) => [entry.bytes, entry.aborted])).toEqual([[sent, false]]);
  });

  it('are counted, not taken from Content-Length', async () => {
    const { entries } = await logged(answering('200 OK', [['Content-Length', '1000']], ['abc']));
    expect(entries[0]?.bytes).toBe(3);
  });
});

describe('accessLog: the status', () => {
  it('is 499 if the client disconnects, logged immediately with the sent bytes', async () => {
    const over = happening();
    const { wire, run } = await startedStream(over.promise);
    wire.leave();
    expect(run.entries.map(({ status, bytes, aborted }) => [status, bytes, aborted])).toEqual([
      [499, 1, true],
    ]);
    over.happen();
    await run.done;
    expect(run.entries).toHaveLength(1);
  });

  it('is 499 if the client disconnects before the application responds', async () => {
    const over = happening();
    const entries: LogEntry[] = [];
    const app = accessLog({ write: (_, entry) => entries.push(entry) })(async (environ, start) => {
      await over.promise;
      return answering('200 OK')(environ, start);
    });
    const { wire, run } = exchangeOver(app);
    const done = run();
    wire.leave();
    expect(entries.map(({ status, bytes }) => [status, bytes])).toEqual([[499, 0]]);
    over.happen();
    await done;
    expect(entries).toHaveLength(1);
  });

  it('is the application’s if something else closes the body', async () => {
    const entries: LogEntry[] = [];
    const app = accessLog({ write: (_, entry) => entries.push(entry) })((_, start) => {
      start('404 Not Found', []);
      return tracked(['a', 'b']).body;
    });
    const { run } = exchangeOver(app, {}, { passes: (code) => code === 404 });
    await run();
    expect(entries.map(({ status, aborted }) => [status, aborted])).toEqual([[404, true]]);
  });

  it('is 500 if the application fails before it sends anything', async () => {
    const { entries } = await logged(async () => {
      throw new Error('no');
    });
    expect(entries).toMatchObject([{ status: 500, bytes: 0, aborted: false, error: new Error('no') }]);
  });

  it("is 500 if the application's status is invalid", async () => {
    const { entries, wire } = await logged(answering('OK'));
    expect(wire.calls[0]).toBe('head 500 Internal Server Error');
    expect(entries).toMatchObject([{ status: 500 }]);
  });

  it('is 500 if the application never starts a response', async () => {
    const { entries, wire } = await logged(() => []);
    expect(wire.calls[0]).toBe('head 500 Internal Server Error');
    expect(entries).toMatchObject([{ status: 500 }]);
  });

  it('is the sent one, marked as aborted, if the application fails later', async () => {
    const { entries } = await logged((_, start) => {
      start('200 OK', []);
      return (async function* () {
        yield bytes('a');
        throw new Error('late');
      })();
    });
    expect(entries).toMatchObject([{ status: 200, bytes: 1, aborted: true, error: new Error('late') }]);
  });

  async function startedStream(until: Promise<void>) {
    const entries: LogEntry[] = [];
    const app = accessLog({ write: (_, entry) => entries.push(entry) })((_, start) => {
      start('200 OK', []);
      return (async function* () {
        yield bytes('a');
        await until;
      })();
    });
    const { wire, run } = exchangeOver(app);
    const done = run();
    await new Promise(setImmediate);
    return { wire, run: { entries, done } };
  }
});

describe('accessLog: the output', () => {
  it('can be a stream, with one line for each entry', async () => {
    const stream = new PassThrough();
    await logged(answering('200 OK'), { write: stream, format: '%s' });
    expect(String((await once(stream, 'data'))[0])).toBe('200\n');
  });

  it('is standard output by default', async () => {
    const written: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
    const app = accessLog({ format: '%s' })(answering('200 OK'));
    await served(app, soundEnviron());
    await served(app, soundEnviron());
    expect(written).toEqual(['200\n', '200\n']);
  });

  it('is disabled in TestApp by default', async () => {
    const spy = vi.spyOn(process.stdout, 'write');
    const lines: string[] = [];
    const app = pipeline(
      new Response('Hello'),
      accessLog(),
      accessLog({ write: (line) => lines.push(line) }),
    );
    await new TestApp(app).get('/');
    expect(spy).not.toHaveBeenCalled();
    expect(lines).toHaveLength(1);
  });

  it('excludes skipped requests', async () => {
    const skip = ({ status }: LogEntry) => status < 400;
    expect((await logged(answering('200 OK'), { skip })).lines).toEqual([]);
    expect((await logged(answering('404 Not Found'), { skip })).lines).toHaveLength(1);
  });

  it.each<[what: string, write: AccessLogOptions['write']]>([
    [
      'throws',
      () => {
        throw new Error('full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('full'))],
  ])('does not affect a response if it %s', async (_what, write) => {
    const { wire, reported } = await logged(answering('200 OK', [], ['a']), { ...(write && { write }) });
    expect(wire.calls).toEqual(['head 200 OK', 'end a']);
    await expect.poll(() => reported).toEqual(['Error: full']);
  });

  it('is reported if it is a failing stream', async () => {
    const written: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => written.push(String(line)) > 0);
    const stream = new PassThrough();
    stream.end();
    await logged(answering('200 OK'), { write: stream });
    await expect.poll(() => written.join('')).toContain('ERR_STREAM_WRITE_AFTER_END');
  });
});

describe('accessLog: options', () => {
  it.each<[options: object, message: string]>([
    [{ fromat: 'json' }, 'unknown option of accessLog: fromat; did you mean format?'],
    [{ time: 'middle' }, "time of accessLog is 'end' or 'start', not middle"],
    [{ write: 'file' }, 'accessLog writes to a stream or a function, not a string'],
    [{ write: {} }, 'accessLog writes to a stream or a function, not an object'],
  ])('refuses %j', (options, message) => {
    expect(() => accessLog(options as AccessLogOptions)).toThrow(new TypeError(message));
  });
});
