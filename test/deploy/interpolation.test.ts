import { describe, expect, it } from 'vitest';
import { type Budget, Interpolation } from '../../src/deploy/interpolation.ts';
import type { Setting } from '../../src/deploy/settings.ts';

const ENV: Readonly<Record<string, string>> = { SECRET: '100%(sure)', EMPTY: '' };

/** The value of `k` among options, which are literal if their names begin with `=`. */
function textOf(options: Readonly<Record<string, string>>, budget: Budget = { left: 1000 }): string {
  const setting = (name: string): Setting | undefined => {
    const [value, isLiteral] = [options[name] ?? options[`=${name}`], options[name] === undefined];
    return value === undefined ? undefined : { value, place: { option: name }, isLiteral };
  };
  const interpolation = new Interpolation({ option: setting, env: (name) => ENV[name] }, budget);
  return interpolation.valueOf('k', setting('k') ?? { value: '', place: {}, isLiteral: true });
}

describe('interpolation', () => {
  it.each([
    [{ k: 'plain' }, 'plain'],
    [{ k: '' }, ''],
    [{ k: '%(a)s', a: '' }, ''],
    [{ k: '<%(a)s>', a: '%(b)s %(b)s', b: 'c' }, '<c c>'],
    [{ k: '50%%' }, '50%'],
    [{ k: '%%(a)s' }, '%(a)s'],
    [{ k: '%(env.SECRET)s' }, '100%(sure)'],
    [{ k: '[%(env.EMPTY)s]' }, '[]'],
    [{ k: '%(env.SECRET)s', 'env.SECRET': 'the option' }, 'the option'],
    [{ k: '%(a)s', '=a': '5% %(b)s' }, '5% %(b)s'],
    [{ '=k': '5% %(b)s' }, '5% %(b)s'],
  ])('of %j returns %j', (options, text) => {
    expect(textOf(options)).toBe(text);
  });

  it.each([
    ['100%', 'interpolation-syntax', 'write %%'],
    ['%d', 'interpolation-syntax', 'found "%d"'],
    ['%()s', 'interpolation-syntax', '%()s'],
    ['%(a', 'interpolation-syntax', '%(a'],
    ['%(a)d', 'interpolation-syntax', '%(a)d'],
    ['%(nothing)s', 'interpolation-missing', 'there is no "nothing"'],
    ['%(env.NOTHING)s', 'interpolation-missing', 'no variable NOTHING'],
    ['%(k)s', 'interpolation-depth', 'more than 10 levels'],
  ])('of %j is an error of the kind %s', (k, kind, reason) => {
    expect(() => textOf({ k })).toThrow(
      expect.objectContaining({ kind, option: 'k', reason: expect.stringContaining(reason) }),
    );
  });

  it('names the option that contains the fault, not those that refer to it', () => {
    expect(() => textOf({ k: '%(a)s', a: '%(b)s', b: '5%' })).toThrow(
      expect.objectContaining({ option: 'b' }),
    );
  });

  it('goes ten levels deep, even through values that it has already computed', () => {
    const chain = (length: number) =>
      Object.fromEntries(Array.from({ length }, (_, i) => [`a${i}`, i === 0 ? '%%' : `%(a${i - 1})s`]));
    expect(textOf({ k: '%(a8)s', ...chain(9) })).toBe('%');
    expect(() => textOf({ k: '%(a9)s', ...chain(10) })).toThrow('more than 10 levels');
    expect(() => textOf({ k: '%(a8)s %(b)s', b: '%(a8)s', ...chain(9) })).toThrow('more than 10 levels');
  });

  it('limits the growth of values that repeat each other', () => {
    const repeated = (name: string) => `%(${name})s`.repeat(10);
    const bomb = { k: repeated('a'), a: repeated('b'), b: repeated('c'), c: repeated('d'), d: 'dddddddddd' };
    expect(() => textOf(bomb)).toThrow(expect.objectContaining({ kind: 'interpolation-depth', option: 'k' }));
    expect(textOf(bomb, { left: 1_000_000 })).toHaveLength(100_000);
  });
});
