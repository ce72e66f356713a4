/**
 * Closes a connection on which the client is still sending.
 *
 * @module
 */
import type { Socket } from 'node:net';

/** How much more is read from the client, in bytes, and how long it has to read, in milliseconds. */
const MOST_BYTES_DISCARDED = 1024 * 1024;
const LONGEST_LINGER = 2000;

/**
 * Makes node close a connection of its HTTP server in stages (RFC 9112, section 9.6) instead of at once: closing
 * while bytes are arriving resets the connection, and the client could lose the response.
 *
 * The server ends its side, and discards a limited amount of what still arrives; the rest stays unread. When the
 * client closes, or after a while, the connection is closed.
 */
export function closeLingering(socket: Socket): void {
  socket.destroySoon = () => linger(socket);
}

function linger(socket: Socket): void {
  const most = socket.bytesRead + MOST_BYTES_DISCARDED;
  const timer = setTimeout(() => socket.destroy(), LONGEST_LINGER);
  socket
    .removeAllListeners('data')
    .removeAllListeners('end')
    .on('data', () => {
      if (socket.bytesRead > most) socket.pause();
    })
    .once('end', () => socket.destroy())
    .once('close', () => clearTimeout(timer))
    .resume()
    .end();
}
