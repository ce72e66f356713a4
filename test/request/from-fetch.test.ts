import { describe, expect, expectTypeOf, it } from 'vitest';
import { Request } from '../../src/request/request.ts';

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

  it('has no body where Fetch has none', async () => {
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

  it('takes further keys of the environ, but not instead of its own', () => {
    const environ = { REMOTE_ADDR: '192.0.2.1', REQUEST_METHOD: 'PUT', 'app.key': 1 };
    const request = Request.fromFetch(new FetchRequest('http://h/'), { environ });
    expect([request.remoteAddr, request.method, request.environ['app.key']]).toEqual(['192.0.2.1', 'GET', 1]);
  });

  it('throws for what it cannot take', async () => {
    expect(() => Request.fromFetch(new FetchRequest('http://h/apple'), { mount: '/app' })).toThrow(TypeError);
    expect(() => Request.fromFetch(new FetchRequest('ftp://h/'))).toThrow(TypeError);
    // @ts-expect-error there is no such option
    expect(() => Request.fromFetch(new FetchRequest('http://h/'), { mountAt: '/' })).toThrow(TypeError);
    const read = new FetchRequest('http://h/', { method: 'POST', body: 'a' });
    await read.text();
    expect(() => Request.fromFetch(read)).toThrow('already read');
  });

  it('gives a subclass', () => {
    class Api extends Request {}
    expectTypeOf(Api.fromFetch(new FetchRequest('http://h/'))).toEqualTypeOf<Api>();
    expect(Api.fromFetch(new FetchRequest('http://h/'))).toBeInstanceOf(Api);
  });
});
