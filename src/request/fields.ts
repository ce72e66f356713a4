/**
 * The header fields that are properties of a request, and that `with` can change under the same names.
 *
 * @module
 */
import { accept } from '../headers/accept.ts';
import { acceptCharset } from '../headers/accept-charset.ts';
import { acceptEncoding } from '../headers/accept-encoding.ts';
import { acceptLanguage } from '../headers/accept-language.ts';
import { authorization } from '../headers/authorization.ts';
import { range } from '../headers/byte-ranges.ts';
import { cacheControl } from '../headers/cache-control.ts';
import { contentLength } from '../headers/content-length.ts';
import { maxForwards } from '../headers/counts.ts';
import { date, ifModifiedSince, ifUnmodifiedSince } from '../headers/date-fields.ts';
import { ifMatch, ifNoneMatch } from '../headers/entity-tag-matcher.ts';
import { forwarded } from '../headers/forwarded.ts';
import type { FieldValues } from '../headers/grammar/field.ts';
import { ifRange } from '../headers/if-range.ts';
import { contentType } from '../headers/media-type.ts';
import { origin } from '../headers/origin.ts';
import { pragma, referer, userAgent } from '../headers/text-fields.ts';

export const REQUEST_FIELDS = {
  accept,
  acceptCharset,
  acceptEncoding,
  acceptLanguage,
  authorization,
  cacheControl,
  contentLength,
  contentType,
  date,
  forwarded,
  ifMatch,
  ifModifiedSince,
  ifNoneMatch,
  ifRange,
  ifUnmodifiedSince,
  maxForwards,
  origin,
  pragma,
  range,
  referer,
  referrer: referer,
  userAgent,
} as const;

/** A header per property, as its field takes it; `undefined` and `null` remove it. */
export type RequestFieldValues = FieldValues<typeof REQUEST_FIELDS>;
