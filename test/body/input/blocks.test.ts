import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Blocks } from '../../../src/body/input/blocks.ts';
import { bytes, text } from '../../support/bytes.ts';

describe('Blocks', () => {
  it('return the bytes that were added, from any offset', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
    const pieces = fc.array(fc.tuple(piece, fc.boolean()));
    fc.assert(
      fc.property(pieces, fc.nat(60), fc.nat(60), (given, start, length) => {
        const blocks = new Blocks();
        for (const [piece, isKept] of given) {
          if (isKept) blocks.keep(bytes(piece));
          else blocks.append(bytes(piece));
        }
        const whole = given.map(([piece]) => piece).join('');
        const wanted = whole.slice(start, start + length);
        const target = new Uint8Array(wanted.length);
        blocks.copyTo(target, start);
        expect([blocks.size, text(blocks.view()), text(target)]).toEqual([whole.length, whole, wanted]);
      }),
    );
  });

  it('keep no reference to the added bytes', () => {
    const blocks = new Blocks();
    const given = bytes('abc');
    blocks.append(given);
    given.fill(0);
    expect(text(blocks.view())).toBe('abc');
  });

  it('hold kept bytes themselves, and go on with the block that they interrupt', () => {
    const blocks = new Blocks();
    blocks.append(new Uint8Array(1024 * 1024));
    blocks.append(bytes('a'));
    const kept = bytes('b');
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 1000; i++) {
      blocks.keep(kept);
      blocks.append(bytes('c'));
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
    const alone = new Blocks();
    alone.keep(kept);
    expect(alone.view()).toBe(kept);
  });

  it('use less than twice the memory of their content, if that is large', () => {
    const blocks = new Blocks();
    const chunk = new Uint8Array(64 * 1024).fill(7);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 256; i++) blocks.append(chunk);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * blocks.size);
    expect(blocks.view().every((byte) => byte === 7)).toBe(true);
  });
});
