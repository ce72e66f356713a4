import { describe, expect, it } from 'vitest';
import { environFromCGI, pathInfoAfter } from '../../src/gateways/cgi-environ.ts';
import { LintError } from '../../src/testing/lint/findings.ts';
import type { Environ, Input } from '../../src/wsgi/contract.ts';
import type { Variables } from '../../src/wsgi/variables.ts';
import { answering, underLint } from '../support/linted.ts';

const GET = { REQUEST_METHOD: 'GET' };

function environOf(variables: Variables, options?: Parameters<typeof environFromCGI>[2]): Environ {
  return environFromCGI({ ...GET, ...variables }, [], options);
}

describe('environFromCGI', () => {
  it('contains the keys of PEP 3333 for a process that serves one request', () => {
    const input: Input = [Buffer.from('body')];
    const errors = { write: () => {} };
    const environ = environFromCGI({ ...GET, SERVER_NAME: 'h', CONTENT_LENGTH: '4' }, input, { errors });
    expect(environ).toMatchObject({
      REQUEST_METHOD: 'GET',
      SERVER_NAME: 'h',
      CONTENT_LENGTH: '4',
      'wsgi.version': [1, 0],
      'wsgi.multithread': false,
      'wsgi.multiprocess': true,
      'wsgi.run_once': true,
      'wsgi.input_terminated': false,
    });
    expect(environ['wsgi.input']).toBe(input);
    expect(environ['wsgi.errors']).toBe(errors);
    expect(environOf({})['wsgi.errors']).toBe(process.stderr);
  });

  it('passes lint, whatever variables are missing', async () => {
    const { error } = await underLint(answering('204 No Content'), environOf({}));
    expect(error instanceof LintError ? error.rule : error).toBeUndefined();
  });

  it('fills in the required keys if the server does not send them', () => {
    expect(environOf({})).toMatchObject({
      SERVER_NAME: 'localhost',
      SERVER_PORT: '80',
      SERVER_PROTOCOL: 'HTTP/1.0',
      QUERY_STRING: '',
      SCRIPT_NAME: '',
      PATH_INFO: '',
    });
    expect(environOf({ HTTPS: 'on' }).SERVER_PORT).toBe('443');
  });

  it.each(['HTTP_CONTENT_TYPE', 'HTTP_CONTENT_LENGTH', 'HTTP_PROXY', 'HTTP_TRANSFER_ENCODING', 'a.b'])(
    'drops %s',
    (name) => {
      expect(Object.keys(environOf({ [name]: 'x' }))).not.toContain(name);
    },
  );

  it('does not let variables set its own keys', () => {
    expect(environOf({ 'wsgi.url_scheme': 'ftp' })['wsgi.url_scheme']).toBe('http');
  });

  it('omits undefined variables, and treats every name as data', () => {
    const environ = environOf({ HTTP_X: undefined, ...JSON.parse('{"__proto__": "p", "constructor": "c"}') });
    expect(Object.keys(environ)).not.toContain('HTTP_X');
    expect(Object.getOwnPropertyDescriptor(environ, '__proto__')?.value).toBe('p');
    expect(environ.constructor).toBe('c');
    expect(Object.getPrototypeOf(environ)).toBe(Object.prototype);
  });

  it.each([
    [{ HTTPS: 'on' }, 'https'],
    [{ HTTPS: 'ON' }, 'https'],
    [{ HTTPS: '1' }, 'https'],
    [{ HTTPS: 'Yes', REQUEST_SCHEME: 'http' }, 'https'],
    [{ HTTPS: 'off' }, 'http'],
    [{ HTTPS: '' }, 'http'],
    [{ REQUEST_SCHEME: 'https' }, 'https'],
    [{ HTTPS: 'off', REQUEST_SCHEME: 'https' }, 'https'],
    [{ REQUEST_SCHEME: 'ftp' }, 'http'],
    [{ SERVER_PORT: '443' }, 'http'],
  ])('reads the scheme of %j as %s', (variables, scheme) => {
    expect(environOf(variables)['wsgi.url_scheme']).toBe(scheme);
  });

  it.each([
    ['the given values', { SCRIPT_NAME: '/a', PATH_INFO: '/b', REQUEST_URI: '/x/y' }, '/a', '/b'],
    ['a given empty rest', { SCRIPT_NAME: '/a', PATH_INFO: '', REQUEST_URI: '/a/b' }, '/a', ''],
    ['a mount point of /', { SCRIPT_NAME: '/', PATH_INFO: '' }, '', '/'],
    ['a redundant / before a path', { SCRIPT_NAME: '/', PATH_INFO: '/b' }, '', '/b'],
    ['a path without its slash', { SCRIPT_NAME: '/', PATH_INFO: 'b' }, '', '/b'],
    ['the rest of the target', { SCRIPT_NAME: '/a b', REQUEST_URI: '/a%20b/c%2Fd?e' }, '/a b', '/c/d'],
    ['the rest of a URL', { SCRIPT_NAME: '/a', REQUEST_URI: 'http://h/a/b?c' }, '/a', '/b'],
    ['a target that is the mount point', { SCRIPT_NAME: '/a/b', REQUEST_URI: '/a/b' }, '/a/b', ''],
    ['a rewritten target', { SCRIPT_NAME: '/a', REQUEST_URI: '/ab' }, '/a', ''],
    ['the whole target, without a mount', { REQUEST_URI: '/a%20b' }, '', '/a b'],
    ['a malformed target', { SCRIPT_NAME: '/a', REQUEST_URI: 'a:b' }, '/a', ''],
  ])('derives the path from %s', (_, variables, SCRIPT_NAME, PATH_INFO) => {
    expect(environOf(variables)).toMatchObject({ SCRIPT_NAME, PATH_INFO });
  });

  it.each([
    ['decoded, in preference to given values', '/app', '/app/a%2Fb//c', '/x', '/app', '/a/b//c'],
    ['at the root of the mount point', '/app', '/app', '/x', '/app', ''],
    ['as text', '/é', '/%C3%A9/%FF', '/x', '/\xc3\xa9', '/\xff'],
    ['with an empty mount point', '', '/a/b', '/x', '', '/a/b'],
    ['only at a segment', '/app', '/apple', '/x', '/said', '/x'],
    ['only if the target can be parsed', '/app', 'app:b', '/x', '/said', '/x'],
    ['only if there is a target', '/app', undefined, '/x', '/said', '/x'],
  ])('derives the path below the option scriptName %s', (_, scriptName, REQUEST_URI, rest, mount, path) => {
    const variables = { SCRIPT_NAME: '/said', PATH_INFO: rest, REQUEST_URI };
    expect(environOf(variables, { scriptName })).toMatchObject({ SCRIPT_NAME: mount, PATH_INFO: path });
  });

  it('throws without a method, which every web server sends', () => {
    expect(() => environFromCGI({}, [])).toThrow(/^not run as CGI: /);
    expect(() => environFromCGI({ REQUEST_METHOD: '' }, [])).toThrow(TypeError);
  });

  it('refuses unknown options and a malformed mount', () => {
    expect(() => environOf({}, { script: '/a' } as object)).toThrow(/did you mean scriptName/);
    for (const scriptName of ['/', 'a', '/a/', '/a?b']) {
      expect(() => environOf({}, { scriptName })).toThrow(/^scriptName must be/);
    }
  });
});

describe('pathInfoAfter', () => {
  it('returns undefined if the target is outside the mount point', () => {
    expect(pathInfoAfter('/a', '/b')).toBeUndefined();
    expect(pathInfoAfter('/a', undefined)).toBeUndefined();
    expect(pathInfoAfter('/a', '/a/%FF')).toBe('/\xff');
  });
});
