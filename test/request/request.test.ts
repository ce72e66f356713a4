import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Request, type RequestInit } from '../../src/request/request.ts';
import { Response } from '../../src/response/response.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import { BodyLimitError } from '../../src/wsgi/body-errors.ts';
import type { Application, Environ } from '../../src/wsgi/contract.ts';
import { BadRequestError, UnsupportedCharsetError } from '../../src/wsgi/request-errors.ts';
import { blankCases, blankRequest } from '../support/blank-cases.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect } from '../support/bytes.ts';
import { vectors } from '../support/vectors.ts';

class Traced extends Request {
  static override limits = { maxBodySize: 4 };

  get trace(): string {
    return this.headers.get('x-trace') ?? 'none';
  }
}

interface PopCase {
  id: string;
  in: { environ: Environ };
  out: [peek: string | null, steps: [segment: string, scriptName: string, pathInfo: string][]];
}

describe('Request', () => {
  it('wraps its environ', () => {
    const environ = blankEnviron();
    expect(new Request(environ).environ).toBe(environ);
  });

  it('prints its main data', () => {
    const request = Request.blank('/a%20b?c=1', { method: 'PUT', headers: { 'X-A': '1' } });
    const printed = inspect(request);
    for (const part of ['Request', 'PUT', '/a%20b', 'c=1', 'x-a', 'localhost'])
      expect(printed).toContain(part);
    expect(printed).not.toContain('wsgi.');
    expect(inspect(Traced.blank('/'))).toMatch(/^Traced /);
    expect(inspect(new Request({ ...blankEnviron(), HTTP_HOST: 'a b' })), 'a bad Host').toContain('a b');
    expect(String(request)).toBe('PUT /a%20b?c=1 HTTP/1.1\r\nhost: localhost\r\nx-a: 1');
  });

  it('is immutable', () => {
    const request = Request.blank('/');
    const attempts: (() => void)[] = [
      () => {
        // @ts-expect-error a request is immutable
        request.method = 'POST';
      },
      () => {
        // @ts-expect-error a request is immutable
        request.url = '/x';
      },
      () => {
        // @ts-expect-error a request is immutable
        request.contentType = 'a/b';
      },
      () => {
        // @ts-expect-error a request is immutable
        request.accept = 'a/b';
      },
      () => {
        // @ts-expect-error a request is immutable
        request.body = [];
      },
      // @ts-expect-error a request is immutable
      () => request.query.set('a', 'b'),
      // @ts-expect-error a request is immutable
      () => request.cookies.append('a', 'b'),
      () => request.headers.set('a', 'b'),
      () => {
        // @ts-expect-error a request is immutable
        request.cacheControl.maxAge = 5;
      },
    ];
    for (const attempt of attempts) expect(attempt).toThrow(TypeError);
    const replaceEnviron = () => {
      // @ts-expect-error the environ stays
      request.environ = blankEnviron();
    };
    expectTypeOf(replaceEnviron).toBeFunction();
  });
});

describe('Request.blank', () => {
  it('is a GET for localhost', () => {
    const request = Request.blank('/a?b=c');
    expect(request).toMatchObject({ method: 'GET', httpVersion: 'HTTP/1.1', contentLength: undefined });
    expect(request.url).toBe('http://localhost/a?b=c');
    expect(request.headers.get('host')).toBe('localhost');
    expect(request.isBodyReadable).toBe(false);
  });

  it.each<[url: string, init: RequestInit, wanted: Partial<Request>]>([
    ['https://h.example:8443/a', {}, { scheme: 'https', host: 'h.example:8443', serverPort: 8443 }],
    ['http://h.example:80/', {}, { host: 'h.example' }],
    ['http://[::1]:81/', {}, { domain: '[::1]', hostPort: 81 }],
    [
      '/a',
      { baseUrl: 'https://h.example/s%20t/' },
      { scriptName: '/s t', pathInfo: '/a', url: 'https://h.example/s%20t/a' },
    ],
    ['/é?é', {}, { pathInfo: '/é', path: '/%C3%A9', url: 'http://localhost/%C3%A9?%C3%A9' }],
    ['/a%2Fb', {}, { pathInfo: '/a/b', path: '/a%2Fb' }],
    ['//evil.example/x', {}, { host: 'localhost', path: '//evil.example/x' }],
    ['', {}, { path: '/', url: 'http://localhost/' }],
    ['/', { method: 'DELETE' }, { method: 'DELETE' }],
    [
      '/',
      { form: { a: '1' } },
      { method: 'POST', contentType: 'application/x-www-form-urlencoded', contentLength: 3 },
    ],
    ['/', { form: {}, method: 'PUT' }, { method: 'PUT', contentLength: 0 }],
    ['/', { json: 1 }, { method: 'GET', contentType: 'application/json', contentLength: 1 }],
    ['/', { text: 'é' }, { contentType: 'text/plain', charset: 'UTF-8', contentLength: 2 }],
    ['/', { body: bytes('abc') }, { contentType: undefined, contentLength: 3 }],
    ['/', { contentType: 'a/b' }, { contentType: 'a/b' }],
    ['/', { headers: { host: 'other.example' } }, { host: 'other.example' }],
    ['/', { environ: { REMOTE_ADDR: '192.0.2.1' } }, { remoteAddr: '192.0.2.1' }],
    ['/?a', { query: { b: '1' } }, { queryString: 'b=1' }],
  ])('%s with %o', (url, init, wanted) => {
    const request = Request.blank(url, init);
    for (const [name, value] of Object.entries(wanted))
      expect(request[name as keyof Request], name).toBe(value);
  });

  it('accepts a URL object', () => {
    expect(Request.blank(new URL('https://h.example/é')).url).toBe('https://h.example/%C3%A9');
  });

  it('sets the cookies', () => {
    expect([...Request.blank('/', { cookies: { a: 'é', b: '2' } }).cookies]).toEqual([
      ['a', 'é'],
      ['b', '2'],
    ]);
  });

  it.each([
    ['http://h', undefined, '', '/'],
    ['', undefined, '', '/'],
    ['?a', undefined, '', '/'],
    ['', 'http://h/api', '/api', ''],
    ['https://h/api/x', 'https://h/api', '/api', '/x'],
    ['https://h:443/api/x', 'https://h/api/', '/api', '/x'],
    ['https://h/api', 'https://h/api', '/api', ''],
    ['https://h/apix', 'https://h/api', '/api', '/apix'],
    ['http://h/api/x', 'https://h/api', '/api', '/api/x'],
    ['https://other/api/x', 'https://h/api', '/api', '/api/x'],
    ['/api/x', 'https://h/api', '/api', '/api/x'],
    ['https://h/a%2Fb/x', 'https://h/a%2Fb', '/a/b', '/x'],
  ])('FR1, FR3: %j with the base %s has the mount point %j and the path %j', (url, baseUrl, mount, path) => {
    const { environ } = Request.blank(url, baseUrl === undefined ? {} : { baseUrl });
    expect([environ.SCRIPT_NAME, environ.PATH_INFO]).toEqual([mount, path]);
  });

  it('FR2: keeps %2F distinct from / when the path is moved or changed', () => {
    const request = Request.blank('/a%2Fb?q');
    expect(request.with({ scriptName: '/p' }).url).toBe('http://localhost/p/a%2Fb?q');
    expect(request.with({ scriptName: '/p' }).with({ scriptName: '' }).path).toBe('/a%2Fb');
    expect(request.with({ scriptName: '/é f', pathInfo: '/c d' }).path).toBe('/%C3%A9%20f/c%20d');
    const below = Request.blank('/x%2Fy', { baseUrl: 'http://localhost/m%2Fn' });
    expect(below.with({ pathInfo: '/z' }).path).toBe('/m%2Fn/z');
    expect(request.with({ scriptName: '/p' }).popPathInfo()?.request.url).toBe('http://localhost/p/a%2Fb?q');
    const { REQUEST_URI: _, ...without } = request.environ;
    expect(new Request(without).with({ scriptName: '/p' }).environ.REQUEST_URI).toBeUndefined();
  });

  it.each<[url: string, init: RequestInit]>([
    ['http://h.example/#a', {}],
    ['a', {}],
    ['ftp://h.example/', {}],
    ['http://', {}],
    ['http://u@h.example/', {}],
    ['http://::1/', {}],
    ['/', { baseUrl: '/a' }],
    ['/', { baseUrl: 'http://h.example/?q' }],
    ['/', { baseUrl: '' }],
  ])('throws for %j with %o', (url, init) => {
    expect(() => Request.blank(url, init)).toThrow(TypeError);
  });

  const IGNORED = new Set(['SERVER_PROTOCOL', 'REQUEST_URI', 'HTTP_HOST', 'CONTENT_LENGTH']);
  const strings = (environ: Environ) =>
    Object.fromEntries(
      Object.entries(environ).filter(
        ([key, value]) => typeof value === 'string' && value !== '' && !IGNORED.has(key),
      ),
    );
  const withoutDefaultPort = (host: string, scheme: string) =>
    host.replace(scheme === 'https' ? /:443$/ : /:80$/, '');

  it.each(blankCases)('WebOb $id: $in', async (one) => {
    const { out } = one;
    const blank = () => blankRequest(one);
    if (out.raises) {
      expect(blank).toThrow(TypeError);
      return;
    }
    // The differences are ours: HTTP/1.1, a Host without the default port, and / for an empty path (RFC 9110,
    // 4.2.3); a form may be encoded in other ways.
    const request = blank();
    const { SCRIPT_NAME: mount = '', PATH_INFO: rest = '' } = out.environ;
    const wanted = { ...out.environ, PATH_INFO: mount + rest === '' ? '/' : rest };
    expect(strings(request.environ)).toEqual(strings(wanted));
    expect(request.host).toBe(withoutDefaultPort(out.environ.HTTP_HOST ?? '', request.scheme));
    const pairs = (body: string) => [...new URLSearchParams(body)];
    expect(pairs(await request.text())).toEqual(pairs(Buffer.from(out.body.b64, 'base64').toString()));
  });
});

describe("Request's body", () => {
  it('can be read repeatedly and in every way', async () => {
    const request = Request.blank('/', { json: { a: 'é' } });
    const all = await Promise.all([
      request.json(),
      request.text(),
      request.bytes(),
      request.arrayBuffer(),
      request.blob(),
    ]);
    const text = '{"a":"é"}';
    expect(all[0]).toEqual({ a: 'é' });
    expect(all[1]).toBe(text);
    expect(Buffer.from(all[2]).toString()).toBe(text);
    expect(Buffer.from(all[3]).toString()).toBe(text);
    expect([await all[4].text(), all[4].type]).toEqual([text, 'application/json']);
    expect(await request.json()).toEqual({ a: 'é' });
    expect(await request.with({ method: 'PUT' }).text(), 'also through another request').toBe(text);
  });

  it('is a Blob without a type if the request has none', async () => {
    expect((await Request.blank('/', { body: bytes('a') }).blob()).type).toBe('');
  });

  it('streams', async () => {
    const request = Request.blank('/', { body: tracked(['a', 'b']).body });
    expect(request.isBodyReadable).toBe(true);
    expect(await collect(request.body)).toBe('ab');
    expect(request.isBodyReadable).toBe(false);
  });

  it('is text in its charset', async () => {
    const request = Request.blank('/', {
      body: Buffer.from([0xe9]),
      contentType: 'text/plain; charset=latin1',
    });
    expect(await request.text()).toBe('é');
    await expect(request.with({ charset: 'klingon' }).text()).rejects.toThrow(UnsupportedCharsetError);
  });

  it('B19: is JSON in UTF-8, whatever the charset, with or without a byte order mark', async () => {
    const contentType = 'application/json; charset=latin-1';
    expect(await Request.blank('/', { body: bytes('\ufeff{"a":"é"}'), contentType }).json()).toEqual({
      a: 'é',
    });
    await expect(Request.blank('/', { text: '{' }).json()).rejects.toThrow(BadRequestError);
    expectTypeOf<Request['json']>().returns.resolves.toBeUnknown();
  });

  it('is a form, whose files are in memory as FormData', async () => {
    const file = new File(['bytes'], 'a.txt', { type: 'text/plain' });
    const request = Request.blank('/?a=query', {
      form: [
        ['a', 'é'],
        ['f', file],
        ['a', '2'],
      ],
    });
    const data = await request.formData();
    expect(data.getAll('a')).toEqual(['é', '2']);
    const copy = data.get('f') as File;
    expect([copy.name, copy.type, await copy.text()]).toEqual(['a.txt', 'text/plain', 'bytes']);
  });

  it('is a form, after the query in params()', async () => {
    const request = Request.blank('/?a=query&b=2', { form: { a: 'form' } });
    expect([...(await request.params())]).toEqual([
      ['a', 'query'],
      ['b', '2'],
      ['a', 'form'],
    ]);
    expect([...(await request.asGet().params())]).toEqual([...request.query]);
  });

  it('is limited by the given limits, by those of the class, or by the defaults', async () => {
    await expect(Request.blank('/', { text: 'abc' }).text({ maxBodySize: 2 })).rejects.toThrow(
      BodyLimitError,
    );
    for (const read of ['form', 'params', 'formData'] as const) {
      const request = Request.blank('/', { form: { a: '1' } });
      await expect(request[read]({ maxBodySize: 2 })).rejects.toThrow(BodyLimitError);
    }
    await expect(Traced.blank('/', { text: 'abcde' }).text()).rejects.toThrow(BodyLimitError);
    expect(await Traced.blank('/', { text: 'abcde' }).text({ maxBodySize: 5 })).toBe('abcde');
    const mistaken = { maxBodySize: undefined } as unknown as { maxBodySize: number };
    await expect(Traced.blank('/', { text: 'abcde' }).text(mistaken)).rejects.toThrow(BodyLimitError);
  });
});

describe('with', () => {
  it('returns another request and does not modify this one', () => {
    const request = Request.blank('/a?b', { headers: { 'X-A': '1' } });
    const other = request.with({ method: 'POST', pathInfo: '/c', headers: { 'X-A': '2' } });
    expect([other.method, other.pathQs, other.headers.get('x-a')]).toEqual(['POST', '/c?b', '2']);
    expect([request.method, request.pathQs, request.headers.get('x-a')]).toEqual(['GET', '/a?b', '1']);
  });

  it('drops the raw path if the path changes', () => {
    const request = Request.blank('/a%2Fb');
    expect(request.with({ method: 'PUT' }).path).toBe('/a%2Fb');
    expect(request.with({ pathInfo: '/c d' }).path).toBe('/c%20d');
  });

  it('asGet removes method and body', () => {
    const request = Request.blank('/a?b', { form: { c: '1' }, cookies: { d: '2' } }).asGet();
    expect(request).toMatchObject({
      method: 'GET',
      contentType: undefined,
      contentLength: undefined,
      pathQs: '/a?b',
    });
    expect(request.cookies.get('d')).toBe('2');
    expect(request.isBodyReadable).toBe(false);
  });

  it('withoutConditionalHeaders removes its groups, except those to keep', () => {
    const request = Request.blank('/', {
      acceptEncoding: 'gzip',
      range: 'bytes=0-1',
      ifRange: '"a"',
      ifMatch: '"a"',
      ifNoneMatch: '"a"',
      ifModifiedSince: new Date(0),
      ifUnmodifiedSince: new Date(0),
    });
    const names = (of: Request) => [...of.headers.keys()];
    expect(names(request.withoutConditionalHeaders())).toEqual(['host']);
    expect(names(request.withoutConditionalHeaders({ encoding: false, range: true }))).toEqual([
      'accept-encoding',
      'host',
    ]);
    expect(names(request.withoutConditionalHeaders({ match: false, modified: false, range: false }))).toEqual(
      ['host', 'if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'range'],
    );
  });
});

describe('popPathInfo', () => {
  it.each(vectors<PopCase>('webob/path-info-pop'))(
    'WebOb $id',
    ({ in: { environ }, out: [peek, wanted] }) => {
      let request = new Request(environ);
      expect(request.peekPathInfo() ?? null).toBe(peek);
      const steps: unknown[] = [];
      for (let popped = request.popPathInfo(); popped; popped = request.popPathInfo()) {
        request = popped.request;
        steps.push([popped.segment, request.scriptName, request.pathInfo]);
      }
      expect(steps).toEqual(wanted);
    },
  );

  it.each<[pattern: RegExp, matches: boolean]>([
    [/\d+/, true],
    [/\d/, false],
    [/1|12|123/, true],
    [/^123$/, true],
    [/\d+/g, true],
    [/23/y, false],
    [/[a-z]/, false],
    [/(?:)/, false],
  ])('requires the whole segment to match %s', (pattern, matches) => {
    const popped = Request.blank('/123/x').popPathInfo(pattern);
    expect(popped?.segment).toBe(matches ? '123' : undefined);
    expect(Request.blank('/123/x').popPathInfo(pattern)?.segment, 'and again').toBe(popped?.segment);
  });

  it('does not treat a line break as the end of the segment', () => {
    expect(Request.blank('/1%0Ab').popPathInfo(/\d/m)).toBeUndefined();
  });

  it('keeps the raw path', () => {
    const { segment, request } = Request.blank('/%61b/c%20d').popPathInfo() ?? {};
    expect(segment).toBe('ab');
    expect(request?.applicationUrl).toBe('http://localhost/%61b');
    expect(request?.path).toBe('/%61b/c%20d');
  });
});

describe('a subclass', () => {
  it('is the result of every way to create a request', () => {
    const request = Traced.blank('/a', { headers: { 'X-Trace': '7' } });
    const made = [
      request,
      Traced.fromText('GET / HTTP/1.1\r\nX-Trace: 7\r\n\r\n'),
      Traced.fromBytes(bytes('GET / HTTP/1.1\r\nX-Trace: 7\r\n\r\n')),
      request.with({ method: 'PUT' }),
      request.asGet(),
      request.withoutConditionalHeaders(),
      request.popPathInfo()?.request,
    ];
    for (const one of made) expect(one?.trace).toBe('7');
    expectTypeOf(made).toEqualTypeOf<(Traced | undefined)[]>();
    expectTypeOf(Traced.blank('/')).toEqualTypeOf<Traced>();
    expectTypeOf(Request.blank('/')).toEqualTypeOf<Request>();
  });
});

describe('call and send', () => {
  const hello: Application = (environ, start) => {
    start('200 OK', [['Content-Type', 'text/plain']]);
    return [bytes(`${environ.REQUEST_METHOD} ${environ.PATH_INFO}`)];
  };

  it("call returns the application's response", async () => {
    const { status, headers, appIter, excInfo } = await Request.blank('/a').call(hello);
    expect({ status, headers, excInfo }).toEqual({
      status: '200 OK',
      headers: [['Content-Type', 'text/plain']],
      excInfo: undefined,
    });
    expect(await collect(appIter)).toBe('GET /a');
  });

  it('protects the environ from changes by the application', async () => {
    const request = Request.blank('/a');
    await request.call((environ, start) => {
      environ.PATH_INFO = '/b';
      environ['my.key'] = 1;
      return hello(environ, start);
    });
    expect(request.pathInfo).toBe('/a');
    expect(request.environ).not.toHaveProperty('my.key');
  });

  it('send returns a response', async () => {
    const response = await Request.blank('/a', { method: 'PUT' }).send(hello);
    expect(response).toBeInstanceOf(Response);
    expect([response.status, response.contentType, response.contentLength]).toEqual([200, 'text/plain', 6]);
    expect(await response.text()).toBe('PUT /a');
  });

  it('accept anything that stands for an application', async () => {
    const response = await Request.blank('/').send(new Response('hi', { status: 201 }));
    expect([response.statusLine, response.contentLength, await response.text()]).toEqual([
      '201 Created',
      2,
      'hi',
    ]);
  });

  it('send keeps the Content-Length of a response to HEAD, and stops its body', async () => {
    const head = Request.blank('/', { method: 'HEAD' });
    const response = await head.send(new Response('hello'));
    expect([response.contentLength, await response.text()]).toEqual([5, '']);
    expect((await head.send(response)).contentLength).toBe(5);

    const { body, closed } = tracked(['a', 'b']);
    const headers: [string, string][] = [['Content-Length', '2']];
    const careless: Application = (_, start) => {
      start('200 OK', headers);
      return body;
    };
    const answer = await head.send(careless);
    expect([answer.contentLength, await answer.text(), closed()]).toEqual([2, '', true]);
    answer.headers.set('Content-Length', '9');
    expect(headers, 'the list is its own').toEqual([['Content-Length', '2']]);
  });

  it('send accepts odd status lines', async () => {
    const status =
      (line: string): Application =>
      (_, start) => {
        start(line, []);
        return [];
      };
    expect((await Request.blank('/').send(status('799 Odd'))).statusLine).toBe('799 Odd');
    expect((await Request.blank('/').send(status('200 '))).statusLine).toBe('200 ');
    await expect(Request.blank('/').send(status('nonsense'))).rejects.toThrow(TypeError);
  });

  it('send includes written data, and late responses', async () => {
    const late: Application = async function* (_environ: Environ, start: Parameters<Application>[1]) {
      start('202 Accepted', [])(bytes('a'));
      yield bytes('b');
    } as unknown as Application;
    const response = await Request.blank('/').send(late);
    expect([response.status, await response.text()]).toEqual([202, 'ab']);
  });

  it("throw the application's error, and refuse values that are not applications", async () => {
    const broken: Application = () => {
      throw new RangeError('mine');
    };
    await expect(Request.blank('/').send(broken)).rejects.toThrow(new RangeError('mine'));
    await expect(Request.blank('/').call(() => [])).rejects.toThrow(TypeError);
    // @ts-expect-error an object is not an application
    await expect(Request.blank('/').call({})).rejects.toThrow(TypeError);
  });
});
