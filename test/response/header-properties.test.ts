import { describe, expect, it } from 'vitest';
import { CacheControl } from '../../src/headers/cache-control.ts';
import { Challenge } from '../../src/headers/challenge.ts';
import { ContentDisposition } from '../../src/headers/content-disposition.ts';
import { ContentRange } from '../../src/headers/content-range.ts';
import { EntityTag } from '../../src/headers/entity-tag.ts';
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

/** Each header property: its header, a value, the text that is sent, and the value that is read back. */
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
const set = (response: Response, name: string, value: unknown) => Reflect.set(response, name, value);

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
    '%s is absent by default',
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
  )('D4: %s refuses line breaks and NUL', (name) => {
    for (const text of ['a/b\r\nX: y', 'a/b\n', 'a/b\0']) {
      const response = new Response();
      const before = structuredClone(response.headerList);
      expect(() => set(response, name, text)).toThrow(TypeError);
      expect(() => new Response(null, { [name]: text })).toThrow(TypeError);
      expect(response.headerList).toEqual(before);
    }
  });

  it.each(['allow', 'acceptRanges', 'contentLanguage', 'vary'] as const)(
    'D4: %s refuses values that are not tokens',
    (name) => {
      const response = new Response();
      expect(() => set(response, name, ['a', 'b\r\nc'])).toThrow(TypeError);
      expect(() => set(response, name, ['a b'])).toThrow(TypeError);
    },
  );

  it.each(['contentLength', 'age', 'retryAfter'] as const)('%s refuses a number out of range', (name) => {
    for (const value of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => set(new Response(), name, value), String(value)).toThrow(RangeError);
    }
  });

  it.each(names)('%s refuses a value of another type, and does not change', (name) => {
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
  ])('%s refuses %j, which could not be read back', (name, value) => {
    const response = new Response();
    const before = structuredClone(response.headerList);
    expect(() => set(response, name, value)).toThrow(TypeError);
    expect(() => new Response(null, { [name]: value })).toThrow(TypeError);
    expect(response.headerList).toEqual(before);
  });

  it.each(['date', 'lastModified', 'expires', 'retryAfter'] as const)(
    '%s refuses an invalid date',
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

  it('read empty lists, and send only an empty list of methods', () => {
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

  it('have strict types', () => {
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
