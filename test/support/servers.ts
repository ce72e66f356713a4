import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

/** A server on a free port of the loopback interface. */
export interface Loopback extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** One of node's own servers. */
export async function nodeServer(listener: RequestListener): Promise<Loopback & { server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { server, url: `http://127.0.0.1:${port}`, port, [Symbol.asyncDispose]: close };
}

/**
 * A server that sends the given bytes for each request that it reads. `requests` are their bytes as text.
 */
export async function rawServer(
  answer: string | ((socket: Socket, request: string) => void),
): Promise<Loopback & { requests: string[] }> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const request = bytes.toString('latin1');
      requests.push(request);
      if (typeof answer === 'string') socket.end(answer);
      else answer(socket, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { requests, url: `http://127.0.0.1:${port}`, port, [Symbol.asyncDispose]: close };
}

/** A URL where nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = await rawServer('');
  await server[Symbol.asyncDispose]();
  return server.url;
}

/** A promise, and the functions that settle it. */
export function deferred<T = void>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
