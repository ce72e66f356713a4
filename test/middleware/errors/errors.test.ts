import { afterEach, describe, expect, it, vi } from 'vitest';
import { HTTPNotFound, HTTPServiceUnavailable, Response, wsgify } from '../../../src/index.ts';
import { type ErrorsOptions, errors } from '../../../src/middleware/errors/errors.ts';
import { accessLog } from '../../../src/middleware/observe/access-log.ts';
import { requestId } from '../../../src/middleware/observe/request-id.ts';
import { pipeline } from '../../../src/middleware/pipeline.ts';
import { TestApp } from '../../../src/testing.ts';
import type { Application, Environ } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';
import { exchangeOver } from '../../support/wires.ts';

afterEach(() => vi.unstubAllEnvs());

/** Built at run time, because the report may quote this file. */
const SECRET = ['hunter', 2].join('');
const LOCAL = { REMOTE_ADDR: '127.0.0.1' };
const REMOTE = { REMOTE_ADDR: '192.0.2.7' };

const failing: Application = async () => {
  throw new TypeError('the <b>cache</b> is gone', { cause: new Error('ECONNREFUSED') });
};

/** A client of an application behind a server: errors do not reach the test. */
function client(app: Application, environ: Partial<Environ>, options: ErrorsOptions = {}, baseUrl?: string) {
  const served: Application = (env, start) =>
    errors(options)(app)({ ...env, 'wheatpaste.throwErrors': false }, start);
  return new TestApp(pipeline(served, requestId({ generate: () => 'r-1' })), {
    environ,
    ...(baseUrl !== undefined && { baseUrl }),
    status: '*',
  });
}

/** The server's log and response after a failure. */
async function logged(app: Application, options: ErrorsOptions = {}, environ: Partial<Environ> = REMOTE) {
  const lines: string[] = [];
  const log = { write: (line: string) => lines.push(line) };
  const exchange = exchangeOver(errors(options)(app), { ...environ, 'wsgi.errors': log });
  await exchange.run();
  return { ...exchange, log: lines.join('') };
}

describe('errors: the recipients of the report', () => {
  it.each<[what: string, environ: Partial<Environ>, baseUrl: string, production: boolean, isShown: boolean]>([
    ['this machine', LOCAL, 'http://localhost:8080', false, true],
    ['this machine by its address', { REMOTE_ADDR: '::1' }, 'http://[::1]:8080', false, true],
    ['another machine', REMOTE, 'http://localhost', false, false],
    ['an unknown peer', {}, 'http://localhost', false, false],
    [
      'CVE-2024-34069: a page whose host name resolves to this machine',
      LOCAL,
      'http://rebound.example',
      false,
      false,
    ],
    ['this machine, in production', LOCAL, 'http://localhost', true, false],
  ])('%s', async (_what, environ, baseUrl, production, isShown) => {
    vi.stubEnv('NODE_ENV', production ? 'production' : 'test');
    const app = client(failing, environ, {}, baseUrl);
    for (const accept of ['text/html', 'application/json', 'text/plain', '*/*']) {
      const res = await app.get('/', { accept, expectErrors: true });
      expect(res.status).toBe(500);
      expect(res.text.includes('ECONNREFUSED')).toBe(isShown);
    }
  });

  it.each<[debug: ErrorsOptions['debug'], isShown: boolean]>([
    [true, true],
    [false, false],
    [(request) => request.query.has('debug'), true],
    [(request) => request.query.has('nothing'), false],
  ])('follow debug: %s', async (debug, isShown) => {
    const res = await client(failing, REMOTE, { ...(debug !== undefined && { debug }) }).get('/?debug', {
      expectErrors: true,
    });
    expect(res.text.includes('ECONNREFUSED')).toBe(isShown);
  });

  it('include nobody if debug itself fails', async () => {
    const debug = () => {
      throw new Error('no flags');
    };
    const { wire, log } = await logged(failing, { debug });
    expect(wire.calls.join()).not.toContain('ECONNREFUSED');
    expect(log).toContain('no flags');
  });
});

describe('errors: the report', () => {
  const ask = (init: object = {}, app: Application = failing) =>
    client(app, LOCAL).get(`/a?token=${SECRET}&b=<i>`, {
      expectErrors: true,
      headers: {
        Authorization: `Bearer ${SECRET}`,
        'X-Api-Key': SECRET,
        Referer: `http://h/?password=${SECRET}`,
      },
      cookies: { session: SECRET },
      ...init,
    });

  it('is a page for browsers', async () => {
    const res = await ask({ accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(res.headers.get('Content-Type')).toBe('text/html; charset=UTF-8');
    res.mustContain(
      'the &lt;b&gt;cache&lt;/b&gt; is gone',
      'Caused by',
      'ECONNREFUSED',
      'errors.test.ts',
      'r-1',
    );
    res.mustContain('b=%3Ci%3E', 'throw new TypeError(&#39;the &lt;b&gt;cache');
    res.mustNotContain('<b>cache');
    expect(res.headers.get('Content-Security-Policy')).toMatch(
      /^default-src 'none'; style-src 'nonce-[\w-]{36}'; script-src 'nonce-/,
    );
    expect(Object.fromEntries(res.headers)).toMatchObject({
      'cache-control': 'no-store',
      vary: 'Accept',
      'x-content-type-options': 'nosniff',
      'x-request-id': 'r-1',
    });
  });

  it.each(['application/json', 'application/problem+json', 'application/json, text/plain, */*'])(
    'is Problem Details for %s',
    async (accept) => {
      const res = await ask({ accept });
      expect(res.headers.get('Content-Type')).toBe('application/problem+json');
      expect(res.json).toMatchObject({
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
        detail: 'TypeError: the <b>cache</b> is gone',
        incident: 'r-1',
        errors: [
          {
            relation: '',
            name: 'TypeError',
            frames: expect.arrayContaining([expect.objectContaining({ isOwn: true })]),
          },
          { relation: 'Caused by', name: 'Error', message: 'ECONNREFUSED' },
        ],
        request: { method: 'GET', url: '/a?token=***&b=%3Ci%3E' },
      });
    },
  );

  it.each([['text/plain'], ['*/*'], [undefined]])('is plain text for Accept: %s', async (accept) => {
    const res = await ask({ accept });
    expect(res.headers.get('Content-Type')).toBe('text/plain; charset=UTF-8');
    expect(res.text).toMatch(/^500 Internal Server Error\n\nTypeError: the <b>cache<\/b> is gone\n {4}at /);
    expect(res.text).toMatch(/^ {6}> +\d+ \| {3}throw new TypeError/m);
    res.mustContain('\nCaused by: Error: ECONNREFUSED\n', 'GET /a?token=***&b=%3Ci%3E\n', 'Incident: r-1\n');
  });

  it.each(['text/html', 'application/json', 'text/plain'])(
    'contains no secret of the request as %s',
    async (accept) => {
      const res = await ask({ accept });
      res.mustNotContain(SECRET);
      res.mustContain('***');
    },
  );

  it('has no body for HEAD', async () => {
    const res = await client(failing, LOCAL).head('/', { expectErrors: true });
    expect([res.status, res.text]).toEqual([500, '']);
  });

  it('describes an error without a stack', async () => {
    const res = await ask({ accept: 'text/html' }, () => {
      throw undefined;
    });
    res.mustContain('Thrown', 'undefined', 'There is no stack.');
  });

  it('collapses the frames of dependencies', async () => {
    const app: Application = () => {
      const error = new Error('no');
      error.stack =
        'Error: no\n    at a (/app/a.js:1:1)\n    at /n/node_modules/d.js:1:1\n    at e (node:fs:1:1)\n    at f (node:fs:1:1)\n    at /app/b.js:1:1\n    at g (node:fs:1:1)';
      throw error;
    };
    const page = await ask({ accept: 'text/html' }, app);
    page.mustContain('3 frames of dependencies and of Node.js', 'e (node:fs:1:1)');
    const text = await ask({ accept: 'text/plain' }, app);
    text.mustContain(
      '    at a (/app/a.js:1:1)\n    (3 frames of dependencies and of Node.js)\n    at /app/b.js:1:1\n',
    );
    text.mustNotContain('node:fs');
  });

  it('has the status of the exception', async () => {
    const res = await ask({ accept: 'application/json' }, () => {
      throw new HTTPServiceUnavailable({ detail: 'no database', retryAfter: 5 });
    });
    expect(res.json).toMatchObject({
      status: 503,
      title: 'Service Unavailable',
      detail: 'HTTPServiceUnavailable: no database',
    });
  });
});

describe('errors: the response to everyone else', () => {
  it.each([
    ['text/html', /^text\/html/],
    ['application/json', /^application\/problem\+json/],
    ['text/plain', /^text\/plain/],
  ])('is a plain one with the incident, as %s', async (accept, type) => {
    const res = await client(failing, REMOTE).get('/', { accept, expectErrors: true });
    expect(res.status).toBe(500);
    expect(res.headers.get('Content-Type')).toMatch(type);
    expect(res.headers.get('Cache-Control')).toBe('no-store');
    res.mustContain('name the incident r-1');
    res.mustNotContain('cache is gone', 'TypeError', 'ECONNREFUSED', 'errors.test.ts');
  });

  it('contains the incident in Problem Details', async () => {
    const res = await client(failing, REMOTE).get('/', { accept: 'application/json', expectErrors: true });
    expect(res.json).toMatchObject({ type: 'about:blank', status: 500, incident: 'r-1' });
  });

  it('can be a custom page', async () => {
    const page: ErrorsOptions['page'] = async (error, request) =>
      new Response(`sorry for ${request.path}: ${error instanceof TypeError}`, { status: 500 });
    const res = await client(failing, REMOTE, { page }).get('/a', { expectErrors: true });
    expect(res.text).toBe('sorry for /a: true');
  });

  it('is the plain one if the custom page fails, which is logged', async () => {
    const { wire, log } = await logged(failing, {
      page: () => {
        throw new Error('no template');
      },
    });
    expect(wire.calls.join()).toContain('name the incident');
    expect(log).toContain('no template');
  });

  it('keeps the status, the headers and the message that an exception exposes', async () => {
    const app = client(() => {
      throw new HTTPServiceUnavailable({ detail: 'Closed until ten.', expose: true, retryAfter: 5 });
    }, REMOTE);
    const res = await app.get('/', { expectErrors: true });
    expect([res.status, res.headers.get('Retry-After')]).toEqual([503, '5']);
    res.mustContain('Closed until ten.');
  });

  it('below 500 is the exception itself, without an incident', async () => {
    const { wire, log } = await logged(() => {
      throw new HTTPNotFound('There is no article 7.');
    });
    expect(wire.calls).toEqual(['head 404 Not Found', expect.stringContaining('There is no article 7.')]);
    expect(log).toBe('');
  });
});

describe('errors: the log', () => {
  it('contains the incident, the request and the error with its causes', async () => {
    const { wire, log } = await logged(
      failing,
      {},
      { ...REMOTE, PATH_INFO: '/a', QUERY_STRING: `token=${SECRET}` },
    );
    const incident = /name the incident ([\w-]{36})\./.exec(wire.calls.join())?.[1];
    expect(log).toMatch(
      new RegExp(
        `^incident ${incident}: GET /a\nTypeError: the <b>cache</b> is gone\n {4}at [^]*ECONNREFUSED`,
      ),
    );
    expect(log).not.toContain(SECRET);
  });

  it('contains no escape sequences from a client', async () => {
    const { log } = await logged(() => {
      throw new Error('no user \x1b[2J\r');
    });
    expect(log).toContain('no user \\x1b[2J\\x0d');
  });

  it('can be replaced', async () => {
    const lines: string[] = [];
    const { log } = await logged(failing, { log: { write: (line) => lines.push(line) } });
    expect(log).toBe('');
    expect(lines.join('')).toContain('ECONNREFUSED');
  });

  it('contains one entry for each error, even if it is too late for a response', async () => {
    const late: Application = (_, start) => {
      start('200 OK', []);
      return (async function* () {
        yield bytes('a');
        throw new Error('late');
      })();
    };
    const own: string[] = [];
    const { wire, log } = await logged(late);
    expect(wire.calls.at(-1)).toBe('cut');
    expect(log.match(/Error: late/g)).toHaveLength(1);
    await logged(late, { log: { write: (line) => own.push(line) } });
    expect(own.join('')).toMatch(/^incident .*\nError: late/);
  });

  it('omits clients that have disconnected', async () => {
    const app = errors()((environ, start) => {
      start('200 OK', []);
      const { signal } = environ['wheatpaste.exchange'] ?? {};
      return (async function* () {
        yield* [];
        await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      })();
    });
    const { wire, run, reported } = exchangeOver(app);
    const done = run();
    await new Promise(setImmediate);
    wire.leave();
    await done;
    await new Promise(setImmediate);
    expect(reported).toEqual([]);
  });

  it.each([
    ['nothing if the client has disconnected', true, []],
    ['an incident if the client is connected', false, ['incident r-1: GET /']],
  ])('records for an application that fails before its response %s', async (_what, isGone, expected) => {
    const lines: string[] = [];
    const app = errors({ log: { write: (line) => lines.push(line.split('\n')[0] ?? '') } })(
      async (environ) => {
        const { signal } = environ['wheatpaste.exchange'] ?? {};
        if (!isGone) throw new DOMException('the upstream took too long', 'AbortError');
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      },
    );
    const { wire, run, reported } = exchangeOver(pipeline(app, requestId({ generate: () => 'r-1' })));
    const done = run();
    await new Promise(setImmediate);
    if (isGone) wire.leave();
    await done;
    expect(lines).toEqual(expected);
    expect(reported).toEqual([]);
    expect(wire.calls.slice(0, 1)).toEqual(isGone ? [] : ['head 500 Internal Server Error']);
  });

  it('passes the error to the access log', async () => {
    const seen: unknown[] = [];
    const app = pipeline(
      failing,
      accessLog({ write: (_, { status, error, requestId: id }) => seen.push([status, String(error), id]) }),
      requestId({ generate: () => 'r-1' }),
      errors({ log: { write() {} } }),
    );
    await exchangeOver(app).run();
    expect(seen).toEqual([[500, 'TypeError: the <b>cache</b> is gone', 'r-1']]);
  });
});

describe('errors: the option report', () => {
  it('receives each error, with its request', async () => {
    const told: string[] = [];
    await logged(failing, { report: (error, request) => told.push(`${request.path} ${error}`) });
    expect(told).toEqual(['/ TypeError: the <b>cache</b> is gone']);
  });

  it.each<[what: string, report: ErrorsOptions['report']]>([
    [
      'throws',
      () => {
        throw new Error('no mail');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no mail'))],
  ])('does not affect the response if it %s', async (_what, report) => {
    const lines: string[] = [];
    const log = { write: (line: string) => lines.push(line) };
    const { wire } = await logged(failing, { log, ...(report && { report }) });
    expect(wire.calls[0]).toBe('head 500 Internal Server Error');
    await expect.poll(() => lines.join('')).toContain('no mail');
  });
});

describe('errors', () => {
  it('rethrows errors if a test asks for it', async () => {
    await expect(new TestApp(errors()(failing)).get('/')).rejects.toThrow(TypeError);
  });

  it('does not change or delay other responses', () => {
    const { wire, run } = exchangeOver(errors()(wsgify(() => 'Hello')));
    expect(run()).toBeUndefined();
    expect(wire.calls).toEqual(['head 200 OK', 'end Hello']);
  });

  it('refuses unknown and malformed options', () => {
    expect(() => errors({ page: 'sorry' } as never)).toThrow(
      'page of errors must be a function, not a string',
    );
    expect(() => errors({ debg: true } as never)).toThrow(
      'unknown option of errors: debg; did you mean debug?',
    );
  });
});
