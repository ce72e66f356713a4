/**
 * Writes responses as whole HTTP/1 messages (RFC 9112, section 4).
 *
 * @module
 */
import { withoutTransferCoding } from '../headers/framing.ts';
import { formatMessage } from '../messages/format.ts';
import type { HeaderList } from '../wsgi/contract.ts';

/**
 * Writes a response message, without a transfer coding.
 *
 * @throws TypeError when the status line or a field cannot be sent.
 */
export function messageOf(statusLine: string, fields: HeaderList, body: Uint8Array): Uint8Array {
  return formatMessage({ startLine: `HTTP/1.1 ${statusLine}`, fields: withoutTransferCoding(fields), body });
}
