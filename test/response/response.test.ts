import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { BodyInit } from '../../src/body/content.ts';
import { HTTPNotFound } from '../../src/exceptions/client-errors.ts';
import type { Field } from '../../src/headers/grammar/field.ts';
import { Request } from '../../src/request/request.ts';
import type { ResponseInit } from '../../src/response/init.ts';
import { Response } from '../../src/response/response.ts';
import type { Application, HeaderList } from '../../src/wsgi/contract.ts';
import { answer } from '../support/answers.ts';
import { tracked } from '../support/bodies.ts';
import { bytes } from '../support/bytes.ts';
import { vectors } from '../support/vectors.ts';

describe('a Response', () => {
  it('defaults to 200 OK without a body', async () => {
    const response = new Response();
    expect(response.statusLine).toBe('200 OK');
    expect(response.headerList).toEqual([
      ['Content-Type', 'text/html; charset=UTF-8'],
      ['Content-Length', '0'],
    ]);
    expect(response.hasBody).toBe(false);
    expect(await response.text()).toBe('');
  });

  it('accepts headers in every form', () => {
    const pairs: [string, string][] = [
      ['X-A', '1'],
      ['x-a', '2'],
    ];
    expect(new Response('', { headers: pairs }).headers.get('x-a')).toBe('1, 2');
    expect(new Response('', { headers: new Headers(pairs) }).headers.get('x-a')).toBe('1, 2');
    expect(new Response('', { headers: { 'X-A': '1' } }).headers.get('x-a')).toBe('1');
    expect(
      new Response('', { headers: new Response('', { headers: pairs }).headers }).headers.get('x-a'),
    ).toBe('1, 2');
  });

  it('accepts every settable property', async () => {
    const all = new Response('old', {
      statusLine: '404 Nope',
      contentTypeParams: { a: 'b' },
      body: 'new',
      conditionalResponse: true,
      etag: null,
      server: undefined,
    });
    expect(all.statusLine).toBe('404 Nope');
    expect(all.headers.get('Content-Type')).toBe('text/html; a=b');
    expect([await all.text(), all.conditionalResponse, all.contentLength]).toEqual(['new', true, 3]);
    expect(new Response(null, { jsonBody: [1] }).jsonBody).toEqual([1]);
    expect((await answer(new Response(null, { appIter: [bytes('a')] }))).body).toBe('a');
    expect(new Response('', { contentType: null, charset: null }).headers.has('Content-Type')).toBe(false);
  });

  it('copies a given list of headers, without changes', () => {
    const given: HeaderList = [
      ['X-A', '1'],
      ['X-A', '2'],
    ];
    const response = new Response(null, { headerList: given });
    expect(response.headerList).toEqual([...given, ['Content-Length', '0']]);
    response.headers.set('X-A', '3');
    expect(given).toHaveLength(2);
  });

  it.each<[type: string | null, body: BodyInit, init: ResponseInit]>([
    ['text/html; charset=UTF-8', 'a', {}],
    ['text/html; charset=UTF-8', bytes('a'), {}],
    ['image/png', new Blob([], { type: 'image/png' }), {}],
    ['application/x-www-form-urlencoded;charset=UTF-8', new URLSearchParams('a=1'), {}],
    ['text/x; charset=UTF-8', new Blob([], { type: 'image/png' }), { contentType: 'text/x' }],
    ['text/x', new Blob([], { type: 'image/png' }), { headers: { 'content-type': 'text/x' } }],
    ['text/x', new Blob([], { type: 'image/png' }), { headerList: [['Content-Type', 'text/x']] }],
    [null, new Blob([], { type: 'image/png' }), { headerList: [] }],
    ['nonsense', 'a', { headers: { 'content-type': 'nonsense' } }],
    [null, 'a', { contentType: null }],
    ['text/html; charset=latin1', 'a', { charset: 'latin1' }],
    ['text/html', 'a', { charset: null }],
    ['image/png', 'a', { contentType: 'image/png', charset: 'latin1' }],
    [null, 'a', { status: 204 }],
    ['text/x; charset=UTF-8', 'a', { status: 204, contentType: 'text/x' }],
  ])('has the Content-Type %j with %o and %o', (type, body, init) => {
    expect(new Response(body, init).headers.get('content-type')).toBe(type);
  });

  it.each<[why: string, make: () => unknown]>([
    // @ts-expect-error a number is not a body
    ['a number as its body', () => new Response(5)],
    // @ts-expect-error text is not bytes
    ['chunks of text', () => new Response(['a'])],
    ['an unknown property', () => new Response('a', { bogus: 1 } as ResponseInit)],
    ['a method as a property', () => new Response('a', { toString: () => 'a' } as ResponseInit)],
    ['a read-only property', () => new Response('a', { constructor: 1 } as unknown as ResponseInit)],
    ['a value that JSON cannot represent', () => Response.json(undefined)],
    ['circular JSON', () => Response.json(1n)],
    ['a header with a line break', () => new Response('a', { headers: { a: 'b\r\nc' } })],
    ['text that its charset cannot encode', () => new Response('€', { charset: 'latin1' })],
    ['text in an unknown charset', () => new Response('a', { charset: 'klingon' })],
  ])('cannot have %s', (_, make) => {
    expect(make).toThrow(TypeError);
  });

  it('FH4: omits a header with the value undefined', () => {
    const headers = { a: undefined, 'X-B': 'b' };
    expect(new Response(null, { headers }).headers.get('a')).toBeNull();
    expect(new Response(null, { headers: [['a', undefined]] }).headers.has('a')).toBe(false);
    expect(new Response(null, { headers }).headers.get('X-B')).toBe('b');
  });

  it.each<[what: string, pair: unknown]>([
    ['three values', ['a', 'b', 'c']],
    ['one value', ['a']],
    ['text', 'ab'],
  ])('FH4: cannot have a header with %s', (_, pair) => {
    const headers = [['x-a', '1'], pair] as [string, string][];
    expect(() => new Response(null, { headers })).toThrow(/expected a pair of a name and a value/);
    expect(() => new Response(null, { headerList: headers })).toThrow(/expected a pair/);
    expect(() => Request.blank('/', { headers })).toThrow(/expected a pair/);
    expect(() => Request.blank('/').with({ headers })).toThrow(/expected a pair/);
    expect(() => Request.blank('/', { query: headers })).toThrow(/expected a pair/);
    expect(() => new HTTPNotFound({ headers })).toThrow(/expected a pair/);
  });

  it.each([
    ['statusCode', 'status'],
    ['cachecontrol', 'cacheControl'],
    ['header', 'headers'],
  ])('FM8: suggests for %s a known property: %s', (name, nearest) => {
    expect(() => new Response('', { [name]: 404 })).toThrow(
      new TypeError(`unknown response property: ${name}; did you mean ${nearest}?`),
    );
  });

  it('prints its main data', () => {
    const response = new Response('hello', { status: 404, headers: { 'X-A': '1' } });
    const printed = inspect(response);
    for (const part of ['Response', '404 Not Found', 'X-A', 'hello']) expect(printed).toContain(part);
    expect(String(response)).toBe(
      '404 Not Found\r\nX-A: 1\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: 5',
    );
  });

  it('has headers and a list that reflect each other', async () => {
    const response = new Response('a');
    const { headers } = response;
    headers.append('X-A', '1');
    expect(response.headerList).toContainEqual(['X-A', '1']);
    response.headerList.push(['X-B', '2']);
    expect(headers.get('x-b')).toBe('2');
    response.headerList = [['X-C', '3']];
    expect([...headers]).toEqual([['x-c', '3']]);
    response.server = 'x';
    expect(response.headerList).toEqual([
      ['X-C', '3'],
      ['Server', 'x'],
    ]);
  });
});

describe('cookies', () => {
  const cookies = (response: Response) => response.headers.getSetCookie();

  it('can be set, deleted and unset', () => {
    const response = new Response();
    response.setCookie('a', '1', { maxAge: 60 });
    response.setCookie('ab', 'é;', { path: null });
    response.deleteCookie('c', { path: '/x' });
    expect(cookies(response)).toEqual([
      'a=1; Max-Age=60; Path=/',
      'ab=%C3%A9%3B',
      'c=; Max-Age=0; Path=/x; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    ]);
    response.unsetCookie('a');
    response.unsetCookie('c');
    response.unsetCookie('none');
    expect(cookies(response)).toEqual(['ab=%C3%A9%3B']);
    expect(response.contentType).toBe('text/html');
  });

  it.each<[id: string, set: (response: Response) => void]>([
    ['K8: __Host- without Secure', (response) => response.setCookie('__Host-a', '1')],
    [
      'K8: __Host- with a domain',
      (response) => response.setCookie('__Host-a', '1', { secure: true, domain: 'a.example' }),
    ],
    [
      'K8: __Host- with another path',
      (response) => response.setCookie('__Host-a', '1', { secure: true, path: '/x' }),
    ],
    ['K9: SameSite=None without Secure', (response) => response.setCookie('a', '1', { sameSite: 'none' })],
    ['K9: Partitioned without Secure', (response) => response.setCookie('a', '1', { partitioned: true })],
    ['K10: a name with a space', (response) => response.setCookie('a b', '1')],
    ['K10: a name with a line break', (response) => response.deleteCookie('a\r\n')],
    ['K13: a path with ;', (response) => response.setCookie('a', '1', { path: '/;x' })],
    ['K13: a domain with ;', (response) => response.setCookie('a', '1', { domain: 'a;b' })],
  ])('%s throws, and sets nothing', (_, set) => {
    const response = new Response();
    expect(() => set(response)).toThrow(TypeError);
    expect(cookies(response)).toEqual([]);
  });

  it('K10: never let a value break out', () => {
    const response = new Response();
    response.setCookie('a', 'b;c\r\nd"');
    expect(cookies(response)).toEqual(['a=b%3Bc%0D%0Ad%22; Path=/']);
  });

  it('can be merged into another response', () => {
    const response = new Response();
    response.setCookie('a', '1');
    const other = new Response('other');
    other.setCookie('b', '2');
    expect(response.mergeCookies(other)).toBe(other);
    expect(cookies(other)).toEqual(['b=2; Path=/', 'a=1; Path=/']);
    expect(cookies(response)).toEqual(['a=1; Path=/']);
    expectTypeOf(response.mergeCookies(other)).toEqualTypeOf<Response>();
  });

  it('can be merged into the response of any application', async () => {
    const response = new Response();
    response.setCookie('a', '1');
    const app: Application = (_, start) => {
      const headers: HeaderList = [];
      start('200 OK', headers);
      start('500 Oh', headers, new Error('oh'));
      return [bytes('body')];
    };
    for (const merged of [response.mergeCookies(app), response.mergeCookies({ toApp: () => app })]) {
      expect(await answer(merged)).toEqual({
        status: '500 Oh',
        headers: [['Set-Cookie', 'a=1; Path=/']],
        body: 'body',
      });
    }
    expectTypeOf(response.mergeCookies(app)).toEqualTypeOf<Application>();
  });
});

describe('redirect', () => {
  it('sends a location', async () => {
    const response = Response.redirect('/a b');
    expect([response.statusLine, response.location, await response.text()]).toEqual([
      '302 Found',
      '/a%20b',
      '',
    ]);
    expect(Response.redirect(new URL('https://a.example'), 308)).toMatchObject({
      status: 308,
      location: 'https://a.example/',
    });
  });

  it.each([200, 201, 300, 304, 399, 404])('refuses the status %j, as Fetch does', (status) => {
    expect(() => Response.redirect('/', status)).toThrow(RangeError);
  });

  it.each([undefined, null])('refuses the location %s', (location) => {
    expect(() => Response.redirect(location as never)).toThrow('Location must be text or a URL');
  });
});

describe('copy', () => {
  it('returns an independent equal response', async () => {
    const response = new Response('a', { status: '200 Fine', headers: { 'X-A': '1' } });
    const copy = response.copy();
    expect([copy.statusLine, copy.headerList]).toEqual([response.statusLine, response.headerList]);
    copy.write('b');
    copy.headers.set('X-A', '2');
    copy.status = 404;
    expect([await copy.text(), copy.contentLength]).toEqual(['ab', 2]);
    expect([await response.text(), response.headers.get('x-a'), response.status]).toEqual(['a', '1', 200]);
  });

  it('requires the bytes of a stream first', async () => {
    const response = new Response(tracked(['a']).body);
    expect(() => response.copy()).toThrow(TypeError);
    await response.bytes();
    const copy = response.copy();
    copy.write('b');
    expect([await copy.text(), await response.text()]).toEqual(['ab', 'a']);
  });
});

describe('clone', () => {
  it('copies a body in memory', async () => {
    const response = new Response('a', { status: 404, conditionalResponse: true });
    const clone = response.clone();
    clone.write('b');
    expect([clone.status, clone.conditionalResponse, await clone.text()]).toEqual([404, true, 'ab']);
    expect(await response.text()).toBe('a');
  });

  it('shares a stream, all of which both receive', async () => {
    const { body, closed } = tracked(['a', 'b']);
    const response = new Response(body, { contentLength: 2 });
    const clone = response.clone();
    expect(clone.contentLength).toBe(2);
    expect((await answer(clone)).body).toBe('ab');
    expect(closed()).toBe(false);
    expect(await response.text()).toBe('ab');
  });

  it('shares a stream that is already being read, as does an application', async () => {
    const response = new Response(tracked(['a', 'b']).body);
    const reading = response.text();
    const clone = response.clone();
    const sent = answer(response);
    expect([await reading, await clone.text(), (await sent).body]).toEqual(['ab', 'ab', 'ab']);
  });

  it('of an unreadable stream fails like its reader', async () => {
    const response = new Response(
      (async function* () {
        yield bytes('a');
        throw new Error('lost');
      })(),
    );
    await expect(response.text()).rejects.toThrow('lost');
    await expect(response.clone().text()).rejects.toThrow('lost');
    await expect(answer(response)).rejects.toThrow('lost');
  });

  it('stops a stream when both are stopped, independently of each other', async () => {
    const { body, closed } = tracked(['a', 'b']);
    const response = new Response(body);
    const clone = response.clone();
    await answer(response, 'HEAD');
    expect(closed()).toBe(false);
    await answer(clone, 'HEAD');
    expect(closed()).toBe(true);
  });
});

describe('ok', () => {
  it.each([
    [199, false],
    [200, true],
    [299, true],
    [300, false],
  ])('of %i is %j, as in Fetch', (status, ok) => {
    expect(new Response(null, { status }).ok).toBe(ok);
  });
});

describe('a user-defined field', () => {
  const requestId: Field<string | undefined, string> = {
    name: 'X-Request-Id',
    parse: (value) => (value && /^[\w-]{1,64}$/.test(value) ? value : undefined),
    format: (value) => {
      if (!/^[\w-]{1,64}$/.test(value)) throw new TypeError(`${JSON.stringify(value)} is not a request id`);
      return value;
    },
  };

  it('can be read and written', () => {
    const response = new Response();
    expect(response.read(requestId)).toBeUndefined();
    response.set(requestId, 'a-1');
    expect([response.read(requestId), response.headers.get('x-request-id')]).toEqual(['a-1', 'a-1']);
    expect(() => response.set(requestId, 'a b')).toThrow(TypeError);
    expect(response.read(requestId)).toBe('a-1');
    response.set(requestId, undefined);
    expect(response.headers.has('x-request-id')).toBe(false);
    expectTypeOf(response.read(requestId)).toEqualTypeOf<string | undefined>();
    const either: string | number = JSON.parse('5');
    // @ts-expect-error the field takes text
    expect(response.set(requestId, either)).toBeUndefined();
  });

  it.each<[given: unknown, kind: RegExp]>([
    [404, /number/],
    ['404', /text|string/],
    [null, /null/],
    [new Response('x'), /Response/],
    [new globalThis.Response('x'), /Response/],
  ])('refuses %s where its options are due', (given, kind) => {
    for (const make of [
      () => new Response('x', given as ResponseInit),
      () => Response.json({}, given as ResponseInit),
    ]) {
      expect(make).toThrow(/expected options such as \{ status: 404 \}; got /);
      expect(make).toThrow(kind);
    }
  });

  it('refuses values that no header can contain', () => {
    const response = new Response();
    const lax: Field<string | undefined, string> = { ...requestId, format: (value) => value };
    expect(() => response.set(lax, 'a\r\nb')).toThrow(TypeError);
    expect(() => response.set({ ...lax, name: 'a b' }, 'a')).toThrow(TypeError);
  });
});

describe('a subclass', () => {
  class Page extends Response {
    static override defaultContentType = 'text/plain';

    constructor(body?: BodyInit | null, init?: ResponseInit & { title?: string }) {
      super(body, init);
    }

    get title(): string | undefined {
      return this.headers.get('X-Title') ?? undefined;
    }

    set title(title: string) {
      this.headers.set('X-Title', title);
    }

    get size(): number {
      return 1;
    }
  }

  it('has its setters as init properties', () => {
    expect(new Page('', { title: 'Home', etag: 'v1' }).title).toBe('Home');
    class Article extends Page {}
    expect(new Article('', { title: 'Deep' }).title).toBe('Deep');
    // @ts-expect-error there is no such property
    expect(() => new Page('', { titel: 'Home' })).toThrow('unknown response property: titel');
  });

  it('cannot be created with a read-only property', () => {
    expect(() => new Page('', { size: 1 } as ResponseInit)).toThrow('unknown response property: size');
    expect(() => new Page('', JSON.parse('{"__proto__": {}}'))).toThrow(
      'unknown response property: __proto__',
    );
  });

  it('is the result of every way to create a response', () => {
    const made = [
      Page.json(1),
      Page.redirect('/'),
      Page.fromBytes(bytes('HTTP/1.1 200 OK\r\n\r\n')),
      Page.fromText('HTTP/1.1 200 OK\r\n\r\n'),
      Page.fromFetch(new globalThis.Response('a')),
      Page.events([]),
      new Page('a').clone(),
      new Page('a').copy(),
    ];
    for (const one of made) expect(one).toBeInstanceOf(Page);
    expectTypeOf(made).toEqualTypeOf<Page[]>();
    expectTypeOf(Page.json(1)).toEqualTypeOf<Page>();
    expectTypeOf(Response.json(1)).toEqualTypeOf<Response>();
  });
});

describe('Response compared with WebOb', () => {
  interface InitCase {
    id: string;
    in: { body?: string; text?: string; headerlist?: HeaderList; [name: string]: unknown };
    out: {
      status: string;
      headerlist: HeaderList;
      body: { b64: string };
      content_type: string | null;
      raises?: string;
    };
  }
  /**
   * Cases that Python's types or WebOb's table of reasons refuse, and that are valid or refused differently
   * here.
   */
  const DIFFERENCES: Record<string, string> = {
    '222729272dde': 'refused here, too',
    '58cabf381b55': 'a KeyError in Python, a RangeError here',
    '5fb6916eaafb': 'text as the body of a type without a charset is UTF-8',
    '67632baa488f': 'text as the body of a list of headers without a charset is UTF-8',
  };
  const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  const sorted = (list: HeaderList) => list.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort();

  const make = ({ body, text, headerlist, ...rest }: InitCase['in']) => {
    const init = Object.fromEntries(Object.entries(rest).map(([name, value]) => [camelCase(name), value]));
    return new Response(body ?? text ?? null, headerlist ? { ...init, headerList: headerlist } : init);
  };
  const cases = vectors<InitCase>('webob/response-init');

  it.each(cases.filter(({ id }) => !(id in DIFFERENCES)))('$id: $in', async ({ in: input, out }) => {
    if (out.raises) {
      expect(() => make(input)).toThrow(TypeError);
      return;
    }
    const response = make(input);
    expect(response.statusLine).toBe(out.status);
    expect(sorted(response.headerList)).toEqual(sorted(out.headerlist));
    expect(response.contentType ?? null).toBe(out.content_type);
    expect(Buffer.from(await response.bytes()).toString('base64')).toBe(out.body.b64);
  });

  it.each(Object.entries(DIFFERENCES))('differs in %s: %s', (id) => {
    expect(cases.find((one) => one.id === id)?.out.raises).toBeDefined();
  });

  interface LocationCase {
    id: string;
    in: { location: string };
    out: string;
  }
  const BASE = 'https://s.example/app/p?z=1';

  it.each(vectors<LocationCase & { in: { environ: Record<string, string> } }>('webob/location-absolute'))(
    'location $id: $in.location',
    async ({ in: { location, environ }, out }) => {
      const own = environ.SERVER_NAME === 's.example' ? BASE : 'http://h.example/p/q';
      const disguised = /^[\0- ]*[\\/][\0- ]*[\\/]|[\t\n\r\v\f]|\\/.test(location);
      if (/^[a-z]+:/i.test(location) && !/^https?:/i.test(location)) {
        expect(() => new Response(null, { location })).toThrow(TypeError);
        return;
      }
      const { headers } = await answer(new Response(null, { status: 302, location }));
      const sent = headers.find(([name]) => name === 'Location')?.[1] ?? '';
      // WebOb makes the location absolute and lets it leave the site; an empty one is sent unchanged.
      if (location === '') expect(sent).toBe('');
      else if (disguised) expect(new URL(sent, own).origin).toBe(new URL(own).origin);
      else expect(new URL(sent, own).href).toBe(new URL(out).href);
    },
  );
});
