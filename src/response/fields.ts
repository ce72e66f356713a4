/**
 * The header fields that are properties of a response, and options of the same names.
 *
 * @module
 */
import { cacheControl } from '../headers/cache-control.ts';
import { wwwAuthenticate } from '../headers/challenge.ts';
import { contentDisposition } from '../headers/content-disposition.ts';
import { contentLength } from '../headers/content-length.ts';
import { contentRange } from '../headers/content-range.ts';
import { age } from '../headers/counts.ts';
import { date, expires, lastModified } from '../headers/date-fields.ts';
import { etag } from '../headers/entity-tag.ts';
import type { FieldValues } from '../headers/grammar/field.ts';
import { location } from '../headers/location.ts';
import { contentType } from '../headers/media-type.ts';
import { retryAfter } from '../headers/retry-after.ts';
import { contentLocation, pragma, server } from '../headers/text-fields.ts';
import { acceptRanges, allow, contentEncoding, contentLanguage } from '../headers/token-lists.ts';
import { vary } from '../headers/vary.ts';

export const RESPONSE_FIELDS = {
  acceptRanges,
  age,
  allow,
  cacheControl,
  contentDisposition,
  contentEncoding,
  contentLanguage,
  contentLength,
  contentLocation,
  contentRange,
  contentType,
  date,
  etag,
  expires,
  lastModified,
  location,
  pragma,
  retryAfter,
  server,
  vary,
  wwwAuthenticate,
} as const;

/** A header per property, as its field takes it; `undefined` and `null` remove it. */
export type ResponseFieldValues = FieldValues<typeof RESPONSE_FIELDS>;
