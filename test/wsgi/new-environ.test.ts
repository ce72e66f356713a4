import { describe, expect, it } from 'vitest';
import { newEnviron } from '../../src/wsgi/new-environ.ts';

describe('newEnviron', () => {
  it('has the keys that PEP 3333 requires, for GET / on localhost without a body', () => {
    expect(newEnviron()).toStrictEqual({
      REQUEST_METHOD: 'GET',
      SCRIPT_NAME: '',
      PATH_INFO: '/',
      QUERY_STRING: '',
      SERVER_NAME: 'localhost',
      SERVER_PORT: '80',
      SERVER_PROTOCOL: 'HTTP/1.1',
      'wsgi.version': [1, 0],
      'wsgi.url_scheme': 'http',
      'wsgi.input': [],
      'wsgi.errors': process.stderr,
      'wsgi.multithread': false,
      'wsgi.multiprocess': false,
      'wsgi.run_once': false,
    });
  });

  it('sends messages of applications where it is told to', () => {
    const errors = { write() {} };
    expect(newEnviron(errors)['wsgi.errors']).toBe(errors);
  });

  it('is a plain object', () => {
    const environ = newEnviron();
    expect(Object.getPrototypeOf(environ)).toBe(Object.prototype);
    expect(environ.constructor).toBe(Object);
  });

  it('leaves the prototype of plain objects as it was', () => {
    newEnviron();
    expect({}.constructor).toBe(Object);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
