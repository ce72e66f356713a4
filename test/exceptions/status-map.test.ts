import createError from 'http-errors';
import { describe, expect, it } from 'vitest';
import * as errors from '../../src/exceptions/http-errors.ts';
import { HTTPException } from '../../src/exceptions/http-exception.ts';
import * as others from '../../src/exceptions/http-success.ts';
import { exceptionFor, httpException, statusMap } from '../../src/exceptions/status-map.ts';
import { BadRequestError, BodyLimitError, UnsupportedCharsetError } from '../../src/wsgi/request-errors.ts';

const exceptions = { ...errors, ...others };

describe('statusMap', () => {
  it('has the class of each status, and no kinds', () => {
    expect(statusMap[404]).toBe(exceptions.HTTPNotFound);
    expect(statusMap[200]).toBe(exceptions.HTTPOk);
    expect(statusMap[400]).toBe(exceptions.HTTPBadRequest);
    expect(statusMap[500]).toBe(exceptions.HTTPInternalServerError);
    expect(statusMap[418]).toBeUndefined();
  });
});

describe('httpException', () => {
  it('makes an exception of the class of the status', () => {
    for (const [status, Class] of Object.entries(statusMap)) {
      expect(httpException(Number(status), { location: '/new', detail: 'x' })).toBeInstanceOf(Class);
    }
    expect(httpException(404, 'No such page.')).toMatchObject({ status: 404, detail: 'No such page.' });
    expect(httpException(405, { headers: { Allow: 'GET' } }).headers).toEqual({ Allow: 'GET' });
  });

  it.each([
    [418, exceptions.HTTPClientError, "I'm a Teapot"],
    [499, exceptions.HTTPClientError, 'Unknown Client Error'],
    [509, exceptions.HTTPServerError, 'Bandwidth Limit Exceeded'],
    [599, exceptions.HTTPServerError, 'Unknown Server Error'],
  ])('makes one of %i, which has no class', (status, Kind, title) => {
    for (const exception of [httpException(status, 'x'), httpException(status, { detail: 'x' })]) {
      expect(exception).toBeInstanceOf(Kind);
      expect(exception).toMatchObject({ status, title, detail: 'x' });
    }
    expect(httpException(status).toResponse().status).toBe(status);
  });

  it.each([0, 100, 199, 209, 306, 399, 404.5, 600, Number.NaN, -404])('makes none of %d', (status) => {
    expect(() => httpException(status)).toThrow(RangeError);
  });

  it('makes no redirection to nowhere', () => {
    expect(() => httpException(302)).toThrow(TypeError);
    expect(() => httpException(302, '/new')).toThrow(TypeError);
  });
});

describe('exceptionFor', () => {
  it('is the exception itself', () => {
    const exception = new exceptions.HTTPServiceUnavailable();
    expect(exceptionFor(exception)).toBe(exception);
  });

  it('answers for errors of http-errors, with their headers', () => {
    const error = createError(429, 'Slow down.', {
      headers: { 'Retry-After': 120, 'Set-Cookie': ['a=1', 'b=2'] },
    });
    const exception = exceptionFor(error);
    expect(exception).toBeInstanceOf(exceptions.HTTPTooManyRequests);
    expect(exception).toMatchObject({ detail: 'Slow down.', cause: error });
    expect(exception?.headers).toEqual({ 'Retry-After': '120', 'Set-Cookie': ['a=1', 'b=2'] });
    expect(exceptionFor(new createError.ImATeapot())).toBeInstanceOf(exceptions.HTTPClientError);
  });

  it.each([
    [new BadRequestError('Bad.'), 400],
    [new BodyLimitError('maxParts', 7), 413],
    [new UnsupportedCharsetError('Klingon.'), 415],
  ])('answers for %s', (error, status) => {
    expect(exceptionFor(error)).toMatchObject({ status, detail: error.message, cause: error });
  });

  it.each<[string, unknown]>([
    ['a server error', createError(503, 'No database at 10.0.0.7.')],
    ['a server error that is exposed', createError(500, 'x', { expose: true })],
    ['an error that is not exposed', createError(404, 'x', { expose: false })],
    ['a redirection', Object.assign(new Error('x'), { status: 302, expose: true })],
    ['any other error', new RangeError('x')],
    ['a status that is no whole number', Object.assign(new Error('x'), { status: 404.5, expose: true })],
    ['a status that is text', Object.assign(new Error('x'), { status: '404', expose: true })],
    ['what is no error', { status: 404, expose: true, message: 'x' }],
    ['text', '404'],
    ['nothing', undefined],
    ['null', null],
  ])('does not answer for %s', (_, error) => {
    expect(exceptionFor(error)).toBeUndefined();
  });

  it('takes no headers for none', () => {
    const error = Object.assign(new Error('x'), { status: 404, expose: true, headers: null });
    expect(exceptionFor(error)).toBeInstanceOf(HTTPException);
    expect(exceptionFor(error)?.headers).toEqual({});
  });
});
