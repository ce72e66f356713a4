import { describe, expect, it } from 'vitest';
import { type UrlMapOptions, urlMap } from '../../src/apps/url-map.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { Response } from '../../src/response/response.ts';
import { TestApp } from '../../src/testing.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { nativeFromText, textFromNative } from '../../src/wsgi/native-string.ts';
import { asked, recordedEnviron } from '../support/asked.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { vectors } from '../support/vectors.ts';

interface Case {
  readonly id: string;
  readonly input: {
    readonly map: readonly [key: string, name: string][];
    readonly environ: Record<string, string>;
  };
  readonly output: Asked;
  readonly want?: Asked;
}

interface Asked {
  readonly app: string | null;
  readonly SCRIPT_NAME?: string | undefined;
  readonly PATH_INFO?: string | undefined;
}

/** Reports which application was called, and with which paths. */
function dispatched(keys: readonly [key: string, name: string][]) {
  let seen: (Asked & { REQUEST_URI?: string | undefined }) | undefined;
  const app =
    (name: string | null): Application =>
    ({ SCRIPT_NAME, PATH_INFO, REQUEST_URI }, startResponse) => {
      seen = { app: name, SCRIPT_NAME, PATH_INFO, ...(REQUEST_URI !== undefined && { REQUEST_URI }) };
      startResponse('200 OK', []);
      return [];
    };
  const map = urlMap(
    keys.map(([key, name]) => [key, app(name)]),
    { notFound: app(null) },
  );
  return async (environ: Record<string, unknown>) => {
    await asked(map, environ);
    return seen;
  };
}

const names = (...keys: string[]) => dispatched(keys.map((key) => [key, key]));

describe('urlMap', () => {
  it.each(vectors<Case>('middleware/urlmap'))(
    'dispatches as Paste does, or better: $id',
    async ({ input: { map, environ }, output, want = output }) => {
      const ask = dispatched(map.map(([key, name]) => [textFromNative(key), name]));
      expect(await ask(recordedEnviron(environ))).toEqual(want);
    },
  );

  it('prefers a host with its port, then without, then wildcards, then any host', async () => {
    const ask = names(
      'http://a.b.test:80/',
      'http://a.b.test/',
      'http://*.b.test:80/',
      'http://*.b.test/',
      'http://*.test/',
      '/',
    );
    const app = async (HTTP_HOST: string) => (await ask({ HTTP_HOST }))?.app;
    expect(await app('a.b.test')).toBe('http://a.b.test:80/');
    expect(await app('A.B.test:8080')).toBe('http://a.b.test/');
    expect(await app('x.y.b.test')).toBe('http://*.b.test:80/');
    expect(await app('x.b.test:81')).toBe('http://*.b.test/');
    expect(await app('b.test')).toBe('http://*.test/');
    expect(await app('test')).toBe('/');
    expect(await app(`${'x.'.repeat(200)}b.test`)).toBe('/');
    expect(await app('[::1]')).toBe('/');
  });

  it("knows the scheme's default port, and accepts requests without Host", async () => {
    const ask = names('http://a.test:443/', '/');
    const common = { SERVER_NAME: 'a.test', SERVER_PORT: '443', 'wsgi.url_scheme': 'https' };
    expect((await ask({ ...common, HTTP_HOST: 'a.test' }))?.app).toBe('http://a.test:443/');
    expect((await ask({ ...common, HTTP_HOST: undefined }))?.app).toBe('http://a.test:443/');
  });

  it('uses only keys without a host if Host is malformed', async () => {
    const ask = names('http://a.test/', '/');
    expect((await ask({ HTTP_HOST: 'a.test, b.test', SERVER_NAME: 'a.test' }))?.app).toBe('/');
  });

  it('falls back to a less specific host if no path of the host matches', async () => {
    const ask = names('http://a.test/x', '/x/y');
    expect((await ask({ HTTP_HOST: 'a.test', PATH_INFO: '/x/y' }))?.app).toBe('http://a.test/x');
    expect((await ask({ HTTP_HOST: 'b.test', PATH_INFO: '/x/y' }))?.app).toBe('/x/y');
    expect((await ask({ HTTP_HOST: 'b.test', PATH_INFO: '/x' }))?.app).toBeNull();
  });

  /** CVE-2026-47676: stripping a prefix from the raw path must leave the path that was matched. */
  describe('moves the matched path, decoded and raw (CVE-2026-47676)', () => {
    const ask = dispatched([
      ['/a b', 'space'],
      ['/café', 'cafe'],
      ['/x/y', 'xy'],
      ['/', 'root'],
    ]);
    it.each([
      ['/a%20b/c%2Fd?q', { app: 'space', SCRIPT_NAME: '/a b', PATH_INFO: '/c/d' }, '/a%20b/c%2Fd?q'],
      ['/caf%C3%A9/', { app: 'cafe', SCRIPT_NAME: nativeFromText('/café'), PATH_INFO: '/' }, '/caf%C3%A9/'],
      ['/x%2Fy/z', { app: 'xy', SCRIPT_NAME: '/x/y', PATH_INFO: '/z' }, '/x%2Fy/z'],
      ['/x//y/z%2F%2Fw%2f/v', { app: 'xy', SCRIPT_NAME: '/x/y', PATH_INFO: '/z/w/v' }, '/x/y/z/w/v'],
      ['/%2561//b%2Fc?q=//', { app: 'root', SCRIPT_NAME: '', PATH_INFO: '/%61/b/c' }, '/%2561/b%2Fc?q=//'],
    ])('%s', async (target, expected, sent) => {
      const [path = '', query = ''] = target.split('?');
      const PATH_INFO = nativeFromText(decodeURIComponent(path));
      expect(await ask({ PATH_INFO, QUERY_STRING: query, REQUEST_URI: target })).toEqual({
        ...expected,
        REQUEST_URI: sent,
      });
    });

    it("keeps the application's URLs correct", async () => {
      const inner = wsgify(({ applicationUrl, path }) => `${applicationUrl} ${path}`);
      const app = new TestApp(urlMap({ '/a/b': inner }));
      expect((await app.get('/a%2Fb/c%2Fd')).text).toBe('http://localhost/a%2Fb /a%2Fb/c%2Fd');
    });
  });

  it('can be nested', async () => {
    const app = new TestApp(
      urlMap({ '/a': urlMap({ '/b': wsgify(({ scriptName, pathInfo }) => `${scriptName} ${pathInfo}`) }) }),
    );
    expect((await app.get('/a/b/c')).text).toBe('/a/b /c');
  });

  it('passes notFound the original environ, and answers 404 by default', async () => {
    const ask = dispatched([['/a', 'a']]);
    expect(await ask({ PATH_INFO: '//b' })).toEqual({ app: null, SCRIPT_NAME: '', PATH_INFO: '//b' });
    expect(await ask({ PATH_INFO: undefined })).toEqual({ app: null, SCRIPT_NAME: '', PATH_INFO: undefined });
    expect((await asked(urlMap(), { HTTP_HOST: undefined })).status).toBe(404);
  });

  it('does not modify its environ', async () => {
    const environ = Object.freeze({ PATH_INFO: '/a//b', SCRIPT_NAME: '/s' });
    expect(await names('/a')(environ)).toEqual({ app: '/a', SCRIPT_NAME: '/s/a', PATH_INFO: '/b' });
  });

  it('is a Map whose keys match in any spelling', async () => {
    const [one, two] = [new Response('one'), new Response('two')];
    const map = urlMap({ '/a/': one });
    map.set('http://H.test:80//b', two);
    expect([...map.keys()]).toEqual(['/a', 'http://h.test:80/b']);
    expect(map.get('//a')).toBe(one);
    expect(map.get('domain h.test port 80 /b')).toBe(two);
    map.set('/a', two);
    expect(map.get('/a')).toBe(two);
    expect(map.delete('/a')).toBe(true);
    expect(map.delete('/a')).toBe(false);
    expect(map.get('/a')).toBeUndefined();
    expect((await asked(map, { PATH_INFO: '/a' })).status).toBe(404);
  });

  it('takes linear time in the length of paths and hosts', async () => {
    const ask = names('/a/a', 'http://*.test/', '/');
    const environ = { PATH_INFO: '/a'.repeat(500_000), HTTP_HOST: `${'a.'.repeat(500_000)}example` };
    const time = await cpuTime(async () => {
      expect((await ask(environ))?.SCRIPT_NAME).toBe('/a/a');
      expect((await ask({ PATH_INFO: '/'.repeat(1_000_000) }))?.PATH_INFO).toBe('/');
    });
    expect(time).toBeLessThan(4000);
  });

  it('refuses unknown options, and values that are not applications', () => {
    const options: UrlMapOptions = Object.fromEntries([['notfound', new Response()]]);
    expect(() => urlMap([], options)).toThrow('unknown option of urlMap: notfound; did you mean notFound?');
    expect(() => urlMap({ '/': 'app' as unknown as Application })).toThrow(
      'expected an application, got a string',
    );
  });
});
