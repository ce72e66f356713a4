/**
 * Contestants that are servers, loaded from another process.
 *
 * @module
 */
import { createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sample } from './harness.ts';
import { load } from './load.ts';

/** A GET request to a server of this process. */
export interface ServedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Serves a listener, and gives its origin. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await listening(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Asks once; the response's body is to be read. `fetch` would add a Cache-Control of its own. */
export function ask({ url, headers }: ServedRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).on('error', reject);
  });
}

/** This process's CPU time while another one sends it a request again and again. */
export async function loadedWith({ url, headers }: ServedRequest, milliseconds: number): Promise<Sample> {
  const before = process.cpuUsage();
  const operations = await load(url, milliseconds / 1000, headers);
  const { user, system } = process.cpuUsage(before);
  return { operations, microseconds: user + system };
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
}
