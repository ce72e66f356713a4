/**
 * What keeps this process running: the servers and sockets of the code under test, which it does not hand out.
 *
 * @module
 */
import { Server, Socket } from 'node:net';

declare global {
  namespace NodeJS {
    interface Process {
      /** Node does not say it in its types. */
      _getActiveHandles(): unknown[];
    }
  }
}

/** The server that listens at a port. */
export function serverAt(port: number): Server | undefined {
  return process._getActiveHandles().find((handle): handle is Server => {
    const address = handle instanceof Server ? handle.address() : null;
    return typeof address === 'object' && address?.port === port;
  });
}

/** The sockets that a server at a port has accepted. */
export function socketsAt(port: number): Socket[] {
  return process
    ._getActiveHandles()
    .filter((handle): handle is Socket => handle instanceof Socket && handle.localPort === port);
}
