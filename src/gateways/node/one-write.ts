/**
 * Ends small HTTP/1 responses with one write to the socket.
 *
 * @module
 */
import type { ServerResponse } from 'node:http';
import { nativeFromBytes } from '../../wsgi/native-string.ts';

/** Copying more bytes than this costs more than a second buffer for the system. */
const MOST_BYTES = 2048;

/**
 * Ends a response whose head is composed but not sent, by appending the body to that head.
 *
 * Node's own `end(body)` makes a `writev` of the head with the body, and of an empty string that has its callback. A
 * single write saves a tenth of the CPU time of a small response, and a sixth for 64 KiB of text.
 *
 * @param length the body's length in bytes.
 * @returns false if the response is not sent like this; nothing has changed then.
 */
export function endInOneWrite(outgoing: ServerResponse, body: string | Uint8Array, length: number): boolean {
  if (!isPending(outgoing)) return false;
  const isAscii = typeof body === 'string' && body.length === length;
  if (!isAscii && length > MOST_BYTES) return false;
  // Node sends a head as Latin-1, one byte for each character.
  outgoing._header += isAscii ? body : nativeFromBytes(typeof body === 'string' ? Buffer.from(body) : body);
  outgoing.end();
  return true;
}

/** What node keeps of a response, and another runtime may not have. */
interface Internals {
  _header: string;
  readonly _headerSent: unknown;
  readonly _hasBody: unknown;
}

/** Whether the head is still to be sent, before a body that is sent as it is. */
function isPending(outgoing: ServerResponse & Partial<Internals>): outgoing is ServerResponse & Internals {
  return (
    outgoing._headerSent === false &&
    outgoing._hasBody === true &&
    typeof outgoing._header === 'string' &&
    !outgoing.chunkedEncoding &&
    !outgoing.strictContentLength
  );
}
