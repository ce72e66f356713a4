/**
 * Reads responses from whole HTTP/1 messages (RFC 9112, section 4).
 *
 * @module
 */

import { withoutTransferCoding } from '../headers/framing.ts';
import { parseMessage } from '../messages/parse.ts';
import type { HeaderList } from '../wsgi/contract.ts';
import { readStatusLine } from '../wsgi/status.ts';

const PROTOCOL = /^HTTP\/1\.[01] /;

/** The parts of a response message. */
interface ResponseParts {
  /** Code and reason. */
  readonly status: string;
  readonly headerList: HeaderList;
  readonly body: Uint8Array;
}

/**
 * Parses a response message. A transfer coding is removed from body and headers.
 *
 * @throws TypeError when it is malformed.
 */
export function partsOfMessage(bytes: Uint8Array): ResponseParts {
  const { startLine, fields, body } = parseMessage(bytes);
  const protocol = PROTOCOL.exec(startLine)?.[0];
  const status = protocol && readStatusLine(startLine.slice(protocol.length));
  if (!status) throw new TypeError(`Malformed status line: ${JSON.stringify(startLine)}.`);
  return {
    status: `${startLine.slice(9, 12)} ${status.reason}`,
    headerList: withoutTransferCoding(fields),
    body,
  };
}
