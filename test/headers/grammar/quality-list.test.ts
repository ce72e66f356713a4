import { describe, expect, it } from 'vitest';
import { ElementReader, plainElement } from '../../../src/headers/grammar/quality-list.ts';
import { Accept, AcceptCharset, AcceptEncoding, AcceptLanguage } from '../../../src/headers.ts';
import vectors from '../../vectors/standard/accept.json' with { type: 'json' };

const CLASSES = { media: Accept, charset: AcceptCharset, encoding: AcceptEncoding, language: AcceptLanguage };

interface Input {
  kind: keyof typeof CLASSES;
  header: string | null;
  available: string[];
  value?: string;
  default?: string;
}

type List = InstanceType<(typeof CLASSES)[keyof typeof CLASSES]>;

const offersOf = (list: List, { available }: Input) => list.acceptable(available).map(([offer]) => offer);

const OPERATIONS: Record<string, (list: List, input: Input) => unknown> = {
  best: (list, input) => list.best(input.available) ?? input.default ?? null,
  'best-encoding-header': (list, input) => list.best(input.available) ?? null,
  accepts: (list, input) => list.best(input.available) ?? false,
  preferred: offersOf,
  acceptable: (list, input) => list.acceptable(input.available),
  'acceptable-set': (list, input) => offersOf(list, input).sort(),
  quality: (list, input) => list.quality(input.value ?? ''),
  'group-order': (list, input) => {
    const acceptable = list.acceptable(input.available);
    const qualities = [...new Set(acceptable.map(([, quality]) => quality))];
    return qualities.map((quality) =>
      acceptable
        .filter((pair) => pair[1] === quality)
        .map(([offer]) => offer)
        .sort(),
    );
  },
};

const EXCEPTIONS: Record<string, string> = {
  'accept-0020': 'a tie, which that library does not break in the order offered',
  'accept-0498': 'requires the ranges by precedence, which no method returns',
  'accept-0524': 'requires the quality of a range, not of a media type',
  'accept-0525': 'requires the quality of a range, not of a media type',
  'accept-0527': 'requires the quality of a range, not of a media type',
  'accept-0528': 'requires the quality of a range, not of a media type',
};

describe('the Accept family compared with other libraries', () => {
  it.each(vectors.cases.filter(({ id }) => !EXCEPTIONS[id]))('$id: $op $input', ({ op, input, expected }) => {
    const given = input as Input;
    const list = CLASSES[given.kind].parse(given.header ?? undefined);
    expect(OPERATIONS[op]?.(list, given)).toEqual(expected);
  });

  it.each(Object.entries(EXCEPTIONS))('%s differs: %s', (id) => {
    const { op, input, expected } = vectors.cases.find((one) => one.id === id)!;
    const given = input as Input;
    const list = CLASSES[given.kind].parse(given.header ?? undefined);
    expect(OPERATIONS[op]?.(list, given)).not.toEqual(expected);
  });
});

describe('the parsed elements of a list', () => {
  it('keep their order, without malformed ones', () => {
    const reader = new ElementReader(plainElement((range) => range !== 'b'));
    expect(Array.from(reader.list('a;q=0.5, b, c;q=2, d'), ({ range }) => range)).toEqual(['a', 'd']);
  });
});

describe.each(Object.entries(CLASSES))('a list of the kind %s', (kind, List) => {
  const any = kind === 'media' ? '*/*' : '*';

  it('accepts an instance, header text, or a list of elements', () => {
    const list = List.from('a/b;q=0.5, x;q=0.5');
    expect(List.from(list)).toBe(list);
    expect(list.elements).toEqual(List.parse('a/b;q=0.5, x;q=0.5').elements);
    expect(String(List.from([any, [any, 0.25], { range: any, quality: 0 }]))).toBe(
      `${any}, ${any};q=0.25, ${any};q=0`,
    );
  });

  it('treats a string as a list of one', () => {
    expect(String(new List(`${any};q=0.5`))).toBe(`${any};q=0.5`);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses the quality %d', (quality) => {
    expect(() => new List([[any, quality]])).toThrow(RangeError);
  });

  it('refuses a malformed element, and values that are not a list', () => {
    expect(() => new List(['a b'])).toThrow(TypeError);
    // @ts-expect-error
    expect(() => new List(5)).toThrow(TypeError);
  });
});
