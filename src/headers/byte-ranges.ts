/**
 * `Range` in the `bytes` unit (RFC 9110, sections 14.1.2 and 14.2).
 *
 * @module
 */
import { withParseCache } from '../collections/parse-cache.ts';
import { ContentRange, type SatisfiedRange } from './content-range.ts';
import { listOf } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { splitList } from './grammar/field-value.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { valueField } from './grammar/simple-fields.ts';
import { isWholeNumber } from './grammar/whole-number.ts';

const BYTES = /^bytes=/i;
const RANGE = /^(\d+)-(\d*)$|^-(\d+)$/;
const LAST_POSITION = Number.MAX_SAFE_INTEGER - 1;

/**
 * One requested range: from `start` up to but not including `stop`, or to the end if there is no `stop`; or the
 * last `suffix` bytes.
 */
export type ByteRange =
  | { readonly start: number; readonly stop?: number | undefined; readonly suffix?: undefined }
  | { readonly suffix: number; readonly start?: undefined; readonly stop?: undefined };

/**
 * The requested ranges, at least one. Immutable.
 *
 * @example
 * ```ts
 * const ranges = ByteRanges.parse('bytes=0-4, 90-, -5');
 * ranges?.ranges; // [{ start: 0, stop: 5 }, { start: 90 }, { suffix: 5 }]
 * ranges?.resolve(50).map(String); // ['bytes 0-4/50', 'bytes 45-49/50']
 * ByteRanges.parse('items=0-4'); // undefined
 * ```
 */
export class ByteRanges {
  /** The ranges in the order requested. They may overlap, and there may be very many. */
  readonly ranges: readonly ByteRange[];

  /** @throws RangeError when there is no range, or a range is empty or not made of whole numbers of bytes. */
  constructor(ranges: Iterable<ByteRange>) {
    this.ranges = listOf(ranges, 'list of ranges');
    if (this.ranges.length === 0) throw new RangeError('the list of ranges must not be empty');
    for (const range of this.ranges) {
      if (!isSound(range)) throw new RangeError(`invalid byte range: ${JSON.stringify(range)}`);
    }
  }

  /**
   * Reads the header. `undefined`, which means to send the whole representation, when it is absent, in another
   * unit, or when any of its ranges is malformed. Positions are counted up to 2^53 - 2.
   */
  static parse(value: string | undefined): ByteRanges | undefined {
    return value === undefined ? undefined : parseRanges(value);
  }

  /**
   * Coerces to ranges: a ByteRanges, header text, or a list of ranges.
   *
   * @throws TypeError when the text is not a valid range of bytes, RangeError as the constructor does.
   */
  static from(value: ByteRanges | string | Iterable<ByteRange>): ByteRanges {
    if (value instanceof ByteRanges) return value;
    if (typeof value !== 'string') return new ByteRanges(value);
    const ranges = ByteRanges.parse(value);
    if (!ranges) throw new TypeError(`invalid byte range: ${JSON.stringify(value)}`);
    return ranges;
  }

  /**
   * The parts of a representation of `length` bytes that the ranges select, in the order requested. A range that
   * selects nothing is left out; if none is left, the answer is 416.
   */
  resolve(length: number): SatisfiedRange[] {
    const resolved: SatisfiedRange[] = [];
    for (const range of this.ranges) {
      const start = range.suffix === undefined ? range.start : Math.max(length - range.suffix, 0);
      const stop = Math.min(range.stop ?? length, length);
      if (start < stop) resolved.push(ContentRange.satisfied(start, stop, length));
    }
    return resolved;
  }

  /** The {@link ranges} in order. */
  [Symbol.iterator](): IterableIterator<ByteRange> {
    return this.ranges.values();
  }

  /** The header value. */
  toString(): string {
    return `bytes=${this.ranges.map(formatRange).join(',')}`;
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

const parseRanges = withParseCache((value) => {
  if (!BYTES.test(value)) return undefined;
  const ranges: ByteRange[] = [];
  for (const member of splitList(value.slice('bytes='.length))) {
    const range = readRange(member);
    if (!range) return undefined;
    ranges.push(range);
  }
  return ranges.length === 0 ? undefined : new ByteRanges(ranges);
});

/** The field that a request reads and writes as `range`. */
export const range: Field<ByteRanges | undefined, ByteRanges | string | Iterable<ByteRange>> = valueField(
  'Range',
  ByteRanges,
);

function isSound({ start, stop = Number.MAX_SAFE_INTEGER, suffix }: ByteRange): boolean {
  if (suffix !== undefined) return start === undefined && isWholeNumber(suffix);
  return isWholeNumber(start) && isWholeNumber(stop) && start < stop;
}

function readRange(member: string): ByteRange | undefined {
  const [, first, last, suffix] = RANGE.exec(member) ?? [];
  if (suffix !== undefined) return { suffix: position(suffix) };
  if (first === undefined) return undefined;
  const start = position(first);
  if (last === '' || last === undefined) return { start };
  const stop = position(last) + 1;
  return start < stop ? { start, stop } : undefined;
}

function position(digits: string): number {
  return Math.min(Number(digits), LAST_POSITION);
}

function formatRange({ start, stop, suffix }: ByteRange): string {
  return suffix === undefined ? `${start}-${stop === undefined ? '' : stop - 1}` : `-${suffix}`;
}
