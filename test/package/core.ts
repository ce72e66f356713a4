/** Checks the core in any runtime: sends an application requests for a page, a form and a file. */
import assert from 'node:assert/strict';
import { type Application, HTTPNotFound, MultiDict, Request, Response, wsgify } from 'wheatpaste';
import { SignedCookieProfile } from 'wheatpaste/cookies';
import { Accept, CacheControl, formatHttpDate } from 'wheatpaste/headers';

const session = new SignedCookieProfile<{ user: string }>('secret', 'salt', 'session');

const app: Application = wsgify(async (request) => {
  if (request.path === '/login') {
    const { user } = await request.json<{ user: string }>();
    const response = new Response(null, { status: 204 });
    session.bind(request).setCookies(response, { user });
    return response;
  }
  if (request.path === '/upload') {
    const form = await request.form();
    const file = form.get('file');
    return Response.json({
      title: form.get('title'),
      file: typeof file === 'string' ? file : await file?.text(),
    });
  }
  if (request.path !== '/') throw new HTTPNotFound('There is no such page.');
  return new Response(`Hello, ${session.bind(request).getValue()?.user ?? 'you'}!`, {
    contentType: 'text/plain',
    etag: 'v1',
    cacheControl: { maxAge: 60 },
    lastModified: new Date(0),
    conditionalResponse: true,
  });
});

const login = await Request.blank('/login', { method: 'POST', json: { user: 'Ada' } }).send(app);
assert.equal(login.status, 204);
const cookie = login.headers.get('Set-Cookie')?.split(';')[0] ?? '';

const greeting = await Request.blank('/', { headers: { Cookie: cookie } }).send(app);
assert.equal(await greeting.text(), 'Hello, Ada!');
assert.equal(greeting.headers.get('Last-Modified'), formatHttpDate(new Date(0)));
assert.equal(CacheControl.parse(greeting.headers.get('Cache-Control') ?? '').maxAge, 60);

const unchanged = await Request.blank('/', { ifNoneMatch: '"v1"' }).send(app);
assert.equal(unchanged.status, 304);

const range = await Request.blank('/', { headers: { Range: 'bytes=0-4' } }).send(app);
assert.deepEqual([range.status, await range.text()], [206, 'Hello']);

const missing = await Request.blank('/nowhere', { accept: 'application/json' }).send(app);
assert.deepEqual([missing.status, missing.contentType], [404, 'application/problem+json']);

const form = { title: 'Ümlaut', file: new File(['bytes'], 'a.txt') };
const uploaded = await Request.blank('/upload', { method: 'POST', form }).send(app);
assert.deepEqual(await uploaded.json(), { title: 'Ümlaut', file: 'bytes' });

const packed = new Response('x'.repeat(1000), { contentType: 'text/plain' });
await packed.encodeContent('gzip');
assert.equal(packed.contentEncoding, 'gzip');

assert.equal(Accept.parse('text/*;q=0.5, text/html').quality('text/plain'), 0.5);
assert.deepEqual([...new MultiDict([['a', '1']])], [['a', '1']]);
