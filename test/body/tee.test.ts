import { describe, expect, it } from 'vitest';
import { teeOf } from '../../src/body/tee.ts';
import { closeBody, iterate } from '../../src/wsgi/app-iter.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect } from '../support/bytes.ts';
import { cpuTime } from '../support/cpu-time.ts';

describe('teeOf', () => {
  it('yields everything to both readers, in parallel or in turn', async () => {
    const [one, other] = teeOf(tracked(['a', 'b', 'c']).body);
    expect(await Promise.all([collect(one), collect(other)])).toEqual(['abc', 'abc']);
    const [first, second] = teeOf([bytes('a'), bytes('b')]);
    expect([await collect(first), await collect(second)]).toEqual(['ab', 'ab']);
  });

  it('yields many chunks to the later reader in linear time', async () => {
    const [one, other] = teeOf(new Array<Uint8Array>(100_000).fill(bytes('a')));
    await collect(one);
    const time = await cpuTime(async () => expect(await collect(other)).toHaveLength(100_000));
    expect(time).toBeLessThan(4000);
  });

  it('stops the source when both readers stop, and neither waits for the other', async () => {
    const { body, closed } = tracked(['a', 'b']);
    const [one, other] = teeOf(body);
    const iterator = iterate(one);
    await iterator.next();
    await iterator.return?.();
    expect(closed()).toBe(false);
    const last = iterate(other);
    expect([await last.next(), await last.next()].map(({ value }) => String(value))).toEqual(['97', '98']);
    await last.return?.();
    expect(closed()).toBe(true);
  });

  it('stops a source that was never read', async () => {
    const { body, closed } = tracked(['a']);
    const [one, other] = teeOf(body);
    await closeBody(one);
    await closeBody(one);
    expect(closed()).toBe(false);
    await closeBody(other);
    expect(closed()).toBe(true);
    expect(await collect(one)).toBe('');
  });

  it('fails for both readers if the source fails', async () => {
    const [one, other] = teeOf({
      *[Symbol.iterator]() {
        yield bytes('a');
        throw new RangeError('gone');
      },
    });
    await expect(collect(one)).rejects.toThrow('gone');
    const iterator = iterate(other);
    expect(await iterator.next()).toEqual({ done: false, value: bytes('a') });
    await expect(iterator.next()).rejects.toThrow('gone');
  });
});
