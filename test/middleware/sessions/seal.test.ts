import { describe, expect, it } from 'vitest';
import { encrypting, remembering, type Seal } from '../../../src/middleware/sessions/seal.ts';

describe('remembering', () => {
  it('caches opened values, up to its limit', () => {
    const sealed = encrypting(['secret'], 'test');
    const opened: string[] = [];
    const counting: Seal = {
      close: (text) => sealed.close(text),
      open(token) {
        opened.push(token);
        return sealed.open(token);
      },
    };
    const seal = remembering(counting);
    const tokens = Array.from({ length: 257 }, (_, i) => seal.close(`text ${i}`));
    const texts = () => tokens.slice(0, 256).map((token) => seal.open(token));
    expect(texts()).toEqual(texts());
    expect(opened).toHaveLength(256);
    expect(seal.open(tokens[256] ?? '')).toBe('text 256');
    expect(seal.open(tokens[0] ?? '')).toBe('text 0');
    expect(opened).toHaveLength(258);
    expect([seal.open('x'), seal.open('x')]).toEqual([undefined, undefined]);
    expect(opened).toHaveLength(260);
  });
});
