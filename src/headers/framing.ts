/**
 * Where the body of a message ends (RFC 9112, section 6.3).
 *
 * @module
 */

import type { HeaderList } from '../wsgi/contract.ts';
import type { Fault } from '../wsgi/request-errors.ts';
import { parseContentLength } from './content-length.ts';
import { isSameName } from './lists/header-list.ts';

/** What a message says about the end of its body: its length in bytes, its transfer coding, or neither. */
export interface Framing {
  readonly length: number | undefined;
  /** In lower case; `'chunked'` in practically all messages of HTTP/1.1. */
  readonly coding: string | undefined;
}

const UNFRAMED: Framing = { length: undefined, coding: undefined };

/**
 * Reads the two fields that say where a body ends.
 *
 * @param length the Content-Length; several are joined by commas.
 * @param coding the Transfer-Encoding, joined in the same way.
 * @param Malformed the class of error thrown when both are present, or the length is malformed: for requests a
 * BadRequestError (400).
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

/** The fields of a message without `Transfer-Encoding`, whose coding was removed or will not be written. */
export function withoutTransferCoding(fields: HeaderList): HeaderList {
  return fields.filter(([name]) => !isSameName(name, 'Transfer-Encoding'));
}
