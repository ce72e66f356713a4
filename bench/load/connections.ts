/**
 * Connections that wait: between requests, for a response, or without reading one.
 *
 * @module
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opens connections that have received an answer and are now idle. */
export async function idleConnections(origin: string, count: number): Promise<Socket[]> {
  return await Promise.all(Array.from({ length: count }, () => answered(origin)));
}

/** Sends a request of three header lines. */
export function ask(socket: Socket, path: string): void {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n`);
}

async function answered(origin: string): Promise<Socket> {
  const { hostname: host, port } = new URL(origin);
  const socket = connect({ host, port: Number(port) });
  await once(socket, 'connect');
  ask(socket, '/hello');
  await once(socket, 'data');
  return socket;
}
