/**
 * Where a server listens: at a port, at a Unix socket, or at a descriptor that is already listening.
 *
 * @module
 */
import type { Server } from 'node:net';
import { bracketed } from '../../url/ipv6.ts';
import type { Place } from './server-handle.ts';

/** Where a server listens. */
export interface ListenOptions {
  /** The port. With 0 the system chooses a free one. */
  port?: number | undefined;
  /** The address to listen on. Defaults to `'127.0.0.1'`. */
  hostname?: string | undefined;
  /** The path of a Unix socket to listen on, instead of a port. An abandoned socket at that path is replaced. */
  path?: string | undefined;
  /** The permissions of that socket, such as `0o660`. Defaults to those that the process's umask leaves. */
  mode?: number | undefined;
  /** A file descriptor that is already listening, instead of a port. systemd's is 3. */
  fd?: number | undefined;
}

/** What listening requires of a server. */
type Listening = Pick<Server, 'listen' | 'address' | 'close' | 'once' | 'off'>;

/**
 * Starts listening.
 *
 * @param scheme the scheme of its URL.
 * @param defaultPort used if the options name no place.
 * @throws the error of listening, such as one with the code `EADDRINUSE`.
 */
export async function listen(
  server: Listening,
  options: ListenOptions,
  scheme: string,
  defaultPort: number,
): Promise<Place> {
  const { port = defaultPort, hostname = '127.0.0.1', path, mode, fd } = options;
  if (fd !== undefined) await bind(server, { fd });
  else if (path === undefined) await bind(server, { port, host: hostname });
  else await bindPath(server, path, mode);
  const address = server.address();
  if (address === null) return { url: `fd:${String(fd)}`, port: 0 };
  if (typeof address === 'string') return { url: `unix:${address}`, port: 0 };
  return { url: `${scheme}://${bracketed(address.address)}:${address.port}`, port: address.port };
}

async function bindPath(server: Listening, path: string, mode: number | undefined): Promise<void> {
  const { chmod, lstat, rm } = await import('node:fs/promises');
  try {
    await bind(server, { path });
  } catch (error) {
    const isTaken = codeOf(error) === 'EADDRINUSE';
    if (!isTaken || !(await lstat(path)).isSocket() || !(await isLeft(path))) throw error;
    await rm(path, { force: true });
    await bind(server, { path });
  }
  if (mode === undefined) return;
  try {
    await chmod(path, mode);
  } catch (error) {
    server.close();
    throw error;
  }
}

type Where = { fd: number } | { path: string } | { port: number; host: string };

function bind(server: Listening, where: Where): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Whether a socket is abandoned: the process that made it has ended. */
async function isLeft(path: string): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error) => resolve(codeOf(error) === 'ECONNREFUSED'));
  });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
