import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Counts a server's writes to its sockets, as system calls. */
export function countWrites(server: Pick<Server, 'on'>): { count: number } {
  const writes = { count: 0 };
  server.on('connection', (socket: Socket) => {
    for (const name of ['_write', '_writev'] as const) {
      const write = socket[name]?.bind(socket) as ((...args: unknown[]) => void) | undefined;
      Object.defineProperty(socket, name, {
        value: (...args: unknown[]) => {
          writes.count++;
          write?.(...args);
        },
      });
    }
  });
  return writes;
}
