/**
 * What a response can be made with.
 *
 * @module
 */
import type { BodyInit } from '../body/content.ts';
import type { PairsInit } from '../collections/pairs.ts';
import type { AppIter, HeaderList } from '../wsgi/contract.ts';
import type { ResponseFieldValues } from './fields.ts';

/** Header fields by name, or as pairs; a Headers object is such pairs. One whose value is `undefined` is left out. */
export type HeadersInit = PairsInit<string | undefined>;

/** What a response can be made with: each of its properties, set as an assignment to it sets it. */
export interface ResponseInit extends ResponseFieldValues {
  status?: number | string | undefined;
  statusText?: string | undefined;
  statusLine?: string | undefined;
  headers?: HeadersInit | undefined;
  /** The fields exactly as they are to be sent: no Content-Type is added to them. */
  headerList?: HeaderList | undefined;
  contentTypeParams?: Readonly<Record<string, string>> | null | undefined;
  /** The charset of a text or XML type, instead of the default. */
  charset?: string | null | undefined;
  /** Instead of a body: a value that becomes JSON. */
  json?: unknown;
  /** Does what assigning {@link Response.jsonBody} does. */
  jsonBody?: unknown;
  body?: BodyInit | null | undefined;
  appIter?: AppIter | undefined;
  conditionalResponse?: boolean | undefined;
}
