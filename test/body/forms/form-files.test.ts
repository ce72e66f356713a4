import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormFiles } from '../../../src/body/forms/form-files.ts';
import { bytes, collect, text } from '../../support/bytes.ts';

describe('FormFiles', () => {
  it.each([0, 5, 20, 1000])(
    'FF5: keeps each file apart from the others (threshold %i)',
    async (threshold) => {
      const contents = fc.array(
        fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 9 }), { maxLength: 4 }),
        {
          maxLength: 6,
        },
      );
      await fc.assert(
        fc.asyncProperty(contents, async (given) => {
          using files = new FormFiles(threshold);
          const kept = [];
          for (const pieces of given) {
            const file = files.add();
            for (const piece of pieces) await file.append(bytes(piece));
            kept.push(file);
          }
          for (const [i, file] of kept.entries()) {
            const whole = given[i]?.join('') ?? '';
            expect(file.size).toBe(whole.length);
            expect(text(await file.bytes())).toBe(whole);
            expect(await collect(file)).toBe(whole);
          }
        }),
        { numRuns: 40 },
      );
    },
  );

  it('yields a long file in several chunks', async () => {
    using files = new FormFiles(10);
    await files.add().append(bytes('before'));
    const file = files.add();
    await file.append(new Uint8Array(200_000).fill(7));
    await files.add().append(bytes('after'));
    const lengths: number[] = [];
    for await (const chunk of file) lengths.push(chunk.length);
    expect(lengths).toEqual([65_536, 65_536, 65_536, 3392]);
  });

  it('keeps the other files when one is discarded, and closes with the last', async () => {
    const files = new FormFiles(100);
    const [first, second] = [files.add(), files.add()];
    await second.append(bytes('second'));
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    await expect(collect(first)).rejects.toThrow(TypeError);
    expect(text(await second.bytes())).toBe('second');
    const reading = second[Symbol.asyncIterator]();
    await reading.next();
    second[Symbol.dispose]();
    await expect(reading.next()).rejects.toThrow(TypeError);
    expect(() => files.add().append(bytes('a'))).toThrow(TypeError);
  });
});
