/**
 * Where the body of a message ends (RFC 9112, section 6.3).
 *
 * @module
 */

import type { HeaderList } from '../wsgi/contract.ts';
import type { Fault } from '../wsgi/request-errors.ts';
import { parseContentLength } from './content-length.ts';
import { isSameName } from './lists/header-list.ts';

/** What a message says of its body's end: its length in bytes, or the transfer coding that tells, or neither. */
export interface Framing {
  readonly length: number | undefined;
  /** In lower case; `'chunked'` in all messages of HTTP/1.1 that are in use. */
  readonly coding: string | undefined;
}

const UNFRAMED: Framing = { length: undefined, coding: undefined };

/**
 * Reads the two fields that tell where a body ends.
 *
 * @param length the Content-Length, joined where there are several.
 * @param coding the Transfer-Encoding, joined likewise.
 * @param Malformed what is thrown when both are there, or the length is malformed: for requests a BadRequestError (400).
 *
 * @example
 * ```ts
 * framingOf('5', undefined); // { length: 5, coding: undefined }
 * framingOf(undefined, 'Chunked'); // { length: undefined, coding: 'chunked' }
 * framingOf('5', 'chunked'); // throws TypeError
 * ```
 */
export function framingOf(
  length: string | undefined,
  coding: string | undefined,
  Malformed: Fault = TypeError,
): Framing {
  if (length === undefined && coding === undefined) return UNFRAMED;
  if (length !== undefined && coding !== undefined) {
    throw new Malformed('The message has both Content-Length and Transfer-Encoding.');
  }
  return { length: parseContentLength(length, Malformed), coding: coding?.toLowerCase() };
}

/** The fields of a message whose transfer coding was taken off, or is not to be written. */
export function withoutTransferCoding(fields: HeaderList): HeaderList {
  return fields.filter(([name]) => !isSameName(name, 'Transfer-Encoding'));
}
