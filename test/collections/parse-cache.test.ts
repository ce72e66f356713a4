import { describe, expect, it } from 'vitest';
import { withParseCache } from '../../src/collections/parse-cache.ts';
import { heapGrowth, MIB } from '../support/garbage.ts';

function counting() {
  let calls = 0;
  const parse = withParseCache((value) => {
    calls++;
    return { value };
  });
  return { parse, calls: () => calls };
}

describe('withParseCache', () => {
  it('parses a value once', () => {
    const { parse, calls } = counting();
    expect(parse('a')).toBe(parse('a'));
    expect(calls()).toBe(1);
  });

  it('keeps a value in use while many others are added', () => {
    const { parse, calls } = counting();
    const kept = parse('kept');
    for (let i = 0; i < 10_000; i++) {
      parse(`other ${i}`);
      expect(parse('kept')).toBe(kept);
    }
    expect(calls()).toBe(10_001);
  });

  it('forgets a value that is unused for thousands of others', () => {
    const { parse, calls } = counting();
    parse('old');
    for (let i = 0; i < 5000; i++) parse(`other ${i}`);
    const before = calls();
    parse('old');
    expect(calls()).toBe(before + 1);
  });

  it('distinguishes values that differ only in the last but one character', () => {
    const { parse, calls } = counting();
    const heads = Array.from({ length: 10 }, (_, i) => `Content-Disposition: form-data; name="field${i}"`);
    for (const head of [...heads, ...heads]) parse(head);
    expect(calls()).toBe(heads.length);
  });

  it('does not store values longer than 1024 characters', () => {
    const { parse, calls } = counting();
    const long = 'x'.repeat(1025);
    parse(long);
    expect(parse(long)).toEqual({ value: long });
    expect(calls()).toBe(2);
  });

  it('FF6: does not retain the text that a value was cut from', async () => {
    const parse = withParseCache((value) => ({ kept: value.slice(1) }));
    const grown = await heapGrowth(() => {
      for (let i = 0; i < 60; i++) {
        const message = `${i} `.repeat(2_000_000);
        parse(message.slice(7, 507));
      }
    });
    expect(grown).toBeLessThan(20 * MIB);
  });

  it('leaves values that are not strings to the parser', () => {
    const parse = withParseCache((value) => typeof value);
    // @ts-expect-error A value is text.
    expect(parse(7)).toBe('number');
  });

  it('B17: treats every string as an ordinary key', () => {
    const { parse } = counting();
    expect(parse('__proto__')).toEqual({ value: '__proto__' });
    expect(parse('constructor')).toEqual({ value: 'constructor' });
  });
});
