import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../src/wsgi/contract.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';

describe('any environ', () => {
  const HOST_FAMILY = ['host', 'domain', 'hostPort', 'hostUrl', 'applicationUrl', 'pathUrl', 'url'];
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'a,;="\\ \t\r\n\0%/?#:*-q0.[]<>(){}@\u00e9\u00ff') }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'http',
      'https',
      'example.com',
      '/a%2Fb',
      'text/html; charset=x',
      '*/*',
      '5',
      '"a"',
    ),
  );
  const HTTP_KEYS = [
    'HTTP_ACCEPT',
    'HTTP_ACCEPT_CHARSET',
    'HTTP_ACCEPT_ENCODING',
    'HTTP_ACCEPT_LANGUAGE',
    'HTTP_AUTHORIZATION',
    'HTTP_CACHE_CONTROL',
    'HTTP_COOKIE',
    'HTTP_DATE',
    'HTTP_FORWARDED',
    'HTTP_HOST',
    'HTTP_IF_MATCH',
    'HTTP_IF_MODIFIED_SINCE',
    'HTTP_IF_NONE_MATCH',
    'HTTP_IF_RANGE',
    'HTTP_IF_UNMODIFIED_SINCE',
    'HTTP_MAX_FORWARDS',
    'HTTP_ORIGIN',
    'HTTP_PRAGMA',
    'HTTP_RANGE',
    'HTTP_REFERER',
    'HTTP_USER_AGENT',
    'HTTP_X_REQUESTED_WITH',
    'HTTP___PROTO__',
    'HTTP_',
    'HTTP_CONTENT_TYPE',
    'HTTP_CONTENT_LENGTH',
  ] as const;
  const REQUIRED = [
    'REQUEST_METHOD',
    'SERVER_NAME',
    'SERVER_PORT',
    'SERVER_PROTOCOL',
    'wsgi.url_scheme',
  ] as const;
  const OPTIONAL = [
    'SCRIPT_NAME',
    'PATH_INFO',
    'QUERY_STRING',
    'CONTENT_TYPE',
    'CONTENT_LENGTH',
    'REMOTE_ADDR',
    'REMOTE_HOST',
    'REMOTE_PORT',
    'REMOTE_USER',
    'AUTH_TYPE',
    'HTTPS',
    'REQUEST_URI',
    'SERVER_SOFTWARE',
    ...HTTP_KEYS,
  ] as const;

  const each = <Value>(keys: readonly string[], value: fc.Arbitrary<Value>) =>
    Object.fromEntries(keys.map((key) => [key, value]));
  const environs = (strings: fc.Arbitrary<Partial<Environ>>): fc.Arbitrary<Environ> =>
    strings
      .map((keys) => ({ ...blankEnviron(), HTTP_HOST: undefined, ...keys }) as Environ)
      .map((environ) => {
        if (environ.HTTP_HOST === undefined) delete environ.HTTP_HOST;
        return environ;
      });
  const anyEnviron = environs(
    fc
      .tuple(fc.record(each(REQUIRED, hostile)), fc.record(each(OPTIONAL, hostile), { requiredKeys: [] }))
      .map(([required, optional]) => ({ ...required, ...optional, ...nativeOf(optional) })),
  );

  /** Values that must be native strings, without the characters that are refused in them. */
  function nativeOf(strings: Readonly<Record<string, unknown>>): Record<string, string> {
    const keys = ['SCRIPT_NAME', 'PATH_INFO', 'QUERY_STRING', 'HTTP_COOKIE'].filter((key) => key in strings);
    return Object.fromEntries(keys.map((key) => [key, String(strings[key]).replace(/[^\0-\xff]/g, '\xff')]));
  }

  const getters = new Set<string>();
  for (let proto = Request.prototype; proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(proto)))
      if (get) getters.add(name);
  }

  /** The value of each property, with collections expanded; or the error's class, if it throws. */
  function readAll(request: Request): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const name of getters) {
      try {
        const value: unknown = request[name as keyof Request];
        const isDictionary = typeof value === 'object' && value !== null && Symbol.iterator in value;
        values[name] = isDictionary
          ? [...(value as Iterable<unknown>)]
          : name === 'body'
            ? typeof value
            : value;
        inspect(value);
      } catch (error) {
        expect(error, name).toBeInstanceOf(BadRequestError);
        expect(HOST_FAMILY).toContain(name);
        values[name] = BadRequestError;
      }
    }
    return values;
  }

  it('has all properties of the request', () => {
    expect(getters.size).toBeGreaterThan(50);
    expect(HOST_FAMILY.every((name) => getters.has(name))).toBe(true);
  });

  it('can be read without an error except for a malformed Host, and is not modified', () => {
    fc.assert(
      fc.property(anyEnviron, (environ) => {
        const before = Object.entries(environ);
        const request = new Request(environ);
        readAll(request);
        inspect(request);
        String(request);
        request.peekPathInfo();
        request.popPathInfo();
        expect(Object.entries(environ)).toEqual(before);
      }),
      { numRuns: 400 },
    );
  });

  it('equals a request over a new environ after with({})', () => {
    fc.assert(
      fc.property(anyEnviron, (environ) => {
        const request = new Request(environ);
        const other = request.with({});
        expect(other.environ).not.toBe(environ);
        expect(Object.entries(other.environ)).toEqual(Object.entries(environ));
        const { signal: _, ...values } = readAll(request);
        const { signal: __, ...others } = readAll(other);
        expect(others).toEqual(values);
      }),
      { numRuns: 200 },
    );
  });

  const sendable = fc
    .string({ unit: fc.constantFrom(...'ab09,;:="\\ \t%/?#\u00e9\u00ff') })
    .map((text) => text.replace(/^[ \t]+|[ \t]+$/g, ''));
  const native = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  });
  const hosts = fc.constantFrom('h.example', 'H:80', 'h:443', 'h:', '[::1]:8080', 'h:080');
  const BAD_HEADERS = new Set(['HTTP_', 'HTTP_HOST', 'HTTP_CONTENT_TYPE', 'HTTP_CONTENT_LENGTH']);
  const sendableEnviron = environs(
    fc
      .tuple(
        fc.record({
          REQUEST_METHOD: fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'QUERY', "M!#$%&'*+-.^_`|~"),
          SERVER_NAME: fc.constantFrom('localhost', '[::1]', '127.0.0.1'),
          SERVER_PORT: fc.constantFrom('80', '443', '8080'),
          SERVER_PROTOCOL: fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0'),
          'wsgi.url_scheme': fc.constantFrom('http', 'https'),
        }),
        fc.record(
          {
            HTTP_HOST: hosts,
            ...each(
              ['SCRIPT_NAME', 'PATH_INFO', 'REQUEST_URI'],
              fc.oneof(
                native,
                native.map((path) => `/${path}`),
              ),
            ),
            QUERY_STRING: native,
            CONTENT_TYPE: sendable,
            ...each(
              HTTP_KEYS.filter((key) => !BAD_HEADERS.has(key)),
              sendable,
            ),
          },
          { requiredKeys: [] },
        ),
        fc.option(fc.uint8Array(), { nil: undefined }),
      )
      .map(([required, optional, body]) => ({
        ...required,
        ...optional,
        ...(body && { 'wsgi.input': [body], CONTENT_LENGTH: String(body.length) }),
      })) as fc.Arbitrary<Partial<Environ>>,
  );

  it('that can be sent can be read back from a message with its method, URL (/ for an empty path), headers and body', async () => {
    await fc.assert(
      fc.asyncProperty(sendableEnviron, async (environ) => {
        const request = new Request(environ);
        const back = Request.fromBytes(await request.toBytes());
        const isAsterisk = request.method === 'OPTIONS' && request.queryString === '';
        const url = isAsterisk ? request.url : request.url.replace(/^(https?:\/\/[^/?#]*)(?=\?|$)/, '$1/');
        expect([back.method, back.url, back.scheme]).toEqual([request.method, url, request.scheme]);
        expect([...back.headers]).toEqual([...request.headers]);
        expect(Buffer.from(await back.bytes())).toEqual(Buffer.from(await request.bytes()));
      }),
      { numRuns: 400 },
    );
  });
});
