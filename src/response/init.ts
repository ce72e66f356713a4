/**
 * What a response can be made with.
 *
 * @module
 */

import type { PairsInit } from '../collections/pairs.ts';
import type { CacheControl } from '../headers/cache-control.ts';
import type { CacheDirectives } from '../headers/cache-directives.ts';
import type { Challenge } from '../headers/challenge.ts';
import type { ContentDisposition } from '../headers/content-disposition.ts';
import type { ContentRange } from '../headers/content-range.ts';
import type { EntityTagInit } from '../headers/entity-tag.ts';
import type { MediaType } from '../headers/media-type.ts';
import type { Vary } from '../headers/vary.ts';
import type { HeaderList } from '../wsgi/contract.ts';

/** Header fields by name, or as pairs; a Headers object is such pairs. */
export type HeadersInit = PairsInit<string>;

/** What a response can be made with: each property as an assignment to it would set it. */
export interface ResponseInit {
  status?: number | string | undefined;
  statusText?: string | undefined;
  /** Instead of a body: a value that becomes JSON. */
  json?: unknown;
  headers?: HeadersInit | undefined;
  /** The fields as they shall be sent; no Content-Type is added to them. */
  headerList?: HeaderList | undefined;
  contentType?: string | MediaType | null | undefined;
  contentTypeParams?: Readonly<Record<string, string>> | undefined;
  /** For a text or XML type, instead of the default. */
  charset?: string | undefined;
  contentLength?: number | undefined;
  contentEncoding?: string | undefined;
  contentLocation?: string | undefined;
  location?: string | URL | undefined;
  pragma?: string | undefined;
  age?: number | undefined;
  server?: string | undefined;
  allow?: Iterable<string> | undefined;
  acceptRanges?: Iterable<string> | undefined;
  contentLanguage?: Iterable<string> | undefined;
  vary?: Vary | Iterable<string> | undefined;
  contentDisposition?: ContentDisposition | string | undefined;
  contentRange?: ContentRange | string | undefined;
  etag?: EntityTagInit | undefined;
  lastModified?: Date | string | undefined;
  date?: Date | string | undefined;
  expires?: Date | string | undefined;
  retryAfter?: number | Date | undefined;
  wwwAuthenticate?: Challenge | string | Iterable<Challenge | string> | undefined;
  cacheControl?: CacheControl | CacheDirectives | string | undefined;
  conditionalResponse?: boolean | undefined;
}
