/**
 * Evaluates conditional requests against the current representation (RFC 9110, section 13).
 *
 * @module
 */
import { EntityTag, type EntityTagInit } from '../headers/entity-tag.ts';
import { EntityTagMatcher, includesTag } from '../headers/entity-tag-matcher.ts';
import { parseHttpDate } from '../headers/http-date.ts';
import type { Environ } from '../wsgi/contract.ts';

/** The current representation of the request's target. */
export interface CurrentRepresentation {
  /** Its entity tag; text without quotes is the value of a strong tag. */
  readonly etag?: EntityTagInit | undefined;
  /** When it last changed; fractions of a second are ignored. */
  readonly lastModified?: Date | undefined;
  /** Whether there is one. Defaults to true. If not, tag and date are ignored. */
  readonly exists?: boolean | undefined;
}

/** Proceed, or respond with `304 Not Modified` or `412 Precondition Failed`. */
export type PreconditionOutcome = 'proceed' | 304 | 412;

/** Methods that neither select nor change a representation have no preconditions (section 13.2.1). */
const UNCONDITIONAL = new Set(['CONNECT', 'OPTIONS', 'TRACE']);
const READING = new Set(['GET', 'HEAD', 'QUERY']);

/** Whether a method requests a representation that a client may have already. */
export function isReading(method: string): boolean {
  return READING.has(method);
}

/**
 * Evaluates a request's preconditions in the order of section 13.2.2. Malformed headers are ignored, but a list of
 * tags without a well-formed one matches nothing.
 *
 * @throws TypeError when the given tag is not a valid one.
 *
 * @example
 * ```ts
 * const { environ } = Request.blank('/', { method: 'PUT', ifMatch: '"v1"' });
 * evaluatePreconditions(environ, { etag: 'v1' }); // 'proceed'
 * evaluatePreconditions(environ, { etag: 'v2' }); // 412
 * evaluatePreconditions(environ, { exists: false }); // 412
 * ```
 */
export function evaluatePreconditions(environ: Environ, current: CurrentRepresentation): PreconditionOutcome {
  if (UNCONDITIONAL.has(environ.REQUEST_METHOD)) return 'proceed';
  const reads = isReading(environ.REQUEST_METHOD);

  if (environ.HTTP_IF_MATCH !== undefined) {
    if (!isNamed(environ.HTTP_IF_MATCH, current, false)) return 412;
  } else if (environ.HTTP_IF_UNMODIFIED_SINCE !== undefined) {
    if (isUnmodifiedSince(environ.HTTP_IF_UNMODIFIED_SINCE, current) === false) return 412;
  }

  if (environ.HTTP_IF_NONE_MATCH !== undefined) {
    if (isNamed(environ.HTTP_IF_NONE_MATCH, current, true)) return reads ? 304 : 412;
  } else if (reads && environ.HTTP_IF_MODIFIED_SINCE !== undefined) {
    if (isUnmodifiedSince(environ.HTTP_IF_MODIFIED_SINCE, current)) return 304;
  }
  return 'proceed';
}

/**
 * Whether a request that may change something does not say which state of the target it expects, and so could undo
 * a concurrent change (RFC 6585, section 3).
 */
export function lacksPrecondition(environ: Environ, current: CurrentRepresentation): boolean {
  const method = environ.REQUEST_METHOD;
  if (isReading(method) || UNCONDITIONAL.has(method) || environ.HTTP_IF_MATCH !== undefined) return false;
  const since = environ.HTTP_IF_UNMODIFIED_SINCE;
  if (since !== undefined && isUnmodifiedSince(since, current) !== undefined) return false;
  const matcher = EntityTagMatcher.parse(environ.HTTP_IF_NONE_MATCH);
  return !(matcher?.any || matcher?.tags.length);
}

/** Whether the header names the current representation. */
function isNamed(header: string, { etag, exists = true }: CurrentRepresentation, weak: boolean) {
  if (!exists) return false;
  const tag = etag === undefined ? undefined : EntityTag.from(etag);
  const matcher = EntityTagMatcher.parse(header);
  return matcher !== undefined && includesTag(matcher, tag, weak);
}

/** `undefined` when there is nothing to compare, and the header must be ignored. */
function isUnmodifiedSince(
  header: string,
  { lastModified, exists = true }: CurrentRepresentation,
): boolean | undefined {
  const since = parseHttpDate(header);
  if (since === undefined || lastModified === undefined || !exists) return undefined;
  return Math.floor(lastModified.getTime() / 1000) <= since.getTime() / 1000;
}
