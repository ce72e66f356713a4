import createError from 'http-errors';
import { describe, expect, it } from 'vitest';
import {
  HTTPClientError,
  HTTPNotFound,
  HTTPTooManyRequests,
  HTTPUnauthorized,
} from '../../src/exceptions/client-errors.ts';
import { HTTPException } from '../../src/exceptions/http-exception.ts';
import { exceptionFor, isHTTPError } from '../../src/exceptions/is-http-error.ts';
import { HTTPFound } from '../../src/exceptions/redirection.ts';
import { HTTPServiceUnavailable } from '../../src/exceptions/server-errors.ts';
import {
  BodyLimitError,
  DisconnectionError,
  UnsupportedCodingError,
  UnsupportedTypeError,
} from '../../src/wsgi/body-errors.ts';
import { BadRequestError, RequestError, UnsupportedCharsetError } from '../../src/wsgi/request-errors.ts';

const shaped = (shape: object) => Object.assign(new Error('x'), shape);

describe('isHTTPError and exceptionFor', () => {
  it('return an exception unchanged', () => {
    const exception = new HTTPServiceUnavailable();
    expect(isHTTPError(exception)).toBe(true);
    expect(exceptionFor(exception)).toBe(exception);
  });

  it('FM7: treat a class as an exception created without arguments', () => {
    for (const Class of [HTTPNotFound, HTTPUnauthorized, HTTPClientError, HTTPException]) {
      expect(isHTTPError(Class), Class.name).toBe(true);
      expect(exceptionFor(Class), Class.name).toBeInstanceOf(Class);
    }
    expect(exceptionFor(HTTPNotFound)).toEqual(new HTTPNotFound());
    expect(exceptionFor(HTTPUnauthorized)?.status).toBe(401);
    expect(isHTTPError(HTTPFound)).toBe(true);
    expect(() => exceptionFor(HTTPFound)).toThrow(/HTTPFound needs either a location/);
  });

  it('accept errors of http-errors, with their headers', () => {
    const error = createError(429, 'Slow down.', {
      headers: { 'Retry-After': 120, 'Set-Cookie': ['a=1', 'b=2'] },
    });
    expect(isHTTPError(error)).toBe(true);
    const exception = exceptionFor(error);
    expect(exception).toBeInstanceOf(HTTPTooManyRequests);
    expect(exception).toMatchObject({ detail: 'Slow down.', expose: true, cause: error });
    expect(exception?.headers).toEqual({ 'Retry-After': '120', 'Set-Cookie': ['a=1', 'b=2'] });
    expect(exceptionFor(new createError.ImATeapot())).toBeInstanceOf(HTTPClientError);
  });

  it.each<[RequestError, number]>([
    [new BadRequestError('Bad.'), 400],
    [new DisconnectionError('Gone.'), 400],
    [new BodyLimitError('maxParts', 7), 413],
    [new UnsupportedCharsetError('Klingon.'), 415],
    [new UnsupportedCodingError('zip'), 415],
    [new UnsupportedTypeError('mixed'), 415],
  ])('accept %s', (error, status) => {
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ status, expose: true });
    expect(isHTTPError(error)).toBe(true);
    expect(exceptionFor(error)).toMatchObject({ status, detail: error.message, expose: true, cause: error });
  });

  it.each<[string, unknown, number, boolean]>([
    ['a server error', createError(503, 'No database at 10.0.0.7.'), 503, false],
    ['an exposed server error', createError(500, 'x', { expose: true }), 500, true],
    ['an error with expose: false', createError(404, 'x', { expose: false }), 404, false],
    ['only a statusCode', shaped({ statusCode: 404, expose: true }), 404, true],
    ['null as headers', shaped({ status: 404, expose: true, headers: null }), 404, true],
  ])('accept %s, and decide whether to expose it', (_, error, status, expose) => {
    expect(isHTTPError(error)).toBe(true);
    expect(exceptionFor(error)).toMatchObject({ status, expose });
  });

  it.each<[string, unknown]>([
    ['a redirection', shaped({ status: 302, expose: true })],
    ['a status beyond 599', shaped({ status: 600, expose: true })],
    ['any other error', new RangeError('x')],
    ["an HTTP client's error, without expose", shaped({ status: 404 })],
    ['an expose that is not a boolean', shaped({ status: 404, expose: 1 })],
    ['a fractional status', shaped({ status: 404.5, expose: true })],
    ['a status that is text', shaped({ status: '404', expose: true })],
    ['an object that is not an error', { status: 404, expose: true, message: 'x' }],
    ['another error class', TypeError],
    ['an arrow function', () => new HTTPNotFound()],
    ['text', '404'],
    ['nothing', undefined],
    ['null', null],
  ])('reject %s', (_, error) => {
    expect(isHTTPError(error)).toBe(false);
    expect(exceptionFor(error)).toBeUndefined();
  });
});
