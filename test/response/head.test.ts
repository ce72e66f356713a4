import { describe, expect, it } from 'vitest';
import { MediaType } from '../../src/headers/media-type.ts';
import { Response } from '../../src/response/response.ts';

const set = (response: Response, name: string, value: unknown) => Reflect.set(response, name, value);

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

  it('can have a custom reason phrase', () => {
    const response = new Response(null, { status: 404, statusText: 'Nobody Home' });
    expect(response.statusLine).toBe('404 Nobody Home');
    response.statusText = '';
    expect(response.statusLine).toBe('404 ');
    response.status = 200;
    expect(response.statusLine).toBe('200 OK');
  });

  it.each(['a\r\nX: y', '\n', '\0', '€'])('D4: refuses the reason %j by every route', (reason) => {
    const response = new Response();
    expect(() => set(response, 'statusText', reason)).toThrow(TypeError);
    expect(() => set(response, 'status', `200 ${reason}`)).toThrow(TypeError);
    expect(() => set(response, 'statusLine', `200 ${reason}`)).toThrow(TypeError);
    expect(() => new Response(null, { statusText: reason })).toThrow(TypeError);
    expect(() => new Response(null, { status: `200 ${reason}` })).toThrow(TypeError);
    expect(response.statusLine).toBe('200 OK');
  });

  it.each([99, 600, 799, 200.5, Number.NaN])('refuses the code %j', (status) => {
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

  it('has parameters that can be changed', () => {
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

  it('B17: treats every parameter name as an ordinary one', () => {
    const { contentTypeParams } = new Response(null, { contentType: 'a/b; __proto__=1; constructor=2' });
    expect(Object.entries(contentTypeParams)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
    expect(new Response(null, { contentType: 'a/b' }).contentTypeParams.constructor).toBeUndefined();
  });

  it.each([{ 'a b': 'c' }, { 'a;b=c': 'd' }, { a: '\r\n' }, { a: '€' }, { '': 'a' }])(
    'refuses the parameters %j',
    (params) => {
      const response = new Response();
      expect(() => set(response, 'contentTypeParams', params)).toThrow(TypeError);
      expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    },
  );

  it('includes the charset', () => {
    const response = new Response();
    expect(response.charset).toBe('UTF-8');
    response.charset = 'latin1';
    expect(response.headers.get('content-type')).toBe('text/html; charset=latin1');
    response.charset = null;
    expect(response.headers.get('content-type')).toBe('text/html');
  });

  it('has neither parameters nor a charset without a type', () => {
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

  it('defaults to the type of the class', () => {
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

  it('is a live view in both directions', () => {
    const response = new Response();
    const { cacheControl } = response;
    response.headers.set('Cache-Control', 'max-age=5');
    expect(cacheControl.maxAge).toBe(5);
    response.headerList = [['cache-control', 'no-store']];
    expect([cacheControl.maxAge, cacheControl.noStore]).toEqual([undefined, true]);
  });

  it("can be another response's, which does not change", () => {
    const one = new Response(null, { cacheControl: { maxAge: 5 } });
    const other = new Response(null, { cacheControl: one.cacheControl });
    other.cacheControl.maxAge = 6;
    expect([one.cacheControl.maxAge, other.cacheControl.maxAge]).toEqual([5, 6]);
  });
});

describe("Response's Location", () => {
  it.each([' //evil.com', '//evil.com', '/\\evil.com', '\\\\evil.com', '/\t/evil.com', '\x0b//evil.com'])(
    'U1, U2: stays on the site for %j',
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

  it('U4: refuses schemes other than http and https', () => {
    expect(() => new Response(null, { location: 'javascript:alert(1)' })).toThrow(TypeError);
    expect(() => Response.redirect(new URL('ftp://a.example/'))).toThrow(TypeError);
  });

  it('D4: contains no line break', () => {
    expect(new Response(null, { location: '/a\r\nX: y' }).location).toBe('/a%0D%0AX:%20y');
  });
});
