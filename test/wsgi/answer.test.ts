import { describe, expect, it } from 'vitest';
import { Response } from '../../src/response/response.ts';
import { assertBody, assertStartResponse } from '../../src/wsgi/answer.ts';

describe('assertBody', () => {
  it.each<[unknown]>([[new Set()], [new Blob([]).stream()], [[].values()]])('gives %s back', (body) => {
    expect(assertBody(body)).toBe(body);
  });

  it.each<[what: string, body: unknown, message: RegExp]>([
    ['a response', new Response('x'), /class Response.*wsgify\(handler\)/],
    ['a Fetch response', new globalThis.Response('x'), /class Response.*wsgify\(handler\)/],
    ['text', 'x', /a string.*wsgify\(handler\)/],
    ['an application', () => [], /a function.*wsgify\(handler\)/],
    ['null', null, /null.*wsgify\(handler\)/],
    ['nothing', undefined, /undefined.*toNodeHandler\(app\)/],
    ['a number', 5, /a number, not an iterable of bytes$/],
    ['an object', {}, /class Object, not an iterable of bytes$/],
    ['an object without a class', Object.create(null), /class Object/],
  ])('FM5: says what to do with %s', (_what, body, message) => {
    expect(() => assertBody(body)).toThrow(message);
    expect(() => assertBody(body)).toThrow(TypeError);
  });
});

describe('assertStartResponse', () => {
  it('takes a function', () => {
    expect(() => assertStartResponse(() => () => {})).not.toThrow();
  });

  it.each<[what: unknown, message: RegExp]>([
    [{ writeHead: () => {} }, /toNodeHandler\(app\)/],
    [{}, /an environ and startResponse$/],
    [undefined, /an environ and startResponse$/],
    [null, /an environ and startResponse$/],
  ])('FM4: says what to do with %o', (value, message) => {
    expect(() => assertStartResponse(value)).toThrow(message);
  });
});
