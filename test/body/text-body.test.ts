import { describe, expect, it } from 'vitest';
import { encodeText, isUtf8Type, TextBody } from '../../src/body/text-body.ts';
import { collect } from '../support/bytes.ts';

describe('TextBody', () => {
  it('is an iterable of bytes that knows its text', async () => {
    const body = new TextBody('é');
    expect(body.text).toBe('é');
    expect(await collect(body)).toBe('é');
    expect(await collect(body), 'and again').toBe('é');
    expect([...new TextBody('')]).toEqual([]);
  });
});

describe('encodeText', () => {
  it.each<[charset: string | undefined, written: number[]]>([
    [undefined, [0xc3, 0xa9]],
    ['UTF-8', [0xc3, 0xa9]],
    ['utf8', [0xc3, 0xa9]],
    ['latin-1', [0xe9]],
    ['ISO-8859-1', [0xe9]],
    ['windows-1252', [0xe9]],
    ['utf-16le', [0xe9, 0]],
  ])('writes in %j', (charset, written) => {
    expect([...encodeText('é', charset)]).toEqual(written);
  });

  it.each(['klingon', 'shift_jis', 'constructor', '__proto__', ''])(
    'throws for the charset %j',
    (charset) => {
      expect(() => encodeText('a', charset)).toThrow(TypeError);
    },
  );

  it.each(['€', '\x80', '\ud800'])('throws for %j, which latin-1 and windows-1252 do not share', (text) => {
    expect(() => encodeText(text, 'latin-1')).toThrow(TypeError);
    expect(() => encodeText(text, 'windows-1252')).toThrow(TypeError);
  });
});

describe('isUtf8Type', () => {
  it('holds where the charset is UTF-8, in any case, and where none is named', () => {
    const types = [
      '',
      'text/html',
      'a/b; charset=UTF-8',
      'a/b;charset=Utf-8',
      'a/b; charset=utf8',
      'no type',
    ];
    expect(types.filter((type) => !isUtf8Type(type))).toEqual([]);
    expect(['utf-16', 'latin1', 'utf-8x'].filter((charset) => isUtf8Type(`a/b;charset=${charset}`))).toEqual(
      [],
    );
  });
});
