/**
 * Ends small HTTP/1 responses with one write to the socket.
 *
 * @module
 */
import type { ServerResponse } from 'node:http';

/**
 * Ends a response whose head is composed but not sent, by appending the body to that head.
 *
 * Node's own `end(text)` makes a `writev` of the head with the body, and of an empty string that has its callback. A
 * single write saves a tenth of the CPU time of a small response, and a sixth for 64 KiB.
 *
 * @param text US-ASCII, because node sends a head as Latin-1.
 * @returns false if node does not send the response like this; nothing has changed then.
 */
export function endInOneWrite(outgoing: ServerResponse, text: string): boolean {
  if (!isPending(outgoing)) return false;
  outgoing._header += text;
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
