import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
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
import { logged, NOON } from '../../support/logged.ts';
import { happening } from '../../support/raw.ts';
import { vectors } from '../../support/vectors.ts';
import { exchangeOver } from '../../support/wires.ts';

afterEach(() => vi.restoreAllMocks());

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
    [{ format: 'tiny' }, 'unknown format of accessLog: "tiny"; give a name, or directives such as %h'],
    [{ format: 5 }, 'unknown format of accessLog: 5; give a name, or directives such as %h'],
    [{ time: 'middle' }, "time of accessLog is 'end' or 'start', not middle"],
    [{ write: 'file' }, 'accessLog writes to a stream or a function, not a string'],
    [{ write: {} }, 'accessLog writes to a stream or a function, not an object'],
  ])('refuses %j', (options, message) => {
    expect(() => accessLog(options as AccessLogOptions)).toThrow(new TypeError(message));
  });
});
