import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../src/wsgi/contract.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';
import { over } from '../support/requests.ts';
import { vectors } from '../support/vectors.ts';

interface UrlCase {
  id: string;
  in: { environ: Environ };
  out: Record<string, string>;
}
interface RelativeCase {
  id: string;
  in: { environ: Environ; other: string; to_application: boolean };
  out: string;
}
interface QueryCase {
  id: string;
  in: { environ: Environ };
  out: [string, string][];
}

const href = (url: string) => (URL.canParse(url) ? new URL(url).href : url);

describe("Request's target", () => {
  const request = new Request({
    ...blankEnviron(),
    REQUEST_METHOD: 'PUT',
    SCRIPT_NAME: '/s\u00c3\u00a9',
    PATH_INFO: '/a b',
    QUERY_STRING: 'x=1&x=2',
    HTTP_HOST: 'h.example:8080',
    SERVER_NAME: 'inner',
    SERVER_PORT: '8000',
    SERVER_PROTOCOL: 'HTTP/1.0',
    REMOTE_ADDR: '192.0.2.1',
    REMOTE_HOST: 'peer.example',
    REMOTE_USER: 'ada',
    'wsgi.url_scheme': 'https',
    'wsgiorg.routing_args': [['one'], { id: '7' }],
  });

  it.each([
    ['method', 'PUT'],
    ['scheme', 'https'],
    ['httpVersion', 'HTTP/1.0'],
    ['serverName', 'inner'],
    ['serverPort', 8000],
    ['remoteAddr', '192.0.2.1'],
    ['remoteHost', 'peer.example'],
    ['remoteUser', 'ada'],
    ['clientAddr', '192.0.2.1'],
    ['scriptName', '/sé'],
    ['pathInfo', '/a b'],
    ['queryString', 'x=1&x=2'],
    ['host', 'h.example:8080'],
    ['domain', 'h.example'],
    ['hostPort', 8080],
    ['hostUrl', 'https://h.example:8080'],
    ['applicationUrl', 'https://h.example:8080/s%C3%A9'],
    ['path', '/s%C3%A9/a%20b'],
    ['pathQs', '/s%C3%A9/a%20b?x=1&x=2'],
    ['pathUrl', 'https://h.example:8080/s%C3%A9/a%20b'],
    ['url', 'https://h.example:8080/s%C3%A9/a%20b?x=1&x=2'],
    ['urlargs', ['one']],
    ['urlvars', { id: '7' }],
  ] as const)('%s is %j', (name, value) => {
    expect(request[name]).toEqual(value);
  });

  it('tolerates missing optional keys', () => {
    const { REQUEST_METHOD, SERVER_NAME, SERVER_PORT, SERVER_PROTOCOL, ...rest } = blankEnviron();
    const required = { REQUEST_METHOD, SERVER_NAME, SERVER_PORT, SERVER_PROTOCOL };
    const wsgi = Object.fromEntries(Object.entries(rest).filter(([key]) => key.startsWith('wsgi.')));
    const bare = new Request({ ...required, ...wsgi } as Environ);
    expect(bare.url).toBe('http://localhost');
    expect([bare.scriptName, bare.pathInfo, bare.path, bare.queryString]).toEqual(['', '', '', '']);
    expect([bare.remoteAddr, bare.remoteUser, bare.peekPathInfo()]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([bare.urlargs, bare.urlvars]).toEqual([[], {}]);
    expect([...bare.query, ...bare.cookies, ...bare.headers]).toEqual([]);
  });

  it.each([
    ['http', undefined, 80],
    ['https', undefined, 443],
    ['https', 8443, 8443],
  ])('knows the default port of %s', (scheme, port, hostPort) => {
    const HTTP_HOST = port === undefined ? 'a.com' : `a.com:${port}`;
    expect(over({ HTTP_HOST, 'wsgi.url_scheme': scheme }).hostPort).toBe(hostPort);
  });

  it.each(['a.com/evil', 'u@a.com', 'a,b', '', '::1'])(
    'U5, U6: refuses the Host %j if it matters',
    (HTTP_HOST) => {
      const request = over({ HTTP_HOST });
      for (const name of [
        'host',
        'domain',
        'hostPort',
        'hostUrl',
        'applicationUrl',
        'pathUrl',
        'url',
      ] as const) {
        expect(() => request[name]).toThrow(BadRequestError);
      }
      expect(request.path).toBe('/');
      expect(request.pathQs).toBe('/');
    },
  );

  it('U7: decodes a path that is not UTF-8 with U+FFFD, and keeps its bytes', () => {
    const request = over({ PATH_INFO: '/\u00e9', SCRIPT_NAME: '/\u00ff' });
    expect(request.pathInfo).toBe('/\ufffd');
    expect(request.scriptName).toBe('/\ufffd');
    expect(request.path).toBe('/%FF/%E9');
    expect(request.environ.PATH_INFO).toBe('/\u00e9');
  });

  it('U8, G6: returns the path as it was sent', () => {
    const request = over({ REQUEST_URI: '/a%2Fb?q', PATH_INFO: '/a/b', QUERY_STRING: 'q' });
    expect(request.pathInfo).toBe('/a/b');
    expect(request.path).toBe('/a%2Fb');
    expect(request.url).toBe('http://localhost/a%2Fb?q');
    expect(request.environ.REQUEST_URI).toBe('/a%2Fb?q');
  });

  it.each([
    ['U9', 'a=%zz&b=%&c=%4', { a: ['%zz'], b: ['%'], c: ['%4'] }],
    ['U10', 'a=%ff', { a: ['\ufffd'] }],
    ['U11', 'a=1;b=2', { a: ['1;b=2'] }],
    ['B17', '__proto__=1&constructor=2&__proto__=3', { ['__proto__']: ['1', '3'], constructor: ['2'] }],
  ])('%s: reads the query %s', (_, QUERY_STRING, values) => {
    const { query } = over({ QUERY_STRING });
    expect(Object.entries(query.toObject())).toEqual(Object.entries(values));
  });

  it('U10: keeps the query string raw', () => {
    expect(over({ QUERY_STRING: 'a=%ff&\u00e9' }).queryString).toBe('a=%ff&\u00e9');
  });

  it('U13: ignores X-Forwarded-For', () => {
    const request = over({ HTTP_X_FORWARDED_FOR: 'evil, 1.2.3.4', REMOTE_ADDR: '192.0.2.1' });
    expect(request.clientAddr).toBe('192.0.2.1');
    expect(
      over({ HTTP_X_FORWARDED_FOR: '1.2.3.4', HTTP_FORWARDED: 'for=1.2.3.4' }).clientAddr,
    ).toBeUndefined();
  });

  it('parses only once', () => {
    const request = over({ QUERY_STRING: 'a=1' });
    expect(request.query).toBe(request.query);
  });

  describe('relativeUrl', () => {
    it('throws for an invalid reference', () => {
      expect(() => over({}).relativeUrl('http://[')).toThrow(TypeError);
    });

    it('resolves against the path, without the query', () => {
      const request = over({ SCRIPT_NAME: '/s', PATH_INFO: '/a/b', QUERY_STRING: 'q' });
      expect(request.relativeUrl('')).toBe('http://localhost/s/a/b');
      expect(request.relativeUrl('c')).toBe('http://localhost/s/a/c');
      expect(request.relativeUrl('c', { toApplication: true })).toBe('http://localhost/s/c');
      expect(request.relativeUrl('/c', { toApplication: true })).toBe('http://localhost/c');
    });
  });

  describe('peekPathInfo', () => {
    it.each([
      ['', undefined],
      ['/', ''],
      ['/a/b', 'a'],
      ['//a/b', 'a'],
      ['a/b', 'a'],
      ['/\u00c3\u00a9', 'é'],
    ])('of %j is %j', (PATH_INFO, segment) => {
      expect(over({ PATH_INFO }).peekPathInfo()).toBe(segment);
    });
  });
});

describe('URLs compared with WebOb', () => {
  const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  const cases = vectors<UrlCase>('webob/request-url');
  /** WebOb joins a path without its slash to the script's name, and such a script name to the host. */
  const isRooted = ({ in: { environ } }: UrlCase) => /^(\/|$)/.test(environ.PATH_INFO ?? '');
  const withoutDefaultPort = (host: string, scheme: string) =>
    host.replace(scheme === 'https' ? /:443$/ : /:80$/, '');

  it.each(cases.filter(isRooted))('agrees on $out.url ($id)', ({ in: { environ }, out }) => {
    const request = new Request(environ);
    const scheme = environ['wsgi.url_scheme'];
    for (const [name, wanted] of Object.entries(out)) {
      const got = String(request[camelCase(name) as keyof Request]);
      if (name !== 'host') expect(got, name).toBe(wanted);
      else expect(withoutDefaultPort(got, scheme)).toBe(withoutDefaultPort(wanted, scheme));
    }
  });

  it('differs for a path without a slash, which does not become part of the host', () => {
    const others = cases.filter((one) => !isRooted(one));
    expect(others).toHaveLength(25);
    for (const {
      in: { environ },
      out,
    } of others) {
      const request = new Request(environ);
      expect(new URL(request.url).host).toBe(new URL(request.hostUrl).host);
      if (environ.SCRIPT_NAME) expect(request.url).toBe(out.url);
    }
  });

  it.each(vectors<RelativeCase>('webob/request-relative-url'))(
    'agrees on $in.other to $out ($id)',
    ({ in: { environ, other, to_application }, out }) => {
      expect(href(new Request(environ).relativeUrl(other, { toApplication: to_application }))).toBe(
        href(out),
      );
    },
  );

  it.each(vectors<QueryCase>('webob/query'))(
    'agrees on the query $in.environ.QUERY_STRING',
    ({ in: { environ }, out }) => {
      expect([...new Request(environ).query]).toEqual(out);
    },
  );
});
