/**
 * Responses as whole HTTP/1 messages (RFC 9112, section 4).
 *
 * @module
 */

import { isSameName } from '../headers/lists/header-list.ts';
import { formatMessage, parseMessage } from '../messages/message.ts';
import type { HeaderList } from '../wsgi/contract.ts';

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/;

/** What a response message says. */
export interface ResponseParts {
  /** Code and reason. */
  readonly status: string;
  readonly headerList: HeaderList;
  readonly body: Uint8Array;
}

/**
 * Takes a response message apart; a transfer coding is gone from body and headers.
 *
 * @throws TypeError when it is malformed.
 */
export function partsOfMessage(bytes: Uint8Array): ResponseParts {
  const { startLine, fields, body } = parseMessage(bytes);
  const [, code, reason = ''] = STATUS_LINE.exec(startLine) ?? [];
  if (code === undefined) throw new TypeError(`Malformed status line: ${JSON.stringify(startLine)}.`);
  return { status: `${code} ${reason}`, headerList: withoutTransferCoding(fields), body };
}

/**
 * Writes a response message, without a transfer coding.
 *
 * @throws TypeError when the status line or a field cannot be sent.
 */
export function messageOf(statusLine: string, fields: HeaderList, body: Uint8Array): Uint8Array {
  return formatMessage({ startLine: `HTTP/1.1 ${statusLine}`, fields: withoutTransferCoding(fields), body });
}

function withoutTransferCoding(fields: HeaderList): HeaderList {
  return fields.filter((field) => !isSameName(field[0], 'Transfer-Encoding'));
}
