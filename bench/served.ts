/**
 * Contestants that are servers, loaded from a separate process.
 *
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { forkNode, LOAD_CORE, pin } from './cores.ts';
import type { Contestant, Sample, Task } from './harness.ts';
import type { Http2Load } from './http2-loader.ts';
import type { Load } from './loader.ts';
import { ASKED, type Asked, type Server } from './servers.ts';

/** A request to a server of this process. */
export interface ServedRequest extends Partial<Pick<Asked, 'method' | 'body'>> {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Serves a listener, and returns its origin. Connections stay open between rounds. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer({ keepAliveTimeout: 0 }, listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serves a listener over HTTP/2 without TLS, and returns its origin. */
export async function serveHttp2(listener: RequestListener): Promise<string> {
  const server = createHttp2Server();
  // The types of listeners do not include the compatibility API.
  server.on('request', listener as never);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Sends a request once. The caller reads the response's body. `fetch` would add a Cache-Control field. */
export function ask({ url, method = 'GET', headers, body = '' }: ServedRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers, agent: false }, resolve).on('error', reject).end(body);
  });
}

/** Contestants that are complete servers. Their tasks return the commands for the loader. */
export function contestantsOf(
  servers: Readonly<Record<string, Server>>,
  run: (listener: RequestListener) => Promise<string>,
): Record<string, Contestant> {
  const contestant = ({ listener, readsNothing = false }: Server): Contestant => {
    return async () => {
      const origin = await run(await listener());
      const able = Object.entries<Asked>(ASKED).filter(([, { method }]) => method === 'GET' || !readsNothing);
      return Object.fromEntries(
        able.map(([name, { path, ...asked }]): [string, Task] => [
          name,
          () => ({ url: origin + path, ...asked }),
        ]),
      );
    };
  };
  return Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, contestant(server)]));
}

/** The CPU time of this process while another one repeats a request, for about this long. */
export async function loadedWith(
  { url, method = 'GET', headers, body = '' }: ServedRequest,
  milliseconds: number,
): Promise<Sample> {
  const { host, port, pathname } = new URL(url);
  const fields = Object.entries({ Host: host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `${method} ${pathname} HTTP/1.1\r\n${fields.join('')}\r\n${body}`;
  return await loadedBy((time) => load({ port: Number(port), request, milliseconds: time }), milliseconds);
}

/** {@link loadedWith}, over HTTP/2. */
export async function loadedOverHttp2(
  { url, method = 'GET', headers, body = '' }: ServedRequest,
  milliseconds: number,
): Promise<Sample> {
  const { port, pathname: path } = new URL(url);
  const asked: Asked = { method, path, headers, body };
  return await loadedBy((time) => load({ port: Number(port), asked, milliseconds: time }), milliseconds);
}

async function loadedBy(
  loadFor: (milliseconds: number) => Promise<number>,
  milliseconds: number,
): Promise<Sample> {
  const [shortest, fewest] = loader ? [milliseconds, 1] : [milliseconds * FIRST_LOAD, FIRST_REQUESTS];
  const before = process.cpuUsage();
  for (let operations = 0; ; ) {
    operations += await loadFor(milliseconds);
    const { user, system } = process.cpuUsage(before);
    const microseconds = user + system;
    if (operations >= fewest && microseconds >= 1000 * shortest * ENOUGH) return { operations, microseconds };
  }
}

/** The first load also warms up node's own server: it takes this many times longer, and at least this many requests. */
const FIRST_LOAD = 2;
const FIRST_REQUESTS = 6000;
/** The share of the requested time that suffices: a server also waits a little. */
const ENOUGH = 0.9;

let loader: ChildProcess | undefined;

/** Loads a server for a while, from a separate process, and returns the number of responses. It uses one port. */
export function load(message: Load | Http2Load): Promise<number> {
  loader ??= pin(
    'asked' in message ? forkNode('./http2-loader.js', ['load']) : forkNode('./loader.js'),
    LOAD_CORE,
  );
  const process = loader;
  return new Promise((resolve, reject) => {
    process.removeAllListeners().once('message', (responses) => resolve(Number(responses)));
    process.once('exit', () => reject(new Error('the loader has gone')));
    process.send(message);
  });
}
