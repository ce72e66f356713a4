import { describe, expect, expectTypeOf, it } from 'vitest';
import * as clientErrors from '../../src/exceptions/client-errors.ts';
import type { HTTPException } from '../../src/exceptions/http-exception.ts';
import * as serverErrors from '../../src/exceptions/server-errors.ts';
import { httpException, statusMap } from '../../src/exceptions/status-map.ts';
import { HTTPOk } from '../../src/exceptions/success.ts';

const exceptions = { ...clientErrors, ...serverErrors };

describe('statusMap', () => {
  it('contains the class of each status, without base classes', () => {
    expect(statusMap[404]).toBe(exceptions.HTTPNotFound);
    expect(statusMap[200]).toBe(HTTPOk);
    expect(statusMap[400]).toBe(exceptions.HTTPBadRequest);
    expect(statusMap[500]).toBe(exceptions.HTTPInternalServerError);
    expect(statusMap[418]).toBeUndefined();
  });
});

describe('httpException', () => {
  it('creates an exception of the class of the status', () => {
    for (const [status, Class] of Object.entries(statusMap)) {
      const isMove = Number(status) >= 300 && Number(status) < 400 && status !== '304';
      expect(httpException(Number(status), isMove ? '/new' : 'x')).toBeInstanceOf(Class);
    }
    expect(httpException(404, 'No such page.')).toMatchObject({ status: 404, detail: 'No such page.' });
    expect(httpException(405, 'No.', { allow: ['GET'] })).toMatchObject({
      detail: 'No.',
      headers: { Allow: 'GET' },
    });
    expect(httpException(302, '/new').headers).toEqual({ Location: '/new' });
    expect(httpException(302, new URL('http://h/')).headers).toEqual({ Location: 'http://h/' });
    expect(httpException(302, { location: '/new', detail: 'x' })).toMatchObject({ status: 302, detail: 'x' });
  });

  it('refuses an option of another status', () => {
    // @ts-expect-error a 404 has no Allow
    expect(() => httpException(404, { allow: ['GET'] })).toThrow(
      new TypeError('unknown option of HTTPNotFound: allow'),
    );
    const status: number = 418;
    expect(() => httpException(status, { allow: ['GET'] })).toThrow(TypeError);
    expect(() => httpException(status, new URL('http://h/'))).toThrow(TypeError);
  });

  it('has types that depend on the status', () => {
    expectTypeOf(httpException(404)).toEqualTypeOf<clientErrors.HTTPNotFound>();
    expectTypeOf(httpException(200 as number)).toEqualTypeOf<HTTPException>();
    // @ts-expect-error a 405 requires the methods
    expect(httpException(405).headers).toEqual({});
    // @ts-expect-error a 302 requires a location
    expect(() => httpException(302)).toThrow(TypeError);
  });

  it.each([
    [418, exceptions.HTTPClientError, "I'm a Teapot"],
    [499, exceptions.HTTPClientError, 'Unknown Client Error'],
    [509, exceptions.HTTPServerError, 'Bandwidth Limit Exceeded'],
    [599, exceptions.HTTPServerError, 'Unknown Server Error'],
  ])('creates one for %i, which has no class', (status, Kind, title) => {
    for (const exception of [httpException(status, 'x'), httpException(status, { detail: 'x' })]) {
      expect(exception).toBeInstanceOf(Kind);
      expect(exception).toMatchObject({ status, title, detail: 'x' });
    }
    expect(httpException(status).toResponse().status).toBe(status);
  });

  it.each([0, 100, 199, 209, 306, 399, 404.5, 600, Number.NaN, -404])('refuses %d', (status) => {
    expect(() => httpException(status)).toThrow(RangeError);
  });
});
