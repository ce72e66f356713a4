import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { HTTPConflict, HTTPNotFound } from '../../src/exceptions/client-errors.ts';
import type { HTTPExceptionInit } from '../../src/exceptions/exception-init.ts';
import { HTTPError, HTTPException } from '../../src/exceptions/http-exception.ts';
import { HTTPRedirection } from '../../src/exceptions/redirection.ts';
import { HTTPInternalServerError } from '../../src/exceptions/server-errors.ts';
import { HTTPNoContent } from '../../src/exceptions/success.ts';
import { Request } from '../../src/request/request.ts';
import { Response } from '../../src/response/response.ts';
import type { ToApplication } from '../../src/wsgi/contract.ts';

const NASTY = `<script>alert("1")</script> & 'more'`;

const answer = (exception: HTTPException, accept?: string, method = 'GET') =>
  Request.blank('/', { method, headers: { Accept: accept } }).send(exception);

describe('HTTPException', () => {
  it('is an error, a response and an application', async () => {
    const exception = new HTTPNotFound('There is no article 7.');
    expect(exception).toBeInstanceOf(Error);
    expect(exception).toMatchObject({
      name: 'HTTPNotFound',
      message: 'There is no article 7.',
      status: 404,
      title: 'Not Found',
      detail: 'There is no article 7.',
      expose: true,
    });
    expect(exception.toResponse()).toBeInstanceOf(Response);
    expect((await answer(exception)).statusLine).toBe('404 Not Found');
    expectTypeOf(exception).toExtend<ToApplication>();
  });

  it('uses its explanation if it has no detail', () => {
    const exception = new HTTPNotFound();
    expect(exception.detail).toBeUndefined();
    expect(exception.message).toBe(HTTPNotFound.explanation);
    expect(new HTTPNotFound({ explanation: 'Gone fishing.' }).message).toBe('Gone fishing.');
  });

  it('takes a detail, options, or both', () => {
    const headers = { 'X-A': '1' };
    for (const exception of [
      new HTTPNotFound('Nothing.', { headers, expose: false }),
      new HTTPNotFound({ detail: 'Nothing.', headers, expose: false }),
      new HTTPNotFound(undefined, { detail: 'Nothing.', headers, expose: false }),
    ]) {
      expect(exception).toMatchObject({ detail: 'Nothing.', headers, expose: false });
    }
  });

  it('refuses an error as the detail, at compile time too: it is the cause', () => {
    // @ts-expect-error an Error has no options
    expect(() => new HTTPNotFound(new Error('x'))).toThrow(/such as { detail, cause }/);
    const cause = new Error('x');
    expect(new HTTPNotFound({ cause }).cause).toBe(cause);
  });

  it.each<[string, unknown]>([
    ['a number', 7],
    ['an error', new Error('x')],
    ['a URL', new URL('http://h/')],
    ['a function', () => 'x'],
  ])('cannot be created with %s', (_, detail) => {
    expect(() => new HTTPNotFound(detail as string)).toThrow(/takes a detail or options/);
  });

  it('FM8: refuses an unknown option, and suggests the right one', () => {
    const options = { details: 'x' } as HTTPExceptionInit;
    const message = 'unknown option of HTTPNotFound: details; did you mean detail?';
    expect(() => new HTTPNotFound(options)).toThrow(new TypeError(message));
    expect(() => new HTTPNotFound('x', options)).toThrow(new TypeError(message));
  });

  it('has a base class for all errors, which is a 500, and an abstract one for all redirections', () => {
    expect(new HTTPException()).toMatchObject({ status: 500, title: 'Internal Server Error' });
    expect(new HTTPError({ status: 418 }).status).toBe(418);
    expect(new HTTPError().status).toBe(500);
    // @ts-expect-error a base class
    expect(() => new HTTPRedirection()).toThrow(/HTTPRedirection has no status/);
  });

  it('takes a given status, title and explanation', async () => {
    const response = await answer(
      new HTTPException({ status: 418, title: 'Teapot', explanation: 'Short and stout.' }),
    );
    expect(response.statusLine).toBe('418 Teapot');
    expect(await response.text()).toBe('418 Teapot\n\nShort and stout.\n');
  });

  it('creates a new response each time', async () => {
    const exception = new HTTPNotFound({ headers: { 'X-A': '1' } });
    exception.toResponse().headers.set('X-A', '2');
    expect(exception.toResponse().headers.get('X-A')).toBe('1');
    expect(exception.headers).toEqual({ 'X-A': '1' });
  });

  describe('the body', () => {
    it.each([
      [undefined, 'text/plain'],
      ['', 'text/plain'],
      ['*/*', 'text/html'],
      ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
      ['application/json', 'application/problem+json'],
      ['application/problem+json', 'application/problem+json'],
      ['application/*', 'application/problem+json'],
      ['text/html;q=0.5, application/json', 'application/problem+json'],
      ['text/plain', 'text/plain'],
      ['text/*', 'text/html'],
      ['text/html;q=0, text/*', 'text/plain'],
      ['image/png', 'text/plain'],
      ['nonsense', 'text/plain'],
      ['application/json; charset=utf-8', 'application/problem+json'],
      ['application/problem+json; v=1', 'application/problem+json'],
      ['text/html;level=1', 'text/html'],
      ['text/plain; format=flowed, text/html;q=0.5', 'text/plain'],
    ])('FH2: for Accept: %s is %s', async (accept, type) => {
      const response = await answer(new HTTPNotFound('Nothing.'), accept);
      expect(response.contentType).toBe(type);
      expect(String(response.vary)).toBe('Accept');
      expect(response.contentLength).toBe((await response.bytes()).length);
    });

    it('escapes its details in HTML', async () => {
      const exception = new HTTPConflict({ detail: NASTY, title: 'A <b>', explanation: '<i>' });
      const text = await (await answer(exception, 'text/html')).text();
      expect(text).toContain('<title>409 A &lt;b&gt;</title>');
      expect(text).toContain('<p>&lt;i&gt;</p>');
      expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;');
      expect(text).not.toMatch(/<(script|b|i)>/);
    });

    it('leaves them unescaped in JSON and text', async () => {
      const json = await answer(new HTTPConflict(NASTY), 'application/json');
      expect(await json.json()).toMatchObject({ detail: NASTY });
      const text = await answer(new HTTPConflict(NASTY));
      expect(await text.text()).toContain(NASTY);
      expect(text.headers.get('Content-Type')).toBe('text/plain; charset=UTF-8');
    });

    it('is UTF-8', async () => {
      for (const accept of ['text/html', 'text/plain', 'application/json']) {
        const response = await answer(new HTTPConflict('Zwölf Boxkämpfer €'), accept);
        expect(Buffer.from(await response.bytes()).toString()).toContain('Zwölf Boxkämpfer €');
      }
    });

    it('is omitted for HEAD, and for a status without a body', async () => {
      const head = await answer(new HTTPNotFound('Nothing.'), 'text/html', 'HEAD');
      expect(head.contentType).toBe('text/html');
      expect(await head.text()).toBe('');
      for (const status of [204, 205, 304]) {
        const response = await answer(new HTTPException({ status, detail: 'x' }), 'text/html');
        expect(await response.text()).toBe('');
        expect(response.contentType).toBeUndefined();
      }
    });
  });

  describe('Problem Details (RFC 9457)', () => {
    const problem = async (init: string | HTTPExceptionInit) =>
      (await answer(new HTTPConflict(init), 'application/problem+json')).json();

    it('have type, title, status and detail', async () => {
      expect(await problem('Twice.')).toEqual({
        type: 'about:blank',
        title: 'Conflict',
        status: 409,
        detail: 'Twice.',
      });
      expect(await problem({})).toMatchObject({ detail: HTTPConflict.explanation });
    });

    it('have the given type, instance and extensions', async () => {
      const type = 'https://example.com/probs/out-of-credit';
      const given = { type, instance: '/account/12345', extensions: { balance: 30, accounts: ['/a', '/b'] } };
      expect(await problem(given)).toMatchObject({
        type,
        instance: '/account/12345',
        balance: 30,
        accounts: ['/a', '/b'],
      });
    });

    it('do not let an extension replace a member (section 3.2)', async () => {
      const extensions = { status: 200, title: 'Fine', detail: 'none', ['__proto__']: { a: 1 } };
      expect(await problem({ detail: 'Twice.', extensions })).toMatchObject({
        status: 409,
        title: 'Conflict',
        detail: 'Twice.',
      });
    });
  });

  describe('information hidden from the client', () => {
    it('includes the detail of a server error', async () => {
      const exception = new HTTPInternalServerError('password=hunter2');
      expect(exception.expose).toBe(false);
      expect(exception.message).toBe('password=hunter2');
      for (const accept of ['text/html', 'application/json', 'text/plain']) {
        const text = await (await answer(exception, accept)).text();
        expect(text).not.toContain('hunter2');
        expect(text).toContain(HTTPInternalServerError.explanation);
      }
    });

    it('is controlled by expose, either way', async () => {
      const shown = new HTTPInternalServerError({ detail: 'Back at 9.', expose: true });
      expect(await (await answer(shown)).text()).toContain('Back at 9.');
      const hidden = new HTTPNotFound({ detail: 'row 7 of users', expose: false });
      expect(await (await answer(hidden)).text()).not.toContain('users');
    });

    it('always includes the cause', async () => {
      const cause = new Error('deep secret');
      const exception = new HTTPNotFound({ cause });
      expect(exception.cause).toBe(cause);
      expect('cause' in new HTTPNotFound()).toBe(false);
      for (const accept of ['text/html', 'application/json']) {
        expect(await (await answer(exception, accept)).text()).not.toMatch(/secret|cause/);
      }
    });
  });

  describe('headers', () => {
    it('are sent, repeated ones separately', async () => {
      const exception = new HTTPNotFound({
        headers: [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['X-Trace', '7'],
        ],
      });
      expect(exception.headers).toEqual({ 'Set-Cookie': ['a=1', 'b=2'], 'X-Trace': '7' });
      expect((await answer(exception)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    });

    it('are not logged, because they may set cookies', () => {
      const exception = new HTTPNotFound({ headers: { 'Set-Cookie': 'session=secret' } });
      expect(inspect(exception)).not.toContain('secret');
      expect(JSON.stringify(exception)).not.toContain('secret');
      expect(exception.headers['Set-Cookie']).toBe('session=secret');
    });

    it('have one entry for each name, in any case', () => {
      const headers: [string, string][] = [
        ['Set-Cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ];
      expect(new HTTPNotFound({ headers }).headers).toEqual({ 'Set-Cookie': ['a=1', 'b=2'] });
    });

    it('are combined with the Vary of the negotiation', async () => {
      const response = await answer(new HTTPNotFound({ headers: { Vary: 'Cookie' } }));
      expect(String(response.vary)).toBe('Cookie, Accept');
    });

    it('do not describe another body', async () => {
      const headers = { 'Content-Type': 'image/png', 'Content-Length': '5' };
      const response = await answer(new HTTPNotFound({ headers }));
      expect(response.contentType).toBe('text/plain');
      expect(response.contentLength).toBe((await response.bytes()).length);
    });

    it('have no prototype that a name could reach', () => {
      const { headers } = new HTTPNotFound({ headers: [['__proto__', 'x']] });
      expect(Object.entries(headers)).toEqual([['__proto__', 'x']]);
      expect(headers.constructor).toBeUndefined();
    });
  });

  it.each<[string, HTTPExceptionInit, ErrorConstructor]>([
    ['an invalid status', { status: 99 }, RangeError],
    ['a status without three digits', { status: Number.NaN, title: 'x' }, TypeError],
    ['D4: a title with a line break', { title: 'a\r\nSet-Cookie: b' }, TypeError],
    ['a title outside Latin-1', { title: '€' }, TypeError],
    ['D4: a header with a line break', { headers: { 'X-A': 'a\r\nb' } }, TypeError],
    ['a header with an invalid name', { headers: { 'X A': 'a' } }, TypeError],
  ])('refuses %s', (_, init, error) => {
    expect(() => new HTTPException(init)).toThrow(error);
  });

  it('can be subclassed by an application', async () => {
    class OutOfTea extends HTTPConflict {
      static override readonly explanation = 'The pot is empty.';
    }
    const exception = new OutOfTea();
    expect(exception.name).toBe('OutOfTea');
    expect(await (await answer(exception)).text()).toBe('409 Conflict\n\nThe pot is empty.\n');
  });

  it('has strict types', () => {
    // @ts-expect-error the status is a number
    expect(() => new HTTPException({ status: 'one' })).toThrow(RangeError);
    // @ts-expect-error there is no such option
    expect(() => new HTTPNoContent({ details: 'x' })).toThrow(TypeError);
    // @ts-expect-error options come last
    expect(() => new HTTPNotFound({ title: 'x' }, 'y')).not.toThrow();
    expectTypeOf(new HTTPNotFound().detail).toEqualTypeOf<string | undefined>();
    expectTypeOf<[]>().toExtend<ConstructorParameters<typeof HTTPNotFound>>();
    expectTypeOf<[string, HTTPExceptionInit]>().toExtend<ConstructorParameters<typeof HTTPNotFound>>();
    expectTypeOf<[HTTPExceptionInit]>().toExtend<ConstructorParameters<typeof HTTPNotFound>>();
  });
});
