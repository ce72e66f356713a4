/**
 * Responses that wait for earlier ones on their connection (RFC 9112, section 9.3.2).
 *
 * Such a response has no socket yet, and node does not tell it when the connection closes.
 *
 * @module
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const watchers = new WeakMap<object, Set<() => void>>();

/** Whether a response waits on a connection that has closed. */
export function waitsInVain(outgoing: ServerResponse): boolean {
  return connectionOf(outgoing)?.destroyed === true;
}

/** Calls `closed` if the connection closes while a response waits. */
export function watchWhileWaiting(outgoing: ServerResponse, closed: () => void): void {
  const socket = connectionOf(outgoing);
  if (!socket?.once) return;
  const all = watchers.get(socket) ?? watched(socket as Socket);
  all.add(closed);
  outgoing.once('socket', () => all.delete(closed));
}

/** The connection, which may be a fake, of a response that has no socket. */
function connectionOf({ socket, req }: ServerResponse): Partial<Socket> | undefined {
  return socket ? undefined : req?.socket;
}

/** Node warns of more than ten listeners, so the responses of a connection share one. */
function watched(socket: Socket): Set<() => void> {
  const all = new Set<() => void>();
  watchers.set(socket, all);
  socket.once('close', () => {
    for (const closed of all) closed();
  });
  return all;
}
