import { describe, expect, expectTypeOf, it } from 'vitest';
import { environFromFetched } from '../../src/request/from-fetch.ts';
import { Request } from '../../src/request/request.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../src/wsgi/contract.ts';
import { textFromNative } from '../../src/wsgi/native-string.ts';
import { blankRequest, blankRequests } from '../support/blank-cases.ts';
import { vectors } from '../support/vectors.ts';

const FetchRequest = globalThis.Request;

describe('Request.fromFetch', () => {
  it('has the method, the URL, the headers and the body', async () => {
    const request = Request.fromFetch(
      new FetchRequest('https://example.com:8443/a%2Fb/é?c=1#d', {
        method: 'POST',
        body: 'né',
        headers: { 'X-Trace': '7', Cookie: 'a=1' },
      }),
    );
    expect(request).toBeInstanceOf(Request);
    expect([request.method, request.url]).toEqual(['POST', 'https://example.com:8443/a%2Fb/%C3%A9?c=1']);
    expect([request.headers.get('X-Trace'), request.cookies.get('a')]).toEqual(['7', '1']);
    expect(request.contentType).toBe('text/plain');
    expect(await request.text()).toBe('né');
    expect(await request.text()).toBe('né');
  });

  it('has no body if Fetch has none', async () => {
    const request = Request.fromFetch(new FetchRequest('http://h/', { headers: { 'Content-Length': '5' } }));
    expect([request.isBodyReadable, await request.text()]).toEqual([false, '']);
    expect([request.pathInfo, request.host]).toEqual(['/', 'h']);
  });

  it('fires its signal', () => {
    const controller = new AbortController();
    const request = Request.fromFetch(new FetchRequest('http://h/', { signal: controller.signal }));
    controller.abort();
    expect(request.signal.aborted).toBe(true);
  });

  it.each([
    ['http://h/app/x', '/app', '/app', '/x'],
    ['http://h/app', '/app', '/app', ''],
    ['http://h/app/', '/app/', '/app', '/'],
    ['http://h/app', '', '', '/app'],
    ['http://h/%C3%A9/x', '/é', '/é', '/x'],
  ])('%s mounted at %j has the script name %j and the path %j', (url, mount, scriptName, pathInfo) => {
    const request = Request.fromFetch(new FetchRequest(url), { mount });
    expect([request.scriptName, request.pathInfo, request.url]).toEqual([scriptName, pathInfo, url]);
  });

  it('accepts more keys for the environ, but replaces none', () => {
    const environ = { REMOTE_ADDR: '192.0.2.1', REQUEST_METHOD: 'PUT', 'app.key': 1 };
    const request = Request.fromFetch(new FetchRequest('http://h/'), { environ });
    expect([request.remoteAddr, request.method, request.environ['app.key']]).toEqual(['192.0.2.1', 'GET', 1]);
  });

  it('throws for invalid arguments', async () => {
    // @ts-expect-error a URL is not a request
    expect(() => Request.fromFetch('http://h/')).toThrow(
      'not a Fetch Request with an http(s) URL: undefined',
    );
    expect(() => Request.fromFetch(new FetchRequest('http://h/apple'), { mount: '/app' })).toThrow(TypeError);
    expect(() => Request.fromFetch(new FetchRequest('ftp://h/'))).toThrow(TypeError);
    // @ts-expect-error there is no such option
    expect(() => Request.fromFetch(new FetchRequest('http://h/'), { mountAt: '/' })).toThrow(TypeError);
    expect(() => Request.fromFetch(new FetchRequest('http://h/'), { mount: 'app' })).toThrow('mount must be');
    const read = new FetchRequest('http://h/', { method: 'POST', body: 'a' });
    await read.text();
    expect(() => Request.fromFetch(read)).toThrow('already read');
  });

  it('returns an instance of a subclass', () => {
    class Api extends Request {}
    expectTypeOf(Api.fromFetch(new FetchRequest('http://h/'))).toEqualTypeOf<Api>();
    expect(Api.fromFetch(new FetchRequest('http://h/'))).toBeInstanceOf(Api);
  });
});

describe('an environ on a round trip through Fetch', () => {
  /** Fetch normalizes a path: `\\` becomes a slash, and dots are resolved. */
  const normalized = (url: string) => new URL(url).href;
  const KEYS =
    /^(?:REQUEST_METHOD|SCRIPT_NAME|PATH_INFO|QUERY_STRING|CONTENT_TYPE|HTTP_(?!HOST$|CONNECTION$))/;
  const known = (environ: Environ) =>
    Object.fromEntries(Object.entries(environ).filter(([key, value]) => KEYS.test(key) && value !== ''));

  interface UrlCase {
    readonly id: string;
    readonly in: { readonly environ: Environ };
  }
  /**
   * Fetch does not change such a URL: the path begins with a slash, and contains no dot segments or
   * upper-case letters.
   */
  const isKept = ({ in: { environ } }: UrlCase) => {
    const { url } = new Request(environ);
    const isRooted = /^(\/|$)/.test(environ.PATH_INFO ?? '');
    return isRooted && !url.includes('#') && URL.canParse(url) && normalized(url) === url;
  };
  const cases = vectors<UrlCase>('webob/request-url');

  it.each(cases.filter(isKept))(
    'is the same if Fetch does not change the URL: $in.environ ($id)',
    ({ in: { environ } }) => {
      const request = new Request({ ...blankEnviron(), ...environ });
      const mount = request.applicationUrl.slice(request.hostUrl.length);
      const back = environFromFetched(request.toFetch(), { mount });
      const isRoot = textFromNative(`${environ.SCRIPT_NAME ?? ''}${environ.PATH_INFO ?? ''}`) === '';
      expect(known(back)).toEqual({ ...known(environ), ...(isRoot && { PATH_INFO: '/' }) });
      expect(new Request(back).url).toBe(request.url);
    },
  );

  it('differs by the normalization of Fetch', () => {
    for (const { in: one } of cases.filter((other) => !isKept(other))) {
      const request = new Request({ ...blankEnviron(), ...one.environ });
      if (!URL.canParse(request.url)) expect(() => request.toFetch()).toThrow(TypeError);
      else {
        const { url } = new Request(environFromFetched(request.toFetch()));
        expect(url).toBe(normalized(request.url.replaceAll('#', '%23')));
      }
    }
  });

  it.each(blankRequests)('is the same with its body: $in ($id)', async (one) => {
    const request = blankRequest(one);
    const text = await request.text();
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD' && text !== '';
    const mount = request.applicationUrl.slice(request.hostUrl.length);
    const back = new Request(environFromFetched(request.toFetch(), { mount }));
    expect(known(back.environ)).toEqual(known(request.environ));
    expect([back.url, await back.text()]).toEqual([request.url, hasBody ? text : '']);
  });
});
