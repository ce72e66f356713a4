import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import type { ResponseInit } from '../../../src/response/init.ts';
import { Response } from '../../../src/response/response.ts';
import { AppError, debugApp, TestApp, type TestAppOptions } from '../../../src/testing.ts';
import { makeProgram } from '../../support/programs.ts';
import { openPage } from '../../support/test-pages.ts';

const answer = (
  body: string | Uint8Array | null,
  init: ResponseInit = {},
  options: TestAppOptions = { lint: false },
) => new TestApp(new Response(body, init), options).get('/');

describe('a TestResponse', () => {
  it('is already read', async () => {
    const res = await answer('<p>é</p>', { status: '201 Made', headers: { 'X-One': '1' } });
    expect([res.status, res.statusText, res.statusLine, res.headers.get('x-one')]).toEqual([
      201,
      'Made',
      '201 Made',
      '1',
    ]);
    expect([res.text, Buffer.from(res.bytes).toString()]).toEqual(['<p>é</p>', '<p>é</p>']);
    expect(res.response.contentType).toBe('text/html');
    expect([res.request.path, res.app.cookies.get('a'), res.errors, res.variables]).toEqual([
      '/',
      undefined,
      '',
      {},
    ]);
  });

  it('has the cookies that it sets', async () => {
    const res = await answer('', {
      headers: [
        ['Set-Cookie', 'a=1; Path=/; HttpOnly'],
        ['Set-Cookie', 'b=x%20y'],
      ],
    });
    expect(res.cookies.get('a')).toMatchObject({ name: 'a', value: '1', path: '/', httpOnly: true });
    expect(res.cookies.get('b')?.value).toBe('x y');
  });

  it('has text in its charset, without its coding', async () => {
    expect(
      (await answer(new Uint8Array([0xe9]), { contentType: 'text/plain; charset=ISO-8859-1' })).text,
    ).toBe('é');
    const coded = await answer(gzipSync('hello'), {
      contentType: 'text/plain',
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect([coded.text, coded.bytes[0]]).toEqual(['hello', 0x1f]);
    expect((await answer(null, { headers: { 'Content-Encoding': 'gzip' } })).text).toBe('');
  });

  it('has no text if its coding or its charset is unknown', async () => {
    const coded = await answer('x', { headers: { 'Content-Encoding': 'gzip' } });
    expect(() => coded.text).toThrow(/gzip/);
    expect(coded.shownBody).toMatch(/^\(1 bytes of text\/html, which cannot be shown: /);
    const unknown = await answer(Buffer.from('x'), {
      headers: { 'Content-Type': 'text/x; charset=klingon' },
    });
    expect(() => unknown.text).toThrow(/klingon/);
  });

  it.each(['application/json', 'application/problem+json; charset=utf-8', 'text/json'])(
    'of type %s is read as JSON',
    async (contentType) => {
      expect((await answer('{"a":[1]}', { headers: { 'Content-Type': contentType } })).json).toEqual({
        a: [1],
      });
    },
  );

  it.each([
    ['{}', 'text/plain', 'the response is not JSON: text/plain'],
    ['{', 'application/json', 'the response is not JSON: SyntaxError'],
    [null, null, 'the response is not JSON: it has no type'],
  ])('%o with %o is not JSON', async (body, contentType, message) => {
    const res = await new TestApp((_environ, startResponse) => {
      startResponse('200 OK', contentType === null ? [] : [['Content-Type', contentType]]);
      return body === null ? [] : [Buffer.from(body)];
    }).get('/');
    expect(() => res.json).toThrow(AppError);
    expect(() => res.json).toThrow(message);
  });

  it('reports what it contains', async () => {
    const res = await answer('Hello,\n  Ada');
    expect([
      res.includes('Hello, Ada'),
      res.includes('Hello,\n  Ada'),
      res.includes(/^hello/i),
      res.includes('Bob'),
    ]).toEqual([true, true, true, false]);
    expect(res.normalText).toBe('Hello, Ada');
    res.mustContain('Ada', /A.a/g, /A.a/g);
    res.mustNotContain('Bob', /ada/);
    expect(() => res.mustContain('Ada', 'Bob')).toThrow('the text lacks "Bob"');
    expect(() => res.mustNotContain('Bob', /Ada/)).toThrow('the text has /Ada/');
  });

  it('is printed with its request, its head and its body', async () => {
    const res = await answer('<p>é</p>', { headers: { 'X-One': '1' } });
    expect(String(res)).toMatch(/^200 OK\r\n(.+\r\n)*X-One: 1\r\n(.+\r\n)*\r\n<p>é<\/p>$/);
    expect(res.toJSON()).toMatchObject({
      request: 'GET http://localhost/',
      status: '200 OK',
      headers: { 'x-one': '1' },
      body: '<p>é</p>',
    });
    expect(inspect(res)).toMatch(/^TestResponse \{\n {2}request: 'GET/);
  });

  it('has own properties with its status, its headers and its body, for runners that compare them', async () => {
    expect({ ...(await answer('hello')) }).toMatchObject({
      status: 200,
      statusText: 'OK',
      shownBody: 'hello',
    });
    const res = await answer('hello');
    expect(Object.keys(res)).toEqual(['status', 'statusText', 'headerList', 'shownBody']);
    expect(Reflect.get(res, Symbol.for('@jest/serializableProperties'))).toEqual(Object.keys(res));
  });

  it.each([
    [new Uint8Array([0, 1]), { contentType: 'application/x' }, '(2 bytes of application/x)'],
    [new Uint8Array([1]), { contentType: 'image/png' }, '(1 bytes of image/png)'],
  ])('with bytes is printed as its size', async (body, init, shown) => {
    expect((await answer(body, init)).shownBody).toBe(shown);
  });

  it('can be opened in a browser', async () => {
    using browser = makeProgram('browser');
    const { BROWSER: before = '' } = process.env;
    process.env.BROWSER = browser.at('browser');
    const files = [
      await (await answer('<p>')).show(),
      await (await answer('x', { contentType: 'text/plain' })).show(),
    ];
    process.env.BROWSER = before;
    expect(files.map((file) => path.basename(file))).toEqual(['response.html', 'response.txt']);
    expect(await readFile(files[0] ?? '', 'utf8')).toBe('<p>');
    for (const file of files) await rm(path.dirname(file), { recursive: true });
  });
});

describe('a page', () => {
  it('can be queried with parse5 and with cheerio', async () => {
    const page = await openPage('<title>T</title><h1>One</h1>');
    expect(page.document.nodeName).toBe('#document');
    expect(page.$('h1').text()).toBe('One');
    expect(page.$).toBe(page.$);
  });

  it('can be XHTML; XML is queried only with cheerio', async () => {
    const xhtml = await answer('<p>x</p>', { contentType: 'application/xhtml+xml' });
    expect(xhtml.$('p').text()).toBe('x');
    const xml = await answer('<a><B/></a>', { contentType: 'application/xml' });
    expect(xml.$xml('a > B')).toHaveLength(1);
    expect(() => xml.$).toThrow('the response is not HTML: application/xml');
  });

  it('has forms by index, id and name', async () => {
    const { forms } = await openPage(
      '<form id="a" name="n"></form><form name="n"></form><form id="a"></form><form name="__proto__"></form>',
    );
    const all = [...forms];
    expect([forms[0], forms.a, forms.n, forms[1]]).toEqual([all[0], all[0], all[0], all[1]]);
    expect([all.length, forms.none, Object.hasOwn(forms, '__proto__')]).toEqual([4, undefined, true]);
  });

  it.each([
    ['', /the page has 0 forms, not one/],
    ['<form></form><form></form>', /the page has 2 forms/],
  ])('%s does not have exactly one form', async (html, message) => {
    const page = await openPage(html);
    expect(() => page.form).toThrow(AppError);
    expect(() => page.form).toThrow(message);
  });

  it.each(['form', 'forms', 'document', '$'] as const)('has no %s if it is not HTML', async (member) => {
    const res = await new TestApp(debugApp).get('/');
    expect(() => res[member]).toThrow('the response is not HTML: text/plain');
    const bare = await new TestApp((_environ, startResponse) => {
      startResponse('204 No Content', []);
      return [];
    }).get('/');
    expect(() => bare[member]).toThrow('the response is not HTML: it has no type');
  });
});

describe('a button', () => {
  const PAGE = `<form action="/one"><label>A <input name="a"></label><button name="go">Save</button></form>
    <form action="/two"><label>B <input name="b"></label><input type="submit" id="i" value="Send"><button name="x">Same</button><button>Same</button></form>`;

  it.each([
    ['Save', 'http://localhost/one?a=1&go='],
    ['go', 'http://localhost/one?a=1&go='],
    ['Send', 'http://localhost/two?b=2'],
    ['i', 'http://localhost/two?b=2'],
  ])('named %s is pressed in its form', async (button, url) => {
    const page = await openPage(PAGE);
    const { request } = await page.fill({ A: '1', b: '2' }).press(button);
    expect([request.url, request.referer]).toEqual([url, 'http://localhost/dir/page?old=0']);
  });

  it.each([
    ['None', /no submit button is called "None"; there are "Save", "Send", "Same", "Same"/],
    ['Same', /2 buttons have the label "Same"/],
  ])('named %s is not pressed', async (button, message) => {
    await expect((await openPage(PAGE)).press(button)).rejects.toThrow(AppError);
    await expect((await openPage(PAGE)).press(button)).rejects.toThrow(message);
  });
});

describe('a field', () => {
  it('without a form cannot be filled in', async () => {
    const page = await openPage('<form><input name="a"></form>');
    expect(() => page.fill({ b: 'x' })).toThrow(AppError);
    expect(() => page.fill({ b: 'x' })).toThrow(/no field is called "b"; there are "a"/);
  });
});

describe('another page', () => {
  const SITE: Readonly<Record<string, string>> = {
    '/': '<base href="/base/"><a href="x">X</a> <a href="https://localhost/s">S</a> <a href="http://admin.test:8080/">Admin</a> <a href="/mailto"></a>',
    '/none': '<base href="data:,"><base href="/later/"><a href="x">X</a>',
    '/bad': '<base href="http://["><a href="x">X</a>',
  };
  const site = wsgify((request) => new Response(SITE[request.path] ?? request.url));

  it.each([
    ['/', 'X', 'http://localhost/base/x', 'http://localhost/'],
    ['/', 'S', 'https://localhost/s', 'http://localhost/'],
    ['/', 'Admin', 'http://admin.test:8080/', 'http://localhost/'],
    ['https://localhost/', 'Admin', 'http://admin.test:8080/', undefined],
    ['/none', 'X', 'http://localhost/x', 'http://localhost/none'],
    ['/bad', 'X', 'http://localhost/x', 'http://localhost/bad'],
  ])('is reached from %s by %s, with a Referer', async (from, link, url, referer) => {
    const page = await new TestApp(site, { hosts: ['Admin.test:8080'] }).get(from);
    const { request } = await page.click(link);
    expect([request.url, request.referer]).toEqual([url, referer]);
  });

  it('is requested without the user name and the password of its URL (RFC 9110, 4.2.4)', async () => {
    const page = await new TestApp(site).get('/none');
    const { request } = await page.goto('http://joe:secret@localhost/z');
    expect([request.url, request.environ.HTTP_HOST]).toEqual(['http://localhost/z', 'localhost']);
    await expect(page.goto('http://localhost@other.test/')).rejects.toThrow(AppError);
  });

  it('can be requested by its URL', async () => {
    const app = new TestApp(site);
    expect((await (await app.get('/')).goto('y')).request.url).toBe('http://localhost/base/y');
    expect(
      (await (await app.get('/none')).goto(new URL('http://localhost/z'), { method: 'POST' })).request.method,
    ).toBe('POST');
    expect((await (await new TestApp(debugApp).get('/a/b')).goto('c')).request.url).toBe(
      'http://localhost/a/c',
    );
    await expect((await app.get('/')).goto('http://other.test/')).rejects.toThrow(AppError);
    await expect((await app.get('/')).goto('http://[')).rejects.toThrow(AppError);
  });

  it("is not reached if it is outside the application's mount point", async () => {
    const page = await new TestApp(new Response('<a href="/app/x">in</a><a href="/apple">out</a>'), {
      baseUrl: 'http://h.test/app',
    }).get('/');
    expect((await page.click('in')).request.path).toBe('/app/x');
    await expect(page.click('out')).rejects.toThrow(/"\/apple" is not a URL of this application/);
  });

  it.each([
    [
      '<a href="/">A</a><a href="/b" id="i">A</a>',
      'A',
      /2 links match text "A"; the page has\n {2}"A" \(\/\)\n {2}"A" \(\/b\)/,
    ],
    ['<a href="/">A</a>', { text: /B/, href: '/' }, /no link matches text \/B\/, href "\/"/],
    ['', {}, /no link matches without a choice; the page has no link/],
  ])('is not reached from %s by %o', async (html, choice, message) => {
    await expect((await openPage(html)).click(choice)).rejects.toThrow(AppError);
    await expect((await openPage(html)).click(choice)).rejects.toThrow(message);
  });
});

describe('a redirection', () => {
  /** Redirects from /STATUS to /end, and from /again endlessly; describes its request. */
  const app = new TestApp(
    wsgify(async (request) => {
      const status = Number(request.path.slice(1));
      if (status > 0) return new Response(null, { status, ...(status < 309 && { location: '/end?x#f' }) });
      if (request.path === '/again') return Response.redirect('/again');
      return Response.json([
        request.method,
        request.pathQs,
        await request.text(),
        request.contentType ?? null,
      ]);
    }),
    { lint: false },
  );

  it.each([
    [301, 'POST', ['GET', '/end?x', '', null]],
    [302, 'POST', ['GET', '/end?x', '', null]],
    [303, 'PUT', ['GET', '/end?x', '', null]],
    [301, 'PUT', ['PUT', '/end?x', 'a=1', 'application/x-www-form-urlencoded']],
    [307, 'POST', ['POST', '/end?x', 'a=1', 'application/x-www-form-urlencoded']],
    [308, 'PATCH', ['PATCH', '/end?x', 'a=1', 'application/x-www-form-urlencoded']],
  ])('with %i of a %s sends %o', async (status, method, expected) => {
    const res = await app.request(`/${status}`, { method, form: { a: '1' } });
    expect((await res.follow()).json).toEqual(expected);
  });

  it('of a request without a body has none', async () => {
    expect((await (await app.get('/307')).follow()).json).toEqual(['GET', '/end?x', '', null]);
    expect(
      (await (await app.post('/307')).follow({ headers: { 'X-One': '1' } })).request.headers.get('x-one'),
    ).toBe('1');
  });

  it('sends a form with files again', async () => {
    const res = await app.post('/307', { form: { f: { filename: 'a', content: 'hello' } } });
    expect((await res.follow()).json).toMatchObject([
      'POST',
      '/end?x',
      expect.stringContaining('hello'),
      'multipart/form-data',
    ]);
  });

  it('does not send a stream again', async () => {
    async function* body() {
      yield Buffer.from('a');
    }
    await expect((await app.post('/307', { body: body() })).follow()).rejects.toThrow(
      /the body was a stream, which cannot be sent again/,
    );
  });

  it.each([200, 300, 304, 305])('is not %i', async (status) => {
    const res = await app.get(`/${status}`);
    await expect(res.follow()).rejects.toThrow(AppError);
    expect(await res.followAll()).toBe(res);
  });

  it('requires a Location', async () => {
    const res = await new TestApp(new Response(null, { status: 302 }), { lint: false }).get('/');
    await expect(res.follow()).rejects.toThrow('the redirection has no Location');
  });

  it('is followed to the end, whose status counts', async () => {
    const res = await app.get('/302');
    expect((await res.followAll({ status: 200 })).status).toBe(200);
    await expect(res.followAll({ status: 404 })).rejects.toThrow(/the status is not 404/);
  });

  it('is followed at most the allowed number of times', async () => {
    await expect((await app.get('/again')).followAll()).rejects.toThrow(
      /there are more than 20 redirections/,
    );
    await expect((await app.get('/302')).followAll({ max: 0 })).rejects.toThrow(/more than 0/);
  });
});
