import { describe, expect, it } from 'vitest';
import { whenKnown } from '../../src/middleware/when-known.ts';

describe('whenKnown', () => {
  it('continues synchronously with a value', () => {
    expect(whenKnown(1, (value) => value + 1)).toBe(2);
  });

  it('continues with the result of a promise', async () => {
    await expect(whenKnown(Promise.resolve(1), (value) => value + 1)).resolves.toBe(2);
  });

  it('passes an error on unchanged', async () => {
    const fail = (): never => {
      throw new RangeError('no');
    };
    expect(() => whenKnown(1, fail)).toThrow(RangeError);
    await expect(whenKnown(Promise.resolve(1), fail)).rejects.toThrow(RangeError);
    await expect(whenKnown(Promise.reject<number>(new RangeError('no')), String)).rejects.toThrow(RangeError);
  });
});
