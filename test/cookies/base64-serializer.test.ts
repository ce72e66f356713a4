import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Base64Serializer } from '../../src/cookies/base64-serializer.ts';

describe('Base64Serializer', () => {
  const serializer = new Base64Serializer();

  it.each<[value: unknown, token: string]>([
    [1, 'MQ=='],
    [12, 'MTI='],
    [123, 'MTIz'],
    ['>>>???', 'Ij4-Pj8_PyI='],
  ])('writes %j as Python does', (value, token) => {
    expect(serializer.dumps(value)).toBe(token);
    expect(serializer.loads(token)).toBe(value);
    expect(serializer.loads(token.replace(/=+$/, ''))).toBe(value);
  });

  it('reads the text that it writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(serializer.loads(serializer.dumps(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each(['{}', 'MQ===', 'M+==', 'a b', 'MTI\n', '=MQ', 'bad', ''])('refuses to read %j', (text) => {
    expect(() => serializer.loads(text)).toThrow(Error);
  });

  it('wraps any serializer', () => {
    const plain = { dumps: (value: string) => value, loads: (text: string) => text };
    const wrapped = new Base64Serializer(plain);
    expect(wrapped.dumps('é')).toBe('w6k=');
    expect(wrapped.loads('w6k=')).toBe('é');
    // @ts-expect-error its values are those of the inner serializer
    expect(() => wrapped.dumps(1)).toThrow(TypeError);
  });
});
