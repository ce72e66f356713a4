import { describe, expect, it } from 'vitest';
import { withParseCache } from '../../src/collections/parse-cache.ts';

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

  it('keeps what is used while many others come', () => {
    const { parse, calls } = counting();
    const kept = parse('kept');
    for (let i = 0; i < 10_000; i++) {
      parse(`other ${i}`);
      expect(parse('kept')).toBe(kept);
    }
    expect(calls()).toBe(10_001);
  });

  it('forgets what has not been used for 256 others', () => {
    const { parse, calls } = counting();
    parse('old');
    for (let i = 0; i < 256; i++) parse(`other ${i}`);
    const before = calls();
    parse('old');
    expect(calls()).toBe(before + 1);
  });

  it('keeps no value longer than 1024 characters', () => {
    const { parse, calls } = counting();
    const long = 'x'.repeat(1025);
    parse(long);
    expect(parse(long)).toEqual({ value: long });
    expect(calls()).toBe(2);
  });

  it('B17: takes every string for an ordinary key', () => {
    const { parse } = counting();
    expect(parse('__proto__')).toEqual({ value: '__proto__' });
    expect(parse('constructor')).toEqual({ value: 'constructor' });
  });
});
