import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Spool } from '../../../src/body/input/spool.ts';
import { bytes, collect, text } from '../../support/bytes.ts';

describe('Spool', () => {
  it.each([0, 1, 5, 8, 100])('with a threshold of %i returns the stored bytes', async (threshold) => {
    const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(50), async (given, position) => {
        const spool = new Spool(threshold);
        for (const piece of given) await spool.append(bytes(piece));
        const whole = given.join('');
        expect(spool.size).toBe(whole.length);
        expect(text(await spool.bytes())).toBe(whole);
        expect(await collect(spool)).toBe(whole);
        expect(text(await spool.read(position))).toBe(whole.slice(position));
        spool[Symbol.dispose]();
      }),
      { numRuns: 40 },
    );
  });

  it('can be read during the writing', async () => {
    const spool = new Spool(4);
    await spool.append(bytes('abc'));
    const writing = spool.append(bytes('defgh'));
    expect(text(await spool.bytes())).toBe('abc');
    await writing;
    expect(text(await spool.bytes())).toBe('abcdefgh');
    spool[Symbol.dispose]();
  });

  it('shares no memory with its callers', async () => {
    const spool = new Spool(100);
    const given = bytes('abc');
    await spool.append(given);
    given.fill(0);
    (await spool.bytes()).fill(0);
    (await spool.read(0)).fill(0);
    expect(text(await spool.bytes())).toBe('abc');
  });

  it.each([
    [16 * 1024, true, 0],
    [16 * 1024, false, 1],
    [16 * 1024 - 1, true, 1],
  ])('copies %i bytes, unless they are many and last (%j)', async (length, isLasting, expected) => {
    const spool = new Spool(Infinity);
    const given = new Uint8Array(length).fill(1);
    spool.append(given, isLasting);
    given.fill(0);
    expect((await spool.read(0))[0]).toBe(expected);
    (await spool.bytes()).fill(7);
    expect((await spool.bytes())[0]).toBe(expected);
  });

  it.each<[what: string, given: Uint8Array, threshold: number, expected: number]>([
    ['a whole buffer', new Uint8Array(100), 100, 0],
    ['half a buffer', new Uint8Array(200).subarray(0, 100), 100, 0],
    ['a small part of a buffer', new Uint8Array(201).subarray(0, 100), 100, 1],
    ['more bytes than the threshold', new Uint8Array(101), 100, 1],
  ])('begins without a copy unless that costs memory: %s', async (_what, given, threshold, expected) => {
    const spool = new Spool(threshold);
    given.fill(1);
    await spool.begin(given);
    given.fill(0);
    await spool.append(bytes('abc'));
    expect((await spool.read(0))[0]).toBe(expected);
    expect(text(await spool.slice(given.length, spool.size))).toBe('abc');
    spool[Symbol.dispose]();
  });

  it.each([100, 0])('can be closed permanently (threshold %i)', async (threshold) => {
    const spool = new Spool(threshold);
    await spool.append(bytes('abc'));
    spool[Symbol.dispose]();
    spool[Symbol.dispose]();
    await expect(spool.bytes()).rejects.toThrow(TypeError);
    expect(() => spool.append(bytes('d'))).toThrow(TypeError);
    await expect(collect(spool)).rejects.toThrow(TypeError);
  });
});
