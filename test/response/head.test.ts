import { describe, expect, it } from 'vitest';
import { CacheControl } from '../../src/headers/cache-control.ts';
import { Challenge } from '../../src/headers/challenge.ts';
import { ContentDisposition } from '../../src/headers/content-disposition.ts';
import { ContentRange } from '../../src/headers/content-range.ts';
import { EntityTag } from '../../src/headers/entity-tag.ts';
import { MediaType } from '../../src/headers/media-type.ts';
import { Vary } from '../../src/headers/vary.ts';
import type { ResponseInit } from '../../src/response/init.ts';
import { Response } from '../../src/response/response.ts';

const DATE = new Date('1994-11-06T08:49:37Z');
const HTTP_DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';

type Settable = Exclude<
  keyof ResponseInit,
  | 'status'
  | 'statusText'
  | 'statusLine'
  | 'body'
  | 'json'
  | 'jsonBody'
  | 'appIter'
  | 'headers'
  | 'headerList'
  | 'charset'
  | 'contentTypeParams'
  | 'conditionalResponse'
>;

/** Each header property: its header, what it can be set to, what is sent then, and what is read back. */
const PROPERTIES: { [Name in Settable]: [header: string, sent: string, values: unknown[], read: unknown] } = {
  contentType: ['Content-Type', 'text/x; charset=UTF-8', ['text/x', 'text/x; charset=UTF-8'], 'text/x'],
  contentLength: ['Content-Length', '5', [5], 5],
  contentEncoding: ['Content-Encoding', 'gzip', ['gzip'], 'gzip'],
  contentLocation: ['Content-Location', '/a', ['/a'], '/a'],
  location: [
    'Location',
    'https://a.example/b%20c',
    ['https://a.example/b c', new URL('https://a.example/b c')],
    'https://a.example/b%20c',
  ],
  pragma: ['Pragma', 'no-cache', ['no-cache'], 'no-cache'],
  age: ['Age', '0', [0], 0],
  server: ['Server', 'x/1', ['x/1'], 'x/1'],
  allow: ['Allow', 'GET, HEAD', ['GET,HEAD', ['GET', 'HEAD'], new Set(['GET', 'HEAD'])], ['GET', 'HEAD']],
  acceptRanges: ['Accept-Ranges', 'bytes', ['bytes', ['bytes']], ['bytes']],
  contentLanguage: ['Content-Language', 'de, en', ['de, en', ['de', 'en']], ['de', 'en']],
  vary: [
    'Vary',
    'Accept, Cookie',
    ['Accept, Cookie', ['Accept', 'Cookie'], new Vary(['Accept', 'Cookie'])],
    new Vary(['Accept', 'Cookie']),
  ],
  contentDisposition: [
    'Content-Disposition',
    'attachment',
    ['attachment', new ContentDisposition('attachment')],
    new ContentDisposition('attachment'),
  ],
  contentRange: [
    'Content-Range',
    'bytes 0-4/10',
    ['bytes 0-4/10', new ContentRange(0, 5, 10)],
    new ContentRange(0, 5, 10),
  ],
  etag: ['ETag', '"a"', ['a', '"a"', { value: 'a' }, new EntityTag('a')], new EntityTag('a')],
  lastModified: ['Last-Modified', HTTP_DATE, [DATE], DATE],
  date: ['Date', HTTP_DATE, [DATE], DATE],
  expires: ['Expires', HTTP_DATE, [DATE], DATE],
  retryAfter: ['Retry-After', '120', [120], 120],
  wwwAuthenticate: [
    'WWW-Authenticate',
    'Basic realm="x"',
    [
      'Basic realm="x"',
      ['Basic realm="x"'],
      new Challenge('Basic', { realm: 'x' }),
      [new Challenge('Basic', { realm: 'x' })],
    ],
    [new Challenge('Basic', { realm: 'x' })],
  ],
  cacheControl: [
    'Cache-Control',
    'max-age=5',
    ['max-age=5', { maxAge: 5 }, new CacheControl({ maxAge: 5 })],
    undefined,
  ],
};
const names = Object.keys(PROPERTIES) as Settable[];
const set = (response: Response, name: string, value: unknown) => {
  (response as unknown as Record<string, unknown>)[name] = value;
};

describe("Response's header properties", () => {
  const cases = names.flatMap((name) => {
    const [header, sent, values, read] = PROPERTIES[name];
    return values.map((value) => ({ name, header, sent, value, read }));
  });

  it.each(cases)('$name can be set to $value', ({ name, header, sent, value, read }) => {
    const response = new Response();
    set(response, name, value);
    expect(response.headers.get(header)).toBe(sent);
    if (read !== undefined) expect(response[name]).toEqual(read);
    expect(new Response(null, { [name]: value }).headers.get(header)).toBe(sent);
  });

  it.each(names.flatMap((name) => [undefined, null].map((value) => [name, value] as const)))(
    '%s is removed by %j',
    (name, value) => {
      const [header, sent] = PROPERTIES[name];
      const response = new Response(null, {
        headerList: [
          [header, sent],
          [header.toLowerCase(), sent],
        ],
      });
      set(response, name, value);
      expect(response.headers.has(header)).toBe(false);
    },
  );

  it.each(names.filter((name) => !['contentType', 'contentLength'].includes(name)))(
    '%s is absent at first',
    (name) => {
      const value = new Response()[name];
      const empty = Array.isArray(value)
        ? value.length === 0
        : name === 'vary' || name === 'cacheControl'
          ? String(value) === ''
          : value === undefined;
      expect(empty).toBe(true);
    },
  );

  it.each(
    names.filter(
      (name) =>
        ![
          'age',
          'contentLength',
          'retryAfter',
          'allow',
          'acceptRanges',
          'contentLanguage',
          'vary',
          'cacheControl',
          'location',
        ].includes(name),
    ),
  )('D4: %s throws for a line break and for NUL', (name) => {
    for (const text of ['a/b\r\nX: y', 'a/b\n', 'a/b\0']) {
      const response = new Response();
      const before = structuredClone(response.headerList);
      expect(() => set(response, name, text)).toThrow(TypeError);
      expect(() => new Response(null, { [name]: text })).toThrow(TypeError);
      expect(response.headerList).toEqual(before);
    }
  });

  it.each(['allow', 'acceptRanges', 'contentLanguage', 'vary'] as const)(
    'D4: %s throws for what is no token',
    (name) => {
      const response = new Response();
      expect(() => set(response, name, ['a', 'b\r\nc'])).toThrow(TypeError);
      expect(() => set(response, name, ['a b'])).toThrow(TypeError);
    },
  );

  it.each(['contentLength', 'age', 'retryAfter'] as const)('%s throws for a number out of range', (name) => {
    for (const value of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => set(new Response(), name, value), String(value)).toThrow(RangeError);
    }
  });

  it.each(names)('%s throws for a value of another kind, and stays', (name) => {
    const { value, sent } = { value: PROPERTIES[name][2][0], sent: PROPERTIES[name][1] };
    for (const wrong of [true, Symbol('a'), () => 'a', { toString: () => sent }]) {
      const response = new Response();
      set(response, name, value);
      expect(() => set(response, name, wrong), String(wrong)).toThrow(TypeError);
      expect(response.headers.get(PROPERTIES[name][0])).toBe(sent);
    }
  });

  it.each<[name: Settable, value: unknown]>([
    ['lastModified', 'yesterday'],
    ['lastModified', HTTP_DATE],
    ['date', 'x'],
    ['expires', '0'],
    ['contentLength', '5'],
    ['age', '5'],
    ['retryAfter', 'soon'],
    ['contentType', 'nonsense'],
    ['contentType', ''],
    ['contentEncoding', 'g zip'],
    ['contentRange', 'x'],
    ['contentDisposition', '='],
    ['cacheControl', '===,'],
    ['wwwAuthenticate', '"'],
    ['wwwAuthenticate', [5]],
    ['allow', [5]],
    ['vary', ['a b']],
    ['etag', 'a b'],
    ['location', 5],
  ])('%s throws for %j, which could not be read back', (name, value) => {
    const response = new Response();
    const before = structuredClone(response.headerList);
    expect(() => set(response, name, value)).toThrow(TypeError);
    expect(() => new Response(null, { [name]: value })).toThrow(TypeError);
    expect(response.headerList).toEqual(before);
  });

  it.each(['date', 'lastModified', 'expires', 'retryAfter'] as const)(
    '%s throws for a date that is none',
    (name) => {
      expect(() => set(new Response(), name, new Date(Number.NaN))).toThrow(RangeError);
    },
  );

  it.each<[name: Settable, header: string, value: string]>([
    ['contentLength', 'Content-Length', '-5'],
    ['age', 'Age', 'old'],
    ['etag', 'ETag', 'unquoted'],
    ['lastModified', 'Last-Modified', 'yesterday'],
    ['expires', 'Expires', '0'],
    ['retryAfter', 'Retry-After', 'soon'],
    ['contentRange', 'Content-Range', 'bytes'],
    ['contentType', 'Content-Type', 'nonsense'],
  ])('%s reads a malformed %s as absent', (name, header, value) => {
    const response = new Response();
    response.headerList = [[header, value]];
    expect(response[name]).toBeUndefined();
  });

  it('reads a list that is empty, and sends one only of methods', () => {
    const response = new Response(null, {
      allow: [],
      vary: [],
      contentLanguage: [],
      acceptRanges: [],
      wwwAuthenticate: [],
    });
    expect([...response.headers.keys()]).toEqual(['allow', 'content-length', 'content-type']);
    expect(response.allow).toEqual([]);
  });

  it('refuses values of other types', () => {
    const response = new Response();
    const wrong = () => {
      // @ts-expect-error a tag is text
      response.etag = 5;
      // @ts-expect-error a status is a number or a status line
      response.status = true;
      // @ts-expect-error a number of seconds
      response.cacheControl.maxAge = 'x';
      // @ts-expect-error a number of bytes
      response.contentLength = '5';
      // @ts-expect-error a Date
      response.lastModified = 'yesterday';
      // @ts-expect-error a Date
      response.date = 'x';
      // @ts-expect-error a Date
      response.expires = 5;
      // @ts-expect-error names of methods
      response.allow = [1];
      // @ts-expect-error text or a URL
      response.location = 5;
      // @ts-expect-error text
      response.statusText = undefined;
      // @ts-expect-error no such directive
      response.cacheControl = { bogus: 1 };
      // @ts-expect-error it follows from the body
      response.hasBody = true;
    };
    expect(wrong).toThrow();
    // @ts-expect-error there is no such property
    expect(() => new Response('x', { bogus: 1 })).toThrow(TypeError);
    // @ts-expect-error a status is a number or a status line
    expect(() => new Response('x', { status: true })).toThrow(TypeError);
  });
});

describe("Response's status", () => {
  it.each<[status: number | string, line: string]>([
    [404, '404 Not Found'],
    ['404', '404 Not Found'],
    ['404 Nope', '404 Nope'],
    ['799 Odd', '799 Odd'],
    [299, '299 Success'],
  ])('can be set to %j', (status, line) => {
    const response = new Response(null, { status });
    expect(response.statusLine).toBe(line);
    const other = new Response();
    other.status = status;
    expect([other.status, other.statusText, other.statusLine]).toEqual([
      Number(line.slice(0, 3)),
      line.slice(4),
      line,
    ]);
    other.statusLine = line;
    expect(other.statusLine).toBe(line);
  });

  it('has a reason phrase of its own', () => {
    const response = new Response(null, { status: 404, statusText: 'Nobody Home' });
    expect(response.statusLine).toBe('404 Nobody Home');
    response.statusText = '';
    expect(response.statusLine).toBe('404 ');
    response.status = 200;
    expect(response.statusLine).toBe('200 OK');
  });

  it.each(['a\r\nX: y', '\n', '\0', '€'])('D4: throws for the reason %j by every route', (reason) => {
    const response = new Response();
    expect(() => set(response, 'statusText', reason)).toThrow(TypeError);
    expect(() => set(response, 'status', `200 ${reason}`)).toThrow(TypeError);
    expect(() => set(response, 'statusLine', `200 ${reason}`)).toThrow(TypeError);
    expect(() => new Response(null, { statusText: reason })).toThrow(TypeError);
    expect(() => new Response(null, { status: `200 ${reason}` })).toThrow(TypeError);
    expect(response.statusLine).toBe('200 OK');
  });

  it.each([99, 600, 799, 200.5, Number.NaN])('throws for the code %j', (status) => {
    expect(() => new Response(null, { status })).toThrow(RangeError);
  });
});

describe("Response's Content-Type", () => {
  it.each([
    ['text/plain', 'text/plain; charset=UTF-8'],
    ['application/xml', 'application/xml; charset=UTF-8'],
    ['text/plain; charset=latin1', 'text/plain; charset=latin1'],
    ['application/json', 'application/json'],
    ['image/png', 'image/png'],
  ])('set to %j is sent as %j', (type, sent) => {
    const response = new Response();
    response.contentType = type;
    expect(response.headers.get('content-type')).toBe(sent);
    expect(response.contentType).toBe(type.split(';')[0]);
  });

  it('can be set to a media type', () => {
    const response = new Response();
    response.contentType = new MediaType('text/x', { charset: 'latin1' });
    expect([response.contentType, response.charset]).toEqual(['text/x', 'latin1']);
  });

  it('has parameters', () => {
    const response = new Response(null, { contentType: 'text/x; charset=utf-8; a="b c"' });
    expect({ ...response.contentTypeParams }).toEqual({ charset: 'utf-8', a: 'b c' });
    response.contentTypeParams = { level: '1', quoted: 'a"b' };
    expect(response.headers.get('content-type')).toBe('text/x; level=1; quoted="a\\"b"');
    expect(response.charset).toBeUndefined();
    response.contentTypeParams = undefined;
    expect(response.headers.get('content-type')).toBe('text/x');
    expect(new Response(null, { contentTypeParams: { a: 'b' } }).headers.get('content-type')).toBe(
      'text/html; a=b',
    );
  });

  it('B17: takes every parameter for an ordinary one', () => {
    const { contentTypeParams } = new Response(null, { contentType: 'a/b; __proto__=1; constructor=2' });
    expect(Object.entries(contentTypeParams)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
    expect(new Response(null, { contentType: 'a/b' }).contentTypeParams.constructor).toBeUndefined();
  });

  it.each([{ 'a b': 'c' }, { 'a;b=c': 'd' }, { a: '\r\n' }, { a: '€' }, { '': 'a' }])(
    'throws for the parameters %j',
    (params) => {
      const response = new Response();
      expect(() => set(response, 'contentTypeParams', params)).toThrow(TypeError);
      expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    },
  );

  it('has a charset', () => {
    const response = new Response();
    expect(response.charset).toBe('UTF-8');
    response.charset = 'latin1';
    expect(response.headers.get('content-type')).toBe('text/html; charset=latin1');
    response.charset = null;
    expect(response.headers.get('content-type')).toBe('text/html');
  });

  it('has neither without a type', () => {
    const response = new Response(null, { headerList: [] });
    expect([response.charset, { ...response.contentTypeParams }]).toEqual([undefined, {}]);
    for (const absent of [undefined, null]) {
      response.charset = absent;
      response.contentTypeParams = absent;
    }
    expect(response.headers.has('Content-Type')).toBe(false);
    expect(() => set(response, 'charset', 'utf-8')).toThrow(TypeError);
    expect(() => set(response, 'contentTypeParams', {})).toThrow(TypeError);
  });

  it('is what the class says where none is given', () => {
    class Plain extends Response {
      static override defaultContentType = 'text/plain';
      static override defaultCharset = 'utf-8';
    }
    class Untyped extends Response {
      static override defaultContentType = undefined;
    }
    expect(new Plain().headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(new Untyped('a').headers.has('content-type')).toBe(false);
  });
});

describe("Response's cacheControl", () => {
  it('writes each directive to the header', () => {
    const response = new Response();
    response.cacheControl.maxAge = 60;
    response.cacheControl.noCache = ['Set-Cookie'];
    expect(response.headers.get('cache-control')).toBe('max-age=60, no-cache="Set-Cookie"');
    response.cacheControl.maxAge = undefined;
    response.cacheControl.noCache = undefined;
    expect(response.headers.has('cache-control')).toBe(false);
  });

  it('is live both ways', () => {
    const response = new Response();
    const { cacheControl } = response;
    response.headers.set('Cache-Control', 'max-age=5');
    expect(cacheControl.maxAge).toBe(5);
    response.headerList = [['cache-control', 'no-store']];
    expect([cacheControl.maxAge, cacheControl.noStore]).toEqual([undefined, true]);
  });

  it("can be another response's, which stays as it is", () => {
    const one = new Response(null, { cacheControl: { maxAge: 5 } });
    const other = new Response(null, { cacheControl: one.cacheControl });
    other.cacheControl.maxAge = 6;
    expect([one.cacheControl.maxAge, other.cacheControl.maxAge]).toEqual([5, 6]);
  });
});

describe("Response's Location", () => {
  it.each([' //evil.com', '//evil.com', '/\\evil.com', '\\\\evil.com', '/\t/evil.com', '\x0b//evil.com'])(
    'U1, U2: stays on the site with %j',
    (location) => {
      const response = new Response(null, { location });
      expect(new URL(response.location ?? '', 'https://site.example/').origin).toBe('https://site.example');
      expect(new URL(Response.redirect(location).location ?? '', 'https://site.example/').origin).toBe(
        'https://site.example',
      );
    },
  );

  it('U3: is percent-encoded', () => {
    expect(new Response(null, { location: '/a bé' }).location).toBe('/a%20b%C3%A9');
  });

  it('U4: throws for a scheme other than http and https', () => {
    expect(() => new Response(null, { location: 'javascript:alert(1)' })).toThrow(TypeError);
    expect(() => Response.redirect(new URL('ftp://a.example/'))).toThrow(TypeError);
  });

  it('D4: has no line break', () => {
    expect(new Response(null, { location: '/a\r\nX: y' }).location).toBe('/a%0D%0AX:%20y');
  });
});
