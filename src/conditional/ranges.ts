/**
 * Evaluates range requests against the current representation and its length (RFC 9110, sections 13 and 14).
 *
 * @module
 */
import { ByteRanges } from '../headers/byte-ranges.ts';
import { ContentRange, type SatisfiedRange } from '../headers/content-range.ts';
import { EntityTag } from '../headers/entity-tag.ts';
import { IfRange } from '../headers/if-range.ts';
import type { Environ } from '../wsgi/contract.ts';
import {
  type CurrentRepresentation,
  evaluatePreconditions,
  type PreconditionOutcome,
} from './preconditions.ts';

/** Proceed with the whole; or respond with a status; or send these ranges, at least one. */
type Evaluation = PreconditionOutcome | 416 | readonly SatisfiedRange[];

/** The methods for which ranges are defined. */
const RANGED = new Set(['GET', 'QUERY']);
const MOST_RANGES = 100;

/**
 * Evaluates the preconditions and then `If-Range` and `Range`.
 *
 * Overlapping ranges are merged, in the place of the first. More than 100 ranges, or overlapping ones that request
 * more bytes than there are, are ignored.
 *
 * @param length the length of the current representation in bytes; if unknown, ranges are ignored.
 *
 * @example
 * ```ts
 * const { environ } = Request.blank('/', { range: 'bytes=0-4, 90-', ifNoneMatch: '"v1"' });
 * evaluate(environ, { etag: 'v1' }, 50); // 304
 * String(evaluate(environ, { etag: 'v2' }, 50)); // 'bytes 0-4/50'
 * evaluate(environ, { etag: 'v2' }, 0); // 416
 * ```
 */
export function evaluate(
  environ: Environ,
  current: CurrentRepresentation,
  length: number | undefined,
): Evaluation {
  const outcome = evaluatePreconditions(environ, current);
  const isRangeRequest = RANGED.has(environ.REQUEST_METHOD) && environ.HTTP_RANGE !== undefined;
  if (outcome !== 'proceed' || !isRangeRequest || length === undefined) return outcome;
  if (!isOf(environ.HTTP_IF_RANGE, current)) return 'proceed';
  const ranges = ByteRanges.parse(environ.HTTP_RANGE);
  return ranges ? selectRanges(ranges, length) : 'proceed';
}

/** Whether the client has a part of the current representation. Reads only the validator that is compared. */
function isOf(header: string | undefined, current: CurrentRepresentation): boolean {
  const ifRange = IfRange.parse(header);
  if (!ifRange) return true;
  if (!ifRange.etag) return ifRange.matches({ lastModified: current.lastModified });
  const { etag } = current;
  return etag !== undefined && ifRange.matches({ etag: EntityTag.from(etag) });
}

function selectRanges(wanted: ByteRanges, length: number): Evaluation {
  if (wanted.ranges.length > MOST_RANGES) return 'proceed';
  const ranges = wanted.resolve(length);
  if (ranges.length === 0) {
    const isSatisfiable = length === 0 && wanted.ranges.some(({ suffix = 0 }) => suffix > 0);
    return isSatisfiable ? 'proceed' : 416;
  }
  if (ranges.length === 1) return ranges;
  const bytes = ranges.reduce((sum, { start, stop }) => sum + stop - start, 0);
  return bytes > length ? 'proceed' : mergeOverlapping(ranges);
}

/** Merges ranges that overlap; each result takes the place of the first range in it. */
function mergeOverlapping(ranges: readonly SatisfiedRange[]): SatisfiedRange[] {
  const ascending = ranges.map((range, place) => ({ range, place }));
  ascending.sort((a, b) => a.range.start - b.range.start);
  const merged: typeof ascending = [];
  for (const { range, place } of ascending) {
    const last = merged.at(-1);
    if (last === undefined || range.start >= last.range.stop) {
      merged.push({ range, place });
    } else {
      const stop = Math.max(last.range.stop, range.stop);
      last.range = ContentRange.satisfied(last.range.start, stop, range.length);
      last.place = Math.min(last.place, place);
    }
  }
  return merged.sort((a, b) => a.place - b.place).map(({ range }) => range);
}
