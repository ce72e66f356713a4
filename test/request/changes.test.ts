import { describe, expect, it } from 'vitest';
import { MultiDict } from '../../src/collections/multi-dict.ts';
import { Accept } from '../../src/headers/accept.ts';
import { CacheControl } from '../../src/headers/cache-control.ts';
import { changedEnviron, type RequestChanges } from '../../src/request/changes.ts';
import { Request } from '../../src/request/request.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../src/wsgi/contract.ts';

const change = (changes: RequestChanges, environ: Partial<Environ> = {}) =>
  changedEnviron({ ...blankEnviron(), ...environ }, changes);
const ABORTED = AbortSignal.abort();
const DATE = new Date('1994-11-06T08:49:37.999Z');
const HTTP_DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';

/** Each change with a value, and its effect on a blank environ. */
const CHANGES: {
  [Name in keyof Required<RequestChanges>]: [value: RequestChanges[Name], keys: Partial<Environ>];
} = {
  accept: [Accept.parse('text/html'), { HTTP_ACCEPT: 'text/html' }],
  acceptCharset: ['utf-8', { HTTP_ACCEPT_CHARSET: 'utf-8' }],
  acceptEncoding: [['gzip', 'br'], { HTTP_ACCEPT_ENCODING: 'gzip, br' }],
  acceptLanguage: ['de', { HTTP_ACCEPT_LANGUAGE: 'de' }],
  authorization: ['Bearer x', { HTTP_AUTHORIZATION: 'Bearer x' }],
  cacheControl: [{ maxAge: 5, noCache: true }, { HTTP_CACHE_CONTROL: 'max-age=5, no-cache' }],
  contentType: ['text/x; charset=latin1', { CONTENT_TYPE: 'text/x; charset=latin1' }],
  contentLength: [5, { CONTENT_LENGTH: '5' }],
  date: [DATE, { HTTP_DATE: HTTP_DATE }],
  forwarded: ['for=_a', { HTTP_FORWARDED: 'for=_a' }],
  ifMatch: ['"a"', { HTTP_IF_MATCH: '"a"' }],
  ifModifiedSince: [DATE, { HTTP_IF_MODIFIED_SINCE: HTTP_DATE }],
  ifNoneMatch: [' * ', { HTTP_IF_NONE_MATCH: '*' }],
  ifRange: [DATE, { HTTP_IF_RANGE: HTTP_DATE }],
  ifUnmodifiedSince: [DATE, { HTTP_IF_UNMODIFIED_SINCE: HTTP_DATE }],
  maxForwards: [3, { HTTP_MAX_FORWARDS: '3' }],
  origin: [new URL('https://a.example').origin, { HTTP_ORIGIN: 'https://a.example' }],
  pragma: ['no-cache', { HTTP_PRAGMA: 'no-cache' }],
  range: ['bytes=0-1', { HTTP_RANGE: 'bytes=0-1' }],
  referer: [new URL('https://a.example/'), { HTTP_REFERER: 'https://a.example/' }],
  referrer: ['/r', { HTTP_REFERER: '/r' }],
  userAgent: ['x/1', { HTTP_USER_AGENT: 'x/1' }],
  httpVersion: ['HTTP/1.0', { SERVER_PROTOCOL: 'HTTP/1.0' }],
  scheme: ['https', { 'wsgi.url_scheme': 'https' }],
  serverName: ['inner', { SERVER_NAME: 'inner' }],
  serverPort: [8000, { SERVER_PORT: '8000' }],
  remoteAddr: ['192.0.2.1', { REMOTE_ADDR: '192.0.2.1' }],
  remoteHost: ['peer', { REMOTE_HOST: 'peer' }],
  remoteUser: ['ada', { REMOTE_USER: 'ada' }],
  method: ['PATCH', { REQUEST_METHOD: 'PATCH' }],
  scriptName: ['/é', { SCRIPT_NAME: '/\u00c3\u00a9' }],
  pathInfo: ['/é%2F', { PATH_INFO: '/\u00c3\u00a9%2F' }],
  queryString: ['a=é b%', { QUERY_STRING: 'a=%C3%A9%20b%' }],
  query: [
    [
      ['a', 'é &'],
      ['a', '2'],
    ],
    { QUERY_STRING: 'a=%C3%A9+%26&a=2' },
  ],
  host: ['a.com:8080', { HTTP_HOST: 'a.com:8080' }],
  charset: ['latin1', { CONTENT_TYPE: 'text/x;charset=latin1' }],
  headers: [
    { 'X-A': '1', Accept: 'a/b' },
    { HTTP_X_A: '1', HTTP_ACCEPT: 'a/b' },
  ],
  cookies: [{ a: 'é;', b: '2' }, { HTTP_COOKIE: 'a=%C3%A9%3B; b=2' }],
  urlargs: [['one'], { 'wsgiorg.routing_args': [['one'], {}] }],
  urlvars: [{ id: 7 }, { 'wsgiorg.routing_args': [[], { id: 7 }] }],
  signal: [ABORTED, { 'wheatpaste.signal': ABORTED }],
  body: [Buffer.from('ab'), { CONTENT_LENGTH: '2', 'wsgi.input': [Buffer.from('ab')] }],
  text: [
    'é',
    { CONTENT_LENGTH: '2', 'wsgi.input': [Buffer.from('é')], CONTENT_TYPE: 'text/plain; charset=UTF-8' },
  ],
  json: [
    { a: 'é' },
    { CONTENT_LENGTH: '10', 'wsgi.input': [Buffer.from('{"a":"é"}')], CONTENT_TYPE: 'application/json' },
  ],
  form: [
    { a: 'é' },
    {
      CONTENT_LENGTH: '8',
      'wsgi.input': [Buffer.from('a=%C3%A9')],
      CONTENT_TYPE: 'application/x-www-form-urlencoded',
    },
  ],
  environ: [{ 'my.key': 1 }, { 'my.key': 1 }],
};
const BODIES = ['body', 'text', 'json', 'form'];

describe('a header with the value undefined', () => {
  it('FH4: is omitted from a blank request, and removed from another one', () => {
    const headers = { 'X-A': undefined, 'X-B': '1' };
    expect([...Request.blank('http://h/', { headers }).headers]).toEqual([
      ['host', 'h'],
      ['x-b', '1'],
    ]);
    const request = Request.blank('/', { headers: { 'X-A': '1' } }).with({ headers: [['x-a', undefined]] });
    expect(request.headers.has('X-A')).toBe(false);
  });
});

describe('an unknown property', () => {
  it.each([
    ['header', 'did you mean headers?'],
    ['contenttype', 'did you mean contentType?'],
    ['url', 'unknown request property: url; did you mean '],
    ['pathinfo', 'did you mean pathInfo?'],
  ])('FM8: %s is refused with the nearest name', (name, message) => {
    expect(() => Request.blank('/', { [name]: 'x' })).toThrow(TypeError);
    expect(() => Request.blank('/', { [name]: 'x' })).toThrow(message);
    expect(() => Request.blank('/').with({ [name]: 'x' })).toThrow(message);
  });

  it('FM8: baseURL resembles one that only a blank request has', () => {
    expect(() => Request.blank('/', { baseURL: 'x' } as object)).toThrow('did you mean baseUrl?');
    expect(() => Request.blank('/').with({ baseURL: 'x' } as object)).toThrow(
      /^unknown request property: baseURL$/,
    );
  });
});

describe('changedEnviron', () => {
  it.each(Object.entries(CHANGES))('makes the change %s', (name, [value, keys]) => {
    const given = { ...blankEnviron(), ...(name === 'charset' && { CONTENT_TYPE: 'text/x' }) };
    const before = { ...given };
    const changed = changedEnviron(given, { [name]: value });
    const terminated = BODIES.includes(name) ? { 'wsgi.input_terminated': false } : {};
    expect({ ...changed, 'wsgi.errors': 0 }).toEqual({ ...before, ...keys, ...terminated, 'wsgi.errors': 0 });
    expect(Object.entries(given)).toEqual(Object.entries(before));
  });

  it.each(
    Object.entries(CHANGES).filter(([, [, keys]]) =>
      Object.keys(keys).every((key) => /^(HTTP_|CONTENT_|REMOTE_)/.test(key)),
    ),
  )('removes with undefined the keys that %s sets', (name, [, keys]) => {
    if (name === 'headers' || name === 'charset') return;
    const changed = change({ [name]: undefined }, keys);
    for (const key of Object.keys(keys)) expect(changed).not.toHaveProperty(key);
  });

  it('restores a default with undefined', () => {
    const request = Request.blank('/a?b', {
      scriptName: '/s',
      urlvars: { a: 1 },
      signal: AbortSignal.abort(),
    });
    const bare = request.with({
      pathInfo: undefined,
      scriptName: undefined,
      queryString: undefined,
      urlvars: undefined,
      urlargs: undefined,
      signal: undefined,
    });
    expect([bare.url, bare.urlvars, bare.urlargs]).toEqual(['http://localhost', {}, []]);
    expect(bare.signal.aborted).toBe(false);
    expect(request.with({ query: undefined }).queryString).toBe('');
  });

  it('removes a header with undefined in headers, and a charset', () => {
    expect(change({ headers: { Host: undefined, 'X-A': '1' } })).not.toHaveProperty('HTTP_HOST');
    expect(change({ charset: undefined }, { CONTENT_TYPE: 'text/x;charset=a' }).CONTENT_TYPE).toBe('text/x');
    expect(change({ charset: undefined })).not.toHaveProperty('CONTENT_TYPE');
  });

  it.each(['method', 'scheme', 'httpVersion', 'serverName', 'serverPort', 'text', 'form'])(
    'changes nothing if %s is undefined',
    (name) => {
      const environ = change({ method: 'PUT', scheme: 'https', text: 'abc' });
      expect(changedEnviron(environ, { [name]: undefined })).toEqual(environ);
    },
  );

  it.each([
    [{ text: 'a', json: 1 }, 'text and json'],
    [{ body: null, form: { a: 'b' } }, 'body and form'],
  ])('accepts only one body: %j', (changes, names) => {
    expect(() => change(changes)).toThrow(`a request has one body; got ${names}`);
    expect(change({ ...changes, text: undefined, body: undefined }).CONTENT_LENGTH).toBeDefined();
  });

  it('removes Host with null, too', () => {
    expect(change({ host: null })).not.toHaveProperty('HTTP_HOST');
  });

  it('is a GET if the form of a new request is undefined', () => {
    const request = Request.blank('/', { form: undefined, method: undefined, baseUrl: undefined });
    expect([request.method, request.contentType]).toEqual(['GET', undefined]);
  });

  it('removes a body with null, together with its length', () => {
    const environ = change({ text: 'abc' });
    expect(changedEnviron(environ, { body: null })).not.toHaveProperty('CONTENT_LENGTH');
    expect(changedEnviron(environ, { body: null })['wsgi.input']).toEqual([]);
  });

  it.each(['bogus', 'toString', '__proto__', 'constructor', 'url', 'path'])(
    'refuses a change of %j',
    (name) => {
      const changes = Object.defineProperty({}, name, { value: 'x', enumerable: true });
      expect(() => change(changes)).toThrow(TypeError);
    },
  );

  it.each<[why: string, changes: RequestChanges]>([
    ['a line break in a header', { userAgent: 'a\r\nb: c' }],
    ['NUL among the headers', { headers: { a: '\0' } }],
    ['an invalid name', { headers: { 'a b': 'c' } }],
    ['an invalid name to remove', { headers: { 'a\r\n': undefined } }],
    ['a character beyond U+00FF', { referer: '/€' }],
    ['a line break in the Content-Type', { contentType: 'a/b\n' }],
    // @ts-expect-error it would be [object Object]
    ['an object as a value', { accept: { q: 1 } }],
    ['a method that is not a token', { method: 'GET /' }],
    ['an empty method', { method: '' }],
    ['a malformed host', { host: 'a.com/evil' }],
    ['an empty host', { host: '' }],
    ['a charset without a type', { charset: 'utf-8' }],
    ['an invalid cookie name', { cookies: { 'a;b': '1' } }],
    ['a value that JSON cannot represent', { json: undefined }],
    ['a function as JSON', { json: () => 1 }],
    ['text that the charset cannot encode', { text: '€', contentType: 'text/plain; charset=latin1' }],
    ['an unknown charset', { text: 'a', contentType: 'text/plain; charset=klingon' }],
    // @ts-expect-error a number is not a body
    ['an invalid body', { body: 5 }],
  ])('throws for %s', (_, changes) => {
    expect(() => change(changes)).toThrow(TypeError);
  });

  it('throws for an invalid date', () => {
    expect(() => change({ ifModifiedSince: new Date(Number.NaN) })).toThrow(RangeError);
  });

  it.each([
    ['multipart/form-data', /^multipart\/form-data; boundary=/, /^--/],
    [
      'application/x-www-form-urlencoded; charset=utf-8',
      /^application\/x-www-form-urlencoded; charset=utf-8$/,
      /^a=1$/,
    ],
  ])('writes a form as the given type %s', async (contentType, type, body) => {
    const request = Request.blank('/', { form: { a: '1' }, contentType });
    expect(request.environ.CONTENT_TYPE).toMatch(type);
    expect(await request.text()).toMatch(body);
  });

  it('accepts headers in every form, and joins the values of a name', () => {
    const pairs: [string, string][] = [
      ['X-A', '1'],
      ['x-a', ' 2 '],
      ['Cookie', 'a=1'],
      ['Cookie', 'b=2'],
      ['Content-Type', 'text/x'],
    ];
    const keys = { HTTP_X_A: '1, 2', CONTENT_TYPE: 'text/x' };
    expect(change({ headers: pairs })).toMatchObject({ ...keys, HTTP_COOKIE: 'a=1; b=2' });
    expect(change({ headers: new Map([['X-A', '1, 2']]) })).toMatchObject({ HTTP_X_A: '1, 2' });
    expect(change({ headers: new Headers(pairs) })).toMatchObject(keys);
    expect(change({ headers: Request.blank('/', { headers: pairs }).headers })).toMatchObject(keys);
  });

  it('replaces the previous headers', () => {
    expect(change({ headers: [['Host', 'a.com']] }).HTTP_HOST).toBe('a.com');
  });

  it('accepts pairs that can be iterated only once', () => {
    const headers = new Map([['content-type', 'application/vnd.api+json']]).entries();
    expect(change({ headers, json: 1 })).toMatchObject({
      CONTENT_TYPE: 'application/vnd.api+json',
      CONTENT_LENGTH: '1',
    });
  });

  it.each<[type: string, changes: RequestChanges]>([
    ['application/json', { json: 1 }],
    ['application/problem+json', { json: 1, contentType: 'application/problem+json' }],
    ['application/problem+json', { json: 1, headers: { 'CONTENT-TYPE': 'application/problem+json' } }],
    ['application/x-www-form-urlencoded', { form: {} }],
    ['text/old', { text: '' }],
    ['text/old', { body: 'a' }],
    ['text/old', { body: new URLSearchParams() }],
    ['text/new', { text: '', contentType: 'text/new' }],
  ])('replaces an old type for %s with %j', (type, changes) => {
    expect(change(changes, { CONTENT_TYPE: 'text/old' }).CONTENT_TYPE).toBe(type);
  });

  it('encodes text in the charset of its type', () => {
    const environ = change({ text: 'é', contentType: 'text/plain; charset=latin1' });
    expect(environ).toMatchObject({ CONTENT_LENGTH: '1', 'wsgi.input': [Buffer.from([0xe9])] });
  });

  it('B19: encodes JSON as UTF-8, whatever the type', () => {
    const environ = change({ json: 'é', contentType: 'application/json; charset=latin-1' });
    expect(environ.CONTENT_LENGTH).toBe('4');
  });

  it('B17: accepts every key in a form, a query and cookies', () => {
    const pairs: [string, string][] = [
      ['__proto__', '1'],
      ['constructor', '2'],
    ];
    const request = Request.blank('/', { query: pairs, cookies: pairs });
    expect([...request.query]).toEqual(pairs);
    expect([...request.cookies]).toEqual(pairs);
  });

  it("accepts the library's dictionaries", () => {
    const dict = new MultiDict([
      ['a', '1'],
      ['a', '2'],
    ]);
    expect(change({ query: dict }).QUERY_STRING).toBe('a=1&a=2');
    expect(change({ cookies: dict }).HTTP_COOKIE).toBe('a=1; a=2');
    expect(change({ cacheControl: new CacheControl({ noStore: true }) }).HTTP_CACHE_CONTROL).toBe('no-store');
  });

  it('sets no length for a stream, and removes an old one', () => {
    const environ = change(
      { body: new Blob(['abc']).stream() },
      { CONTENT_LENGTH: '9', HTTP_TRANSFER_ENCODING: 'chunked' },
    );
    expect(environ).not.toHaveProperty('CONTENT_LENGTH');
    expect(environ).not.toHaveProperty('HTTP_TRANSFER_ENCODING');
    expect(environ['wsgi.input_terminated']).toBe(true);
  });

  it('sets keys of the environ before all other changes', () => {
    expect(change({ environ: { HTTP_X: '1', REQUEST_METHOD: 'PUT' }, headers: { X: '2' } })).toMatchObject({
      HTTP_X: '2',
      REQUEST_METHOD: 'PUT',
    });
  });

  it('has strict types', () => {
    // @ts-expect-error there is no such change
    expect(() => change({ bogus: 1 })).toThrow(TypeError);
    // @ts-expect-error only the port is a number
    expect(change({ httpVersion: 1.1 }).SERVER_PROTOCOL).toBe('1.1');
    // @ts-expect-error the URL is derived from its parts
    expect(() => change({ url: '/' })).toThrow(TypeError);
  });
});
