import { STATUS_CODES } from 'node:http';
import { describe, expect, it } from 'vitest';
import * as clientErrors from '../../src/exceptions/client-errors.ts';
import { HTTPError, type HTTPException } from '../../src/exceptions/http-exception.ts';
import * as redirections from '../../src/exceptions/redirection.ts';
import * as serverErrors from '../../src/exceptions/server-errors.ts';
import { type HTTPExceptionClass, statusMap } from '../../src/exceptions/status-map.ts';
import * as successes from '../../src/exceptions/success.ts';
import { serve } from '../../src/gateways/node/server.ts';
import { Challenge } from '../../src/headers/challenge.ts';
import { ContentRange } from '../../src/headers/content-range.ts';
import * as wheatpaste from '../../src/index.ts';
import { Request } from '../../src/request/request.ts';
import { TestApp } from '../../src/testing.ts';
import { sendRaw } from '../support/raw.ts';
import vectors from '../vectors/webob/exceptions.json' with { type: 'json' };

const exceptions = { ...successes, ...redirections, ...clientErrors, ...serverErrors };
const { HTTPMove, HTTPRedirection } = redirections;

/** Registered statuses that are not final, are obsolete, or are for proxies only. */
const WITHOUT_CLASS = [100, 101, 102, 103, 418, 509];
/** Abstract classes: WebOb throws them with the status 200, 300 or 520. */
const KINDS = ['HTTPOk', 'HTTPError', 'HTTPRedirection', 'HTTPClientError', 'HTTPServerError'];
/** RFC 9110 renamed these after WebOb (sections 15.5.14 to 15.5.21). */
const RENAMED = [413, 414, 416, 422];

const classes = Object.values(statusMap) as (HTTPExceptionClass & { prototype: HTTPException })[];
const answer = (exception: HTTPException, accept?: string) => Request.blank('/p', { accept }).send(exception);

describe('HTTP exceptions', () => {
  it('exist for each registered final status', () => {
    const registered = Object.keys(STATUS_CODES).map(Number);
    expect(Object.keys(statusMap).map(Number)).toEqual(
      registered.filter((status) => !WITHOUT_CLASS.includes(status)),
    );
  });

  it.each(classes.map((Class) => [Class.status, Class.name, Class] as const))(
    '%i: %s',
    async (status, name, Class) => {
      const exception = Class.prototype instanceof HTTPMove ? new Class({ location: '/x' }) : new Class();
      expect(exception).toMatchObject({ status, name, title: STATUS_CODES[status] });
      const response = await answer(exception, 'text/html');
      expect(response.status).toBe(status);
      expect((await response.text()) === '').toBe([204, 205, 304].includes(status));
      expect(wheatpaste).toHaveProperty(name, Class);
    },
  );

  it('accept a detail alone', () => {
    for (const Class of classes.filter(({ prototype }) => !(prototype instanceof HTTPMove))) {
      expect(new Class('why').detail, Class.name).toBe('why');
    }
  });

  it.each(classes.map(({ status, explanation }) => [status, explanation] as const))(
    'explain %i in one sentence: %s',
    (status, explanation) => {
      if ([204, 205, 304].includes(status)) expect(explanation).toBe('');
      else expect(explanation).toMatch(/^[A-Z][^.]{9,79}\.$/);
    },
  );

  it('belong to a base class', () => {
    const kinds = [
      exceptions.HTTPOk,
      HTTPRedirection,
      exceptions.HTTPClientError,
      exceptions.HTTPServerError,
    ];
    for (const Class of classes) {
      const Kind = kinds[Math.floor(Class.status / 100) - 2] as (typeof kinds)[number];
      expect(Class.name === Kind.name || Class.prototype instanceof Kind, Class.name).toBe(true);
      expect(Class.prototype instanceof HTTPError).toBe(Class.status >= 400);
    }
    expect(new exceptions.HTTPClientError().status).toBe(400);
    expect(new exceptions.HTTPServerError().status).toBe(500);
  });

  it.each<[HTTPException, string, string]>([
    [
      new exceptions.HTTPUnauthorized({ wwwAuthenticate: 'Basic realm="a"' }),
      'WWW-Authenticate',
      'Basic realm="a"',
    ],
    [
      new exceptions.HTTPUnauthorized({ wwwAuthenticate: [new Challenge('Negotiate'), 'Basic realm="a"'] }),
      'WWW-Authenticate',
      'Negotiate, Basic realm="a"',
    ],
    [
      new exceptions.HTTPProxyAuthenticationRequired({
        proxyAuthenticate: new Challenge('Basic', { realm: 'a' }),
      }),
      'Proxy-Authenticate',
      'Basic realm="a"',
    ],
    [
      new exceptions.HTTPProxyAuthenticationRequired({
        proxyAuthenticate: [new Challenge('Negotiate'), 'Basic realm="a"'],
      }),
      'Proxy-Authenticate',
      'Negotiate, Basic realm="a"',
    ],
    [new exceptions.HTTPMethodNotAllowed({ allow: ['GET', 'HEAD'] }), 'Allow', 'GET, HEAD'],
    [new exceptions.HTTPMethodNotAllowed({ allow: [] }), 'Allow', ''],
    [
      new exceptions.HTTPRequestRangeNotSatisfiable({ contentRange: ContentRange.unsatisfied(50) }),
      'Content-Range',
      'bytes */50',
    ],
    [new exceptions.HTTPUpgradeRequired({ upgrade: 'TLS/1.2, HTTP/1.1' }), 'Upgrade', 'TLS/1.2, HTTP/1.1'],
    [new exceptions.HTTPTooManyRequests({ retryAfter: 120 }), 'Retry-After', '120'],
    [
      new exceptions.HTTPServiceUnavailable({ retryAfter: new Date(784111777000) }),
      'Retry-After',
      'Sun, 06 Nov 1994 08:49:37 GMT',
    ],
  ])('include: %s sends %s: %s, with its other headers', async (exception, name, value) => {
    expect((await answer(exception)).headers.get(name)).toBe(value);
    expect(exception.headers[name]).toBe(value);
    const Class = exception.constructor as HTTPExceptionClass;
    const again = new Class({ headers: { [name]: value, 'X-Trace': '7' } });
    expect((await answer(again)).headers.get(name)).toBe(value);
    expect((await answer(again)).headers.get('X-Trace')).toBe('7');
  });

  it('leave Connection to the gateway, which adds it over HTTP/1.1', async () => {
    const upgrade = new exceptions.HTTPUpgradeRequired({ upgrade: 'TLS/1.2' });
    expect(upgrade.headers).toEqual({ Upgrade: 'TLS/1.2' });
    const response = await new TestApp(upgrade).get('/', { status: 426 });
    expect(response.headers.get('Connection')).toBeNull();
    await using server = await serve(upgrade, { port: 0 });
    expect(await sendRaw(server.url, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n')).toMatch(
      /\r\nUpgrade: TLS\/1\.2\r\n(?:.*\r\n)*Connection: upgrade\r\n/i,
    );
  });

  it('send their header and the given ones', async () => {
    const exception = new exceptions.HTTPProxyAuthenticationRequired({
      detail: 'Who are you?',
      proxyAuthenticate: 'Basic realm="a"',
      headers: { 'X-Trace': '7' },
    });
    expect(exception.headers).toEqual({ 'Proxy-Authenticate': 'Basic realm="a"', 'X-Trace': '7' });
  });

  it.each(['', '===,'])('refuse %j as a challenge', (proxyAuthenticate) => {
    const wwwAuthenticate = proxyAuthenticate;
    expect(() => new exceptions.HTTPUnauthorized({ wwwAuthenticate })).toThrow(TypeError);
    expect(() => new exceptions.HTTPProxyAuthenticationRequired({ proxyAuthenticate })).toThrow(TypeError);
  });

  it('require by type the header that RFC 9110 requires, but not at run time', () => {
    // @ts-expect-error section 15.5.2: a challenge
    expect(new exceptions.HTTPUnauthorized().headers).toEqual({});
    // @ts-expect-error the same
    expect(new exceptions.HTTPUnauthorized('Who are you?').detail).toBe('Who are you?');
    // @ts-expect-error section 15.5.6: the methods
    expect(new exceptions.HTTPMethodNotAllowed({ detail: 'No.' }).headers).toEqual({});
    // @ts-expect-error undefined is not allowed either
    expect(new exceptions.HTTPMethodNotAllowed({ allow: undefined }).headers).toEqual({});
    // @ts-expect-error section 15.5.8: a challenge
    expect(new exceptions.HTTPProxyAuthenticationRequired({}).headers).toEqual({});
    // @ts-expect-error section 15.5.22: the protocols
    expect(new exceptions.HTTPUpgradeRequired().headers).toEqual({});
    expect(new exceptions.HTTPMethodNotAllowed('No.', { allow: ['GET'] })).toMatchObject({
      detail: 'No.',
      headers: { Allow: 'GET' },
    });
  });

  it('refuse a malformed value of their header', () => {
    expect(() => new exceptions.HTTPMethodNotAllowed({ allow: ['GE T'] })).toThrow(TypeError);
    expect(() => new exceptions.HTTPTooManyRequests({ retryAfter: -1 })).toThrow();
  });

  it('accept headers only of their status', () => {
    // @ts-expect-error a 404 has no Allow
    expect(() => new exceptions.HTTPNotFound({ allow: ['GET'] })).toThrow(
      new TypeError('unknown option of HTTPNotFound: allow'),
    );
    // @ts-expect-error methods are a list
    expect(() => new exceptions.HTTPMethodNotAllowed({ allow: 7 })).toThrow(TypeError);
  });
});

describe('a redirection', () => {
  const addSlash = (url: string, baseUrl?: string) => {
    const { environ } = Request.blank(url, baseUrl === undefined ? {} : { baseUrl });
    return new exceptions.HTTPMovedPermanently({ addSlash: true }).toResponse(environ).location;
  };

  it.each([
    ['/new', '/new'],
    ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
    [new URL('https://example.com/'), 'https://example.com/'],
    ['/a bé', '/a%20b%C3%A9'],
    ['//evil.example', '/%2Fevil.example'],
  ])('goes to %s', async (location, sent) => {
    const exception = new exceptions.HTTPFound({ location, detail: 'There.' });
    expect(exception.headers).toEqual({ Location: sent });
    const response = await answer(exception);
    expect(response.location).toBe(sent);
    expect(await response.text()).toContain('There.');
  });

  it('takes a location, a location and options, or options', () => {
    for (const exception of [
      new exceptions.HTTPFound('/new', { detail: 'There.' }),
      new exceptions.HTTPFound({ location: '/new', detail: 'There.' }),
      new exceptions.HTTPFound(new URL('http://h/new'), { detail: 'There.' }),
    ]) {
      expect(exception.detail).toBe('There.');
      expect(exception.toResponse().location).toMatch(/\/new$/);
    }
    expect(new exceptions.HTTPSeeOther('/new').headers).toEqual({ Location: '/new' });
    // @ts-expect-error there is no such option
    expect(() => new exceptions.HTTPFound('/new', { details: 'There.' })).toThrow(TypeError);
  });

  it('U4: accepts only web addresses', () => {
    expect(() => new exceptions.HTTPFound({ location: 'javascript:alert(1)' })).toThrow(TypeError);
  });

  it('adds a slash to the path as sent, before the query', () => {
    expect(addSlash('/docs?page=2&q=a%2Fb')).toBe('/docs/?page=2&q=a%2Fb');
    expect(addSlash('/a%2Fb')).toBe('/a%2Fb/');
    expect(addSlash('', 'http://localhost/mount')).toBe('/mount/');
    expect(addSlash('/d%C3%BC', 'http://localhost/mount')).toBe('/mount/d%C3%BC/');
  });

  it.each(['//evil.example', '/\\evil.example', '/%5Cevil.example', '/%09/evil.example'])(
    'U2: stays on the site if it adds a slash to %s',
    (path) => {
      const location = addSlash(`http://localhost${path}`) ?? '';
      expect(new URL(location, 'http://localhost/').origin).toBe('http://localhost');
    },
  );

  it('needs the request if it adds a slash', () => {
    expect(() => new exceptions.HTTPFound({ addSlash: true }).toResponse()).toThrow(TypeError);
  });

  it('requires either a location or a slash to add, but not both', () => {
    // @ts-expect-error a redirection requires a location
    expect(() => new exceptions.HTTPFound()).toThrow(TypeError);
    // @ts-expect-error a redirection requires a location
    expect(() => new exceptions.HTTPFound({})).toThrow(TypeError);
    expect(() => new exceptions.HTTPFound({ location: '/', addSlash: true })).toThrow(TypeError);
    // @ts-expect-error no location
    expect(() => new exceptions.HTTPFound({ location: null })).toThrow(/needs either a location/);
  });

  it('is not required for a 304', () => {
    expect(new exceptions.HTTPNotModified({ headers: { ETag: '"a"' } }).headers).toEqual({ ETag: '"a"' });
  });
});

describe("WebOb's answers", () => {
  const isKind = ({ in: input }: (typeof vectors.cases)[number]) => KINDS.includes(input.class);
  const family = (type: string | null | undefined) => /json|html|plain/.exec(type ?? '')?.[0];

  it.each(vectors.cases.filter((vector) => !isKind(vector)))(
    '$id: $in.class for Accept: $in.accept',
    async ({ in: input, out }) => {
      const Class = (
        wheatpaste as unknown as Record<string, HTTPExceptionClass & { prototype: HTTPException }>
      )[input.class] as HTTPExceptionClass & { prototype: HTTPException };
      const detail = input.detail === null ? {} : { detail: input.detail };
      const isMove = Class.prototype instanceof HTTPMove;
      const exception = new Class(isMove ? { ...detail, location: '/new' } : detail);
      const response = await answer(exception, input.accept ?? undefined);
      const text = await response.text();
      expect(response.status).toBe(out.code);
      if (!RENAMED.includes(out.code)) expect(response.statusLine).toBe(out.status);
      expect(text === '').toBe(out.empty_body);
      if (!out.empty_body) expect(family(response.contentType)).toBe(family(out.content_type));
      if (out.detail_escaped) expect(text).not.toContain('<b>');
      if (out.location !== null) expect(`http://h.example${response.location}`).toBe(out.location);
    },
  );

  it('are skipped only for abstract classes', () => {
    expect(new Set(vectors.cases.filter(isKind).map(({ in: input }) => input.class))).toEqual(new Set(KINDS));
  });
});
