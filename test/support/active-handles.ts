/**
 * The servers and sockets that keep this process running, which the code under test does not expose.
 *
 * @module
 */
import { Server, Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

declare global {
  namespace NodeJS {
    interface Process {
      /** Node's types do not declare it. */
      _getActiveHandles(): unknown[];
    }
  }
}

/** The server that listens on a port. */
export function serverAt(port: number): Server | undefined {
  return process._getActiveHandles().find((handle): handle is Server => {
    const address = handle instanceof Server ? handle.address() : null;
    return typeof address === 'object' && address?.port === port;
  });
}

/** The sockets that the server on a port has accepted. */
export function socketsAt(port: number): Socket[] {
  return process
    ._getActiveHandles()
    .filter((handle): handle is Socket => handle instanceof Socket && handle.localPort === port);
}

/** Waits until the only socket that the server on a port has accepted has received a number of bytes. */
export async function untilReceived(port: number, bytes: number): Promise<void> {
  for (;;) {
    const [socket, ...others] = socketsAt(port);
    if (socket?.bytesRead === bytes && others.length === 0) return;
    await setImmediate();
  }
}
