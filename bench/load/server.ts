/**
 * The process of a server: `server.js answering NAME` runs one of bench/servers.ts, `server.js holding NAME` one of
 * bench/load/holding.ts. It sends its parent its origin and, when asked, the resources it uses.
 *
 * @module
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SERVERS, type Server } from '../servers.ts';
import { HOLDING } from './holding.ts';

/** What the server has done. */
export interface Usage {
  /** Microseconds of CPU time. */
  readonly cpuTime: number;
  /** The number of requests received. */
  readonly requests: number;
}

/**
 * Asks for the {@link Usage}, or for the bytes that the process keeps after a garbage collection: objects, and buffers
 * outside of them. The collection also discards compiled code, so that the next requests take longer.
 */
export type Question = 'usage' | 'kept';

/** The number of connections that may wait to be accepted. */
const BACKLOG = 4096;

/** The servers that can be started. */
export type Kind = keyof typeof KINDS;
const KINDS = {
  answering: new Map<string, Server>(Object.entries(SERVERS)),
  holding: new Map<string, Server>(Object.entries(HOLDING)),
};

const [kind, name = ''] = process.argv.slice(2);
const server = KINDS[kind === 'holding' ? kind : 'answering'].get(name);
if (!server) throw new Error(`no such server: ${name}`);
const listener: RequestListener = await server.listener();

let requests = 0;
const listening = createServer({ keepAliveTimeout: 0 }, listener);
listening.on('request', () => {
  requests++;
});
listening.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  process.send?.(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`);
});

process.on('message', (question: Question) => {
  process.send?.(question === 'kept' ? kept() : usage());
});
process.on('disconnect', () => process.exit());

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuTime: user + system, requests };
}

function kept(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
