import { describe, expect, it } from 'vitest';
import { trustedProxies } from '../../../src/middleware/access/trusted-proxies.ts';
import { accessLog } from '../../../src/middleware/observe/access-log.ts';
import type { LogEntry } from '../../../src/middleware/observe/log-entry.ts';
import { exchangeOf } from '../../../src/wsgi/exchange.ts';
import { answering, served, soundEnviron } from '../../support/linted.ts';
import { logged, NOON } from '../../support/logged.ts';

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
