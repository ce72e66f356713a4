import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ByteRange, ByteRanges } from '../../src/headers/byte-ranges.ts';
import { ContentRange } from '../../src/headers/content-range.ts';
import * as arbitrary from '../support/header-arbitraries.ts';
import vectors from '../vectors/standard/range.json' with { type: 'json' };
import webob from '../vectors/webob/range.json' with { type: 'json' };

const resolve = (value: string, length: number) => ByteRanges.parse(value)?.resolve(length).map(String);

describe('ByteRanges', () => {
  it.each([
    ['R1', 'bytes=-0', []],
    ['R2', 'bytes=-1000', ['bytes 0-49/50']],
    ['R3', 'bytes=-', undefined],
    ['R4', 'bytes=0-4junk', undefined],
    ['R4', 'bytes=abc-5', undefined],
    ['R5', 'items=0-4', undefined],
    ['R6', 'bytes=0-4,60-70', ['bytes 0-4/50']],
    ['R7', 'bytes=0-4,10-14', ['bytes 0-4/50', 'bytes 10-14/50']],
    ['R7', 'Bytes=10-14 ,, 0-', ['bytes 10-14/50', 'bytes 0-49/50']],
  ])('%s: %j of 50 bytes', (_id, value, expected) => {
    expect(resolve(value, 50)).toEqual(expected);
  });

  it('R18: selects nothing of an empty representation', () => {
    expect(resolve('bytes=0-', 0)).toEqual([]);
    expect(resolve('bytes=-5', 0)).toEqual([]);
  });

  it('R19: accepts very many ranges', () => {
    const many = ByteRanges.parse(`bytes=${'0-,'.repeat(100_000)}`);
    expect(many?.ranges.length).toBe(100_000);
    expect(many?.resolve(50).length).toBe(100_000);
  });

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=,',
    'bytes 0-4',
    'bytes =0-4',
    'bytes=5-4',
    'bytes=0-4,5-4',
    'bytes=+1-2',
  ])('ignores %j', (value) => {
    expect(ByteRanges.parse(value)).toBeUndefined();
  });

  it('treats positions that are too large as the largest one', () => {
    const huge = '9'.repeat(400);
    expect(resolve(`bytes=1-${huge}`, 50)).toEqual(['bytes 1-49/50']);
    expect(resolve(`bytes=${huge}-`, 50)).toEqual([]);
    expect(resolve(`bytes=-${huge}`, 50)).toEqual(['bytes 0-49/50']);
  });

  it('refuses ranges that select nothing', () => {
    const wrong: ByteRange[][] = [
      [],
      [{ start: 5, stop: 5 }],
      [{ start: -1 }],
      [{ start: 0.5 }],
      [{ suffix: -1 }],
    ];
    for (const ranges of wrong) expect(() => new ByteRanges(ranges)).toThrow(RangeError);
  });

  it.each([0, 'a', {}, { stop: 5 }, { start: '0' }, { start: 0, suffix: 5 }, [0, 499]])(
    'refuses %j, which is not a range',
    (given) => {
      expect(() => ByteRanges.from([given as unknown as ByteRange])).toThrow(RangeError);
    },
  );

  it('takes a list of ranges, and nothing else', () => {
    expect(String(ByteRanges.from([{ start: 0, stop: 5 }, { suffix: 2 }]))).toBe('bytes=0-4,-2');
    // @ts-expect-error
    expect(() => ByteRanges.from({ start: 0 })).toThrow(TypeError);
  });

  it('requires either a start or a suffix', () => {
    // @ts-expect-error
    const both = () => new ByteRanges([{ start: 1, suffix: 2 }]);
    // @ts-expect-error
    const neither = () => new ByteRanges([{ stop: 2 }]);
    expectTypeOf(both).toBeFunction();
    expectTypeOf(neither).toBeFunction();
  });

  /** Werkzeug rejects a suffix longer than the representation; section 14.1.2 selects all of it. */
  const WERKZEUG_ALONE = ['range-0149'];

  it.each(vectors.cases.filter(({ op, id }) => op === 'satisfy' && !WERKZEUG_ALONE.includes(id)))(
    '$id: $input',
    ({ input, expected }) => {
      if (typeof input === 'string' || expected === null) throw new Error('another operation');
      const resolved = ByteRanges.parse(input.header)?.resolve(input.length);
      if ('ranges' in expected) {
        expect(resolved?.map(({ start, stop }) => [start, (stop ?? 0) - 1])).toEqual(expected.ranges);
      } else if ('unsatisfiable' in expected) {
        expect(resolved).toEqual([]);
      } else {
        expect(resolved ?? []).toEqual([]);
        if (!('none' in expected)) expect(resolved).toBeUndefined();
      }
    },
  );

  it.each(vectors.cases.filter(({ op }) => op === 'content-range-parse'))(
    '$id: $input',
    ({ input, expected }) => {
      const range = ContentRange.parse(String(input));
      const parts = range && {
        unit: 'bytes',
        start: range.start ?? null,
        end: range.stop === undefined ? null : range.stop - 1,
        length: range.length ?? null,
      };
      expect(parts ?? null).toEqual(expected);
    },
  );

  /** Cases in which WebOb differs from sections 14.1.1 and 14.1.2. */
  const WEBOB_ALONE: Record<string, string> = {
    'bytes=-0': 'R1: selects nothing',
    'bytes=-500': 'R2: a suffix longer than the whole selects the whole',
    'bytes=0-5x': 'R4: malformed',
    'bytes= 0 - 99': 'R4: no spaces within a range',
  };

  it.each(webob.cases.filter((given) => !(given.in.header in WEBOB_ALONE)))(
    'WebOb $id: $in.header of $in.length',
    ({ in: { header, length }, out }) => {
      const [range] = ByteRanges.parse(header)?.resolve(length) ?? [];
      expect(range ? [range.start, range.stop, range.length] : null).toEqual(out.content_range ?? null);
    },
  );

  it('reads its own output', () => {
    const position = fc.nat();
    const range: fc.Arbitrary<ByteRange> = fc.oneof(
      position.map((start) => ({ start })),
      position.map((suffix) => ({ suffix })),
      fc.tuple(position, position).map(([start, more]) => ({ start, stop: start + more + 1 })),
    );
    fc.assert(
      fc.property(fc.array(range, { minLength: 1 }), (ranges) => {
        const value = new ByteRanges(ranges);
        expect(ByteRanges.parse(String(value))).toEqual(value);
      }),
    );
  });

  it('resolves to parts of the whole', () => {
    fc.assert(
      fc.property(arbitrary.anything, fc.nat(), (value, length) => {
        for (const { start, stop } of ByteRanges.parse(`bytes=${value}`)?.resolve(length) ?? []) {
          expect(start).toBeLessThan(stop ?? 0);
          expect(stop).toBeLessThanOrEqual(length);
        }
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void ByteRanges.parse(value)));
    for (const value of arbitrary.megabytes('bytes=', 'bytes=0-')) ByteRanges.parse(value);
  });
});
