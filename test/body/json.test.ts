import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/body/json.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';
import { bytes } from '../support/bytes.ts';

describe('parseJson', () => {
  it('B19: skips a byte order mark', () => {
    expect(parseJson(bytes('\ufeff{"a": "é"}'))).toEqual({ a: 'é' });
  });

  it.each(['', '{', "{'a': 1}", 'NaN', '[1,]'])('refuses %j', (text) => {
    expect(() => parseJson(bytes(text))).toThrow(SyntaxError);
    expect(() => parseJson(bytes(text), BadRequestError)).toThrow(BadRequestError);
  });

  it('B19: accepts only UTF-8', () => {
    expect(() => parseJson(new Uint8Array([0x22, 0xe9, 0x22]))).toThrow(SyntaxError);
  });
});
