import { describe, expect, it } from 'vitest';
import { encodeText, isUtf8, TextBody } from '../../src/body/text-body.ts';
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
  ])('encodes in %j', (charset, written) => {
    expect([...encodeText('é', charset)]).toEqual(written);
  });

  it.each(['klingon', 'shift_jis', 'constructor', '__proto__', ''])(
    'throws for the charset %j',
    (charset) => {
      expect(() => encodeText('a', charset)).toThrow(TypeError);
    },
  );

  it.each(['€', '\x80', '\ud800'])(
    'throws for %j, which Latin-1 and windows-1252 encode differently',
    (text) => {
      expect(() => encodeText(text, 'latin-1')).toThrow(TypeError);
      expect(() => encodeText(text, 'windows-1252')).toThrow(TypeError);
    },
  );
});

describe('isUtf8', () => {
  it.each([undefined, 'UTF-8', 'utf-8', 'Utf-8', 'utf8'])('accepts the charset %j', (charset) => {
    expect(isUtf8(charset)).toBe(true);
  });

  it.each(['utf-16', 'latin1', 'utf-8x', ''])('does not accept the charset %j', (charset) => {
    expect(isUtf8(charset)).toBe(false);
  });
});
