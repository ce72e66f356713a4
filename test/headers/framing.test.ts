import { describe, expect, it } from 'vitest';
import { framingOf, withoutTransferCoding } from '../../src/headers/framing.ts';
import type { HeaderList } from '../../src/wsgi/contract.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';

describe('framingOf', () => {
  it.each([
    [undefined, undefined, { length: undefined, coding: undefined }],
    ['5', undefined, { length: 5, coding: undefined }],
    ['5, 5', undefined, { length: 5, coding: undefined }],
    [undefined, 'Chunked', { length: undefined, coding: 'chunked' }],
    [undefined, 'gzip, chunked', { length: undefined, coding: 'gzip, chunked' }],
  ])('reads a length of %j and a coding of %j', (length, coding, framing) => {
    expect(framingOf(length, coding)).toEqual(framing);
  });

  it.each([
    ['5', 'chunked'],
    ['5', 'identity'],
    ['5, 6', undefined],
    ['+5', undefined],
    ['', undefined],
  ])('refuses a length of %j with a coding of %j', (length, coding) => {
    expect(() => framingOf(length, coding)).toThrow(TypeError);
    expect(() => framingOf(length, coding, BadRequestError)).toThrow(BadRequestError);
  });
});

describe('withoutTransferCoding', () => {
  it('drops the field in any case', () => {
    const fields: HeaderList = [
      ['transfer-encoding', 'chunked'],
      ['A', '1'],
      ['Transfer-Encoding', 'gzip'],
    ];
    expect(withoutTransferCoding(fields)).toEqual([['A', '1']]);
  });
});
