import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { CGIApp } from '../../../src/apps/cgi/cgi-app.ts';
import type { CGIOptions } from '../../../src/apps/cgi/cgi-options.ts';
import { TestApp } from '../../../src/testing.ts';
import { closeBody, iterate } from '../../../src/wsgi/app-iter.ts';
import { DisconnectionError } from '../../../src/wsgi/body-errors.ts';
import { callApplication } from '../../../src/wsgi/call-application.ts';
import type { Application, Environ, Input } from '../../../src/wsgi/contract.ts';
import { bytes, collect, text } from '../../support/bytes.ts';
import { descriptorCount, makePrograms, until } from '../../support/cgi-programs.ts';
import { soundEnviron } from '../../support/linted.ts';
import { deferred } from '../../support/servers.ts';
import { stoppedClock } from '../../support/stopped-clock.ts';

const HEAD = `printf 'Content-Type: text/plain\\n\\n'`;
const CAT = `${HEAD}; cat`;
/** Ignores SIGTERM, and prints a line when it has begun to do so. */
const STUBBORN = `trap '' TERM; ${HEAD}; echo deaf; while :; do sleep 1; done`;

const programs = makePrograms({
  cat: CAT,
  late: `body=$(cat); ${HEAD}; printf %s "$body"`,
  env: `${HEAD}; env`,
  pwd: `${HEAD}; pwd; echo "$0 $*"`,
  silent: 'sleep 60',
  half: `printf 'Content-Type: text/plain\\n'; exec sleep 60`,
  slow: `${HEAD}; echo first; exec sleep 60`,
  stubborn: STUBBORN,
  endless: `${HEAD}; exec cat /dev/zero`,
  family: `${HEAD}; sleep 60 & echo $!; wait`,
  leaving: `${HEAD}; sleep 60 & echo done`,
  daemon: `${HEAD}; (sleep 60 >/dev/null & echo $! >pid); echo done`,
  noisy: `echo one >&2; echo two >&2; ${HEAD}; echo out; printf three >&2`,
  short: `printf 'Content-Type: text/plain\\nContent-Length: 10\\n\\nfew'`,
  long: `printf 'Content-Type: text/plain\\nContent-Length: 3\\n\\nfew and more'; sleep 0.1; echo more; echo > after`,
  gone: `${HEAD}; echo some; kill -9 $$`,
  failing: `${HEAD}; echo out; exit 3`,
  working: `printf 'Status: 204 No Content\\n\\n'; sleep 0.2; echo >worked`,
  headless: `printf 'Content-Type: text/plain\\n\\n'; sleep 0.2; echo body; echo >headed`,
  closing: `${HEAD}; echo out; exec >&- 2>&-; sleep 0.2; echo >closed`,
  lingering: `${HEAD}; echo out; exec >&- 2>&-; exec sleep 60`,
  redirect: `printf 'Location: /there%%20now?a=b\\n\\n'`,
  large: `printf 'X: '; head -c 70000 /dev/zero | tr '\\0' x; printf '\\nContent-Type: text/plain\\n\\n'`,
  message: `printf 'HTTP/1.1 203 Mine\\r\\nX: y\\r\\n\\r\\nbody'`,
});
afterAll(async () => {
  try {
    await allGone();
  } finally {
    programs[Symbol.dispose]();
  }
});

const errors: string[] = [];

function environOf(environ: Partial<Environ> = {}): Environ {
  errors.length = 0;
  return soundEnviron({ 'wsgi.errors': { write: (line: string) => errors.push(line) }, ...environ });
}

function appOf(name: string, options?: CGIOptions): Application {
  return new CGIApp(programs.at(name), options).toApp();
}

async function call(name: string, options?: CGIOptions, environ?: Partial<Environ>) {
  const result = await callApplication(appOf(name, options), environOf(environ));
  return { ...result, text: async () => collect(result.appIter) };
}

/** Sends a request whose response must be replaced: its status, its text, and the operator's log. */
async function refusal(name: string, options?: CGIOptions, environ?: Partial<Environ>) {
  const { status, headers, text: read } = await call(name, options, environ);
  const type = headers.find(([field]) => field === 'Content-Type')?.[1];
  return { status, type, body: await read(), errors: errors.join('') };
}

const clock = stoppedClock();
const allGone = () => until(() => programs.running().length === 0, 'no program runs');

describe('CGIApp', () => {
  it('takes only an absolute path or a file URL', async () => {
    const url = pathToFileURL(programs.at('cat'));
    for (const program of [url, url.href, programs.at('cat')]) {
      expect((await new TestApp(new CGIApp(program)).get('/')).status).toBe(200);
    }
    expect(() => new CGIApp('cat')).toThrow(/^program must be an absolute path or a file URL/);
  });

  it.each([
    [{ timeOut: 1 }, TypeError, /did you mean timeout/],
    [{ timeout: 0 }, RangeError, /^timeout must be a number above 0/],
    [{ headTimeout: Number.NaN }, RangeError, /^headTimeout/],
    [{ maxHeadSize: '1' }, RangeError, /^maxHeadSize/],
    [{ localRedirect: {} }, TypeError, /expected an application/],
  ])('refuses the options %j', (options, kind, message) => {
    expect(() => new CGIApp('/bin/cat', options as CGIOptions)).toThrow(kind);
    expect(() => new CGIApp('/bin/cat', options as CGIOptions)).toThrow(message);
  });

  it("runs in the program's folder or in the given one, with arguments", async () => {
    expect(await (await call('pwd')).text()).toBe(`${programs.root}\n${programs.at('pwd')} \n`);
    const { text: read } = await call('pwd', { cwd: '/', args: ['a b', 'c'] });
    expect(await read()).toBe(`/\n${programs.at('pwd')} a b c\n`);
  });

  it('passes an interpreter the name of its script', async () => {
    const options = { scriptFilename: '/a/script', env: { MINE: 'ö' } };
    const said = (await (await call('env', options)).text()).split('\n');
    expect(said).toEqual(expect.arrayContaining(['SCRIPT_FILENAME=/a/script', 'MINE=ö']));
  });

  describe('the request body', () => {
    const post = (input: Input, environ: Partial<Environ> = {}) =>
      call('cat', {}, { REQUEST_METHOD: 'POST', 'wsgi.input': input, ...environ });

    it('is streamed as it arrives', async () => {
      const { promise, resolve } = deferred();
      const input = (async function* () {
        yield bytes('one ');
        await promise;
        yield bytes('two');
      })();
      const { appIter } = await post(input, { CONTENT_LENGTH: '7' });
      const chunks = iterate(appIter);
      expect(text((await chunks.next()).value as Uint8Array)).toBe('one ');
      resolve();
      expect(text((await chunks.next()).value as Uint8Array)).toBe('two');
      expect((await chunks.next()).done).toBe(true);
    });

    it('is stored first if its length is unknown, and removed afterwards', async () => {
      const before = descriptorCount();
      const input = (function* () {
        for (let i = 0; i < 20; i++) yield Buffer.alloc(10_000, 'x');
      })();
      const environ = { 'wsgi.input_terminated': true, 'wsgi.input': input };
      const { text: read } = await call('env', {}, environ);
      expect(await read()).toContain('\nCONTENT_LENGTH=200000\n');
      await until(() => descriptorCount() <= before, 'no descriptor is left');
    });

    it('of no bytes has a length if the client declares one', async () => {
      const { text: read } = await call('env', {}, { 'wsgi.input_terminated': true });
      expect(await read()).toContain('\nCONTENT_LENGTH=0\n');
      expect(await (await call('env', {}, { CONTENT_LENGTH: '0' })).text()).toContain('\nCONTENT_LENGTH=0\n');
      expect(await (await call('env')).text()).not.toContain('CONTENT_LENGTH');
    });

    it('ends early if the client sends too little, and the program continues', async () => {
      expect(await (await post([bytes('short')], { CONTENT_LENGTH: '9' })).text()).toBe('short');
    });

    it('that fails in another way fails the request, and ends the program', async () => {
      const input = (async function* () {
        yield bytes('some');
        throw new RangeError('a disk died');
      })();
      const failing = post(input, { CONTENT_LENGTH: '9' }).then(({ text: read }) => read());
      await expect(failing).rejects.toThrow(RangeError);
      await allGone();
    });

    it('that cannot be stored is rejected before a program starts', async () => {
      const cut = (async function* () {
        yield bytes('some');
        throw new DisconnectionError('gone');
      })();
      expect((await post(cut, { 'wsgi.input_terminated': true })).status).toBe('400 Bad Request');
      expect(await refusal('cat', {}, { CONTENT_LENGTH: 'x' })).toMatchObject({
        status: '400 Bad Request',
        type: 'text/plain; charset=UTF-8',
        errors: '',
      });
      expect((await refusal('cat', {}, { PATH_INFO: '/\0' })).status).toBe('400 Bad Request');
    });

    it('may be left unread', async () => {
      const input = (function* () {
        for (let i = 0; i < 100; i++) yield Buffer.alloc(100_000);
      })();
      const environ = { CONTENT_LENGTH: '10000000', 'wsgi.input': input };
      const { text: read } = await call('noisy', {}, environ);
      expect(await read()).toBe('out\n');
    });
  });

  describe('the response', () => {
    it('is read no faster than the client takes it', async () => {
      const { appIter } = await call('endless');
      const chunks = iterate(appIter);
      for (let i = 0; i < 5; i++) expect((await chunks.next()).done).toBe(false);
      await closeBody(appIter);
      await allGone();
    });

    it('is cut at its declared length', async () => {
      expect(await (await call('long')).text()).toBe('few');
      // The program may still run to its end.
      await until(() => existsSync(programs.at('after')), 'the program went on');
    });

    it('that is shorter than declared is cut off', async () => {
      const { text: read } = await call('short');
      await expect(read()).rejects.toThrow('the body ended 7 bytes before its Content-Length');
    });

    it('starts with a status line if the option says that the program writes whole messages', async () => {
      const { status, headers, text: read } = await call('message', { nph: true });
      expect({ status, headers, body: await read() }).toEqual({
        status: '203 Mine',
        headers: [['X', 'y']],
        body: 'body',
      });
      expect((await refusal('message')).status).toBe('502 Bad Gateway');
    });

    it.each([
      ['cat', 'HEAD', '200 OK'],
      ['working', 'POST', '204 No Content'],
      ['headless', 'HEAD', '200 OK'],
    ])('to %s with status %s has no body', async (name, method, status) => {
      const result = await call(name, {}, { REQUEST_METHOD: method });
      expect(result.status).toBe(status);
      expect(result.appIter).toEqual([]);
      await closeBody(result.appIter);
    });

    it('without a body does not interrupt the program', async () => {
      for (const done of ['worked', 'headed']) {
        await until(() => existsSync(programs.at(done)), `the program has ${done}`);
      }
    });

    it('ends when the program closes its output, even if it keeps running', async () => {
      expect(await (await call('closing')).text()).toBe('out\n');
      expect(existsSync(programs.at('closed'))).toBe(false);
      await until(() => existsSync(programs.at('closed')), 'the program has closed');
    });

    it('is passed on if the program fails later, and the failure is logged', async () => {
      expect(await (await call('failing')).text()).toBe('out\n');
      await until(() => errors.length > 0, 'the exit status is logged');
      expect(errors).toEqual([`${programs.at('failing')}: ended with exit status 3\n`]);
      expect(await (await call('gone')).text()).toBe('some\n');
      await until(() => errors.length > 0, 'the signal is logged');
      expect(errors).toEqual([`${programs.at('gone')}: was ended by SIGKILL\n`]);
    });

    it("omits the program's standard error, which is logged", async () => {
      expect(await (await call('noisy')).text()).toBe('out\n');
      await until(() => errors.length === 3, 'all lines are there');
      expect(errors).toEqual(['one', 'two', 'three'].map((line) => `${programs.at('noisy')}: ${line}\n`));
    });
  });

  describe('a malformed response', () => {
    it('is a 502 without details, which are logged', async () => {
      expect(await refusal('large')).toEqual({
        status: '502 Bad Gateway',
        type: 'text/plain; charset=UTF-8',
        body: 'Bad Gateway',
        errors: expect.stringMatching(/large: no-header-end: there were 65536 bytes before/),
      });
      expect((await call('large', { maxHeadSize: 100_000 })).status).toBe('200 OK');
    });

    it('includes a program that cannot be started', async () => {
      expect(await refusal('missing')).toMatchObject({
        status: '502 Bad Gateway',
        errors: expect.stringMatching(/missing: not-run: Error: spawn .* ENOENT\n$/),
      });
      writeFileSync(programs.at('plain'), 'no program');
      expect((await refusal('plain')).errors).toMatch(/not-run: Error: spawn .* EACCES/);
      // Linux limits the size of one variable.
      expect((await refusal('cat', { env: { LARGE: 'x'.repeat(1_000_000) } })).errors).toMatch(
        /not-run: .*E2BIG/,
      );
    });

    it('causes no body to be sent if the response could not begin', async () => {
      const app = appOf('cat');
      const failing = app(environOf(), () => {
        throw new RangeError('no head is taken');
      });
      await expect(failing).rejects.toThrow(RangeError);
      await allGone();
    });
  });

  describe('a local redirect', () => {
    const there: Application = async (environ, startResponse) => {
      const { REQUEST_METHOD, SCRIPT_NAME, PATH_INFO, QUERY_STRING, REQUEST_URI } = environ;
      const { CONTENT_LENGTH, CONTENT_TYPE, HTTP_COOKIE } = environ;
      startResponse('200 OK', []);
      const seen = { REQUEST_METHOD, SCRIPT_NAME, PATH_INFO, QUERY_STRING, REQUEST_URI, HTTP_COOKIE };
      const body = await collect(environ['wsgi.input']);
      return [bytes(JSON.stringify({ ...seen, CONTENT_LENGTH, CONTENT_TYPE, body }))];
    };

    it('goes to the client, unless an application handles local redirects', async () => {
      const { status, headers, text: read } = await call('redirect');
      expect({ status, headers, body: await read() }).toEqual({
        status: '302 Found',
        headers: [['Location', '/there%20now?a=b']],
        body: '',
      });
    });

    it.each([
      ['POST', 'GET'],
      ['HEAD', 'HEAD'],
    ])('after a %s becomes a %s without a body', async (sent, method) => {
      const environ = { SCRIPT_NAME: '/s', CONTENT_TYPE: 'a/b', CONTENT_LENGTH: '1', HTTP_COOKIE: 'c=1' };
      const { text: read } = await call(
        'redirect',
        { localRedirect: { toApp: () => there } },
        { ...environ, 'wsgi.input': [bytes('x')], REQUEST_METHOD: sent },
      );
      expect(JSON.parse(await read())).toEqual({
        REQUEST_METHOD: method,
        SCRIPT_NAME: '',
        PATH_INFO: '/there now',
        QUERY_STRING: 'a=b',
        REQUEST_URI: '/there%20now?a=b',
        HTTP_COOKIE: 'c=1',
        body: '',
      });
    });

    it('that leads to itself ends after ten rounds', async () => {
      let count = 0;
      const app: Application = (environ, startResponse) => {
        count++;
        return appOf('redirect', { localRedirect: app })(environ, startResponse);
      };
      const { status } = await callApplication(app, environOf());
      expect(status).toBe('502 Bad Gateway');
      expect(count).toBe(11);
      expect(errors.join('')).toMatch(/redirect: bad-location: this was local redirect 11 of one request/);
    });
  });

  describe('ending a program', () => {
    it.each([
      ['silent', 'headTimeout', { headTimeout: 50 }],
      ['silent', 'timeout', { timeout: 50 }],
      ['half', 'headTimeout', { headTimeout: 50, timeout: Infinity }],
    ])('happens to %s after the %s, with a 504', async (name, limit, options) => {
      expect(await refusal(name, options)).toEqual({
        status: '504 Gateway Timeout',
        type: 'text/plain; charset=UTF-8',
        body: 'Gateway Timeout',
        errors: `${programs.at(name)}: timeout: there was no output for the 50 ms of ${limit}\n`,
      });
      await allGone();
    });

    it('happens to a program that does not read, and to one that stalls in its body', async () => {
      const input = [Buffer.alloc(1_000_000)];
      const environ = { CONTENT_LENGTH: '1000000', 'wsgi.input': input };
      expect((await refusal('silent', { timeout: 100 }, environ)).status).toBe('504 Gateway Timeout');
      clock.stop();
      const { text: read } = await call('slow', { timeout: 100, headTimeout: Infinity });
      const failed = expect(read()).rejects.toThrow(/^there was no output for the 100 ms of timeout$/);
      await clock.pass(100);
      await failed;
      await allGone();
    });

    it.each([
      ['headTimeout', 'late'],
      ['timeout', 'cat'],
    ])('does not happen while the client is the slow side: %s of %s', async (name, program) => {
      const [asked, sent] = [deferred(), deferred()];
      const input = (async function* () {
        yield bytes('a');
        asked.resolve();
        await sent.promise;
        yield bytes('b');
      })();
      clock.stop();
      const limits = { timeout: Infinity, headTimeout: Infinity, [name]: 50 };
      const read = call(program, limits, { CONTENT_LENGTH: '2', 'wsgi.input': input }).then(({ text }) =>
        text(),
      );
      await asked.promise;
      await until(() => vi.getTimerCount() === 1, 'the limit applies');
      await clock.pass(200);
      sent.resolve();
      expect(await read).toBe('ab');
    });

    it('happens when the body is closed before its end', async () => {
      const { appIter } = await call('slow');
      expect(text((await iterate(appIter).next()).value as Uint8Array)).toBe('first\n');
      await closeBody(appIter);
      await allGone();
      const unread = await call('slow');
      await closeBody(unread.appIter);
      await allGone();
    });

    it('happens when the body is closed during a pending read', async () => {
      const { appIter } = await call('slow');
      const chunks = iterate(appIter);
      await chunks.next();
      const waiting = chunks.next();
      (appIter as { close?(): void }).close?.();
      expect(await waiting).toEqual({ done: true, value: undefined });
      await allGone();
    });

    it('never happens without a timeout', async () => {
      expect(await (await call('closing', { timeout: Infinity })).text()).toBe('out\n');
      await allGone();
    });

    it('happens when the client disconnects, before and after the head', async () => {
      const controller = new AbortController();
      const environ = { 'wheatpaste.signal': controller.signal };
      const waiting = call('silent', {}, environ);
      await until(() => programs.running().length > 0, 'the program runs');
      controller.abort(new RangeError('no more'));
      await expect(waiting).rejects.toThrow(RangeError);
      await expect(call('silent', {}, environ)).rejects.toThrow(RangeError);
      await allGone();
    });

    it('does not happen when the client disconnects after the response', async () => {
      rmSync(programs.at('closed'), { force: true });
      const controller = new AbortController();
      await (await call('closing', {}, { 'wheatpaste.signal': controller.signal })).text();
      controller.abort();
      await until(() => existsSync(programs.at('closed')), 'the program has finished');
    });

    it('ends all processes that the program has started', async () => {
      const { appIter } = await call('family');
      const id = Number(text((await iterate(appIter).next()).value as Uint8Array));
      await until(() => programs.running().includes(id), 'the process runs');
      await closeBody(appIter);
      await allGone();
    });

    it('ends processes that keep its output open after its exit', async () => {
      clock.stop();
      const { appIter } = await call('leaving', { timeout: 100 });
      const chunks = iterate(appIter);
      expect(text((await chunks.next()).value as Uint8Array)).toBe('done\n');
      await until(() => programs.running().length === 1, 'only the process in the background is left');
      const failed = expect(chunks.next()).rejects.toThrow(/timeout/);
      await clock.pass(100);
      await failed;
      await allGone();
    });

    it('leaves background processes running', async () => {
      const { text: read } = await call('daemon');
      const open = descriptorCount();
      expect(await read()).toBe('done\n');
      const id = Number(readFileSync(programs.at('pid'), 'utf8'));
      // The app releases standard output and standard error, although the background process holds the
      // latter open.
      await until(() => descriptorCount() <= open - 2, 'no pipe is left');
      expect(process.kill(id, 0)).toBe(true);
      process.kill(id, 'SIGKILL');
      await allGone();
    });

    it('uses SIGKILL if SIGTERM has no effect', async () => {
      const { appIter } = await call('stubborn');
      expect(text((await iterate(appIter).next()).value as Uint8Array)).toBe('deaf\n');
      await closeBody(appIter);
      expect(programs.running()).not.toEqual([]);
      await allGone();
    });

    it('happens to a program that keeps running after its response, when its time is up', async () => {
      clock.stop();
      expect(await (await call('lingering', { timeout: 100 })).text()).toBe('out\n');
      await clock.pass(100);
      await allGone();
      const { status, appIter } = await call('endless', { timeout: 100 }, { REQUEST_METHOD: 'HEAD' });
      expect([status, appIter]).toEqual(['200 OK', []]);
      await clock.pass(100);
      await allGone();
    });
  });
});
