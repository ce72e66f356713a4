import { describe, expect, it } from 'vitest';
import { MultiDict } from '../../src/collections/multi-dict.ts';
import { RequestDict } from '../../src/collections/request-dict.ts';
import { Request } from '../../src/request/request.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';

const PAIRS: [string, string][] = [
  ['a', '1'],
  ['a', '2'],
  ['b', '3'],
];

describe('RequestDict', () => {
  it('returns the only value, and throws a 400 if there is none or several', () => {
    const dict = new RequestDict(PAIRS);
    expect(dict.getOne('b')).toBe('3');
    expect(() => dict.getOne('a')).toThrow(new BadRequestError('Expected one value for "a", got 2.'));
    expect(() => dict.getOne('c')).toThrow(BadRequestError);
  });

  it('throws errors without a status after it is copied', () => {
    expect(() => new MultiDict(new RequestDict(PAIRS)).getOne('a')).toThrow(RangeError);
  });

  it.each(['set', 'append', 'delete'] as const)(
    'FM2: explains how to change a request when %s is called',
    (name) => {
      const dict = new RequestDict(PAIRS);
      // @ts-expect-error there is no such method
      expect(() => dict[name]('a', '4')).toThrow(/immutable.*request\.with/);
    },
  );

  it.each<[string, (request: Request) => unknown]>([
    ['query', (request) => request.query],
    ['cookies', (request) => request.cookies],
    ['form', (request) => request.form()],
    ['params', (request) => request.params()],
    ['form of another body', (request) => request.with({ text: 'x', contentType: 'text/plain' }).form()],
    ['multipart form', (request) => request.with({ form: { f: new Blob(['x']) } }).form()],
  ])("is the type of a request's %s", async (_, read) => {
    const request = Request.blank('/?a=1', { cookies: { a: '1' }, form: { a: '1' } });
    expect(await read(request)).toBeInstanceOf(RequestDict);
  });
});
