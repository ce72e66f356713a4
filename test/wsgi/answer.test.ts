import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import { Response } from '../../src/response/response.ts';
import { assertBody, assertHeaderList } from '../../src/wsgi/answer.ts';
import type { AppIter, Application, HeaderList } from '../../src/wsgi/contract.ts';

describe('assertBody', () => {
  it.each<[string, AppIter]>([
    ['an array', []],
    ['an iterable', new Set<Uint8Array>()],
    ['an asynchronous iterable', new Blob(['x']).stream()],
  ])('returns %s unchanged', (_, body) => {
    expect(assertBody(body)).toBe(body);
  });

  it.each<[string, unknown]>([
    ['an instance of Response', new Response('x')],
    ['an instance of Response', new globalThis.Response('x')],
    ['a string', 'x'],
    ['an object', { a: 1 }],
    ['null', null],
    ['undefined', undefined],
    ['a function', () => []],
  ])('FM5: refuses %s', (kind, body) => {
    expect(() => assertBody(body)).toThrow(
      `the application returned ${kind} instead of an iterable of bytes`,
    );
    expect(() => assertBody(body)).toThrow(/wsgify\(handler\)/);
  });

  it.each<[string, (request: Request) => unknown]>([
    ['a handler', () => new Response('x')],
    ['an asynchronous handler', async () => new globalThis.Response('x')],
    ['a handler that returns text', () => 'x'],
    ['a listener', () => {}],
  ])('FM5: is called when a request is sent to %s', async (_, handler) => {
    await expect(Request.blank('/').send(handler as unknown as Application)).rejects.toThrow(
      /wsgify\(handler\)/,
    );
  });
});

describe('assertHeaderList', () => {
  it('accepts a list of pairs', () => {
    expect(() => assertHeaderList([])).not.toThrow();
    expect(() => assertHeaderList([['A', 'b']])).not.toThrow();
  });

  it.each<[unknown]>([[{ A: 'b' }], [new Headers()], [undefined], [['A']], [[['A', 'b', 'c']]]])(
    'FM11: refuses %o',
    async (headers) => {
      const app: Application = (_environ, startResponse) => {
        startResponse('200 OK', headers as HeaderList);
        return [];
      };
      await expect(Request.blank('/').send(app)).rejects.toThrow(
        /startResponse must be a list of \[name, value\] pairs/,
      );
    },
  );
});
