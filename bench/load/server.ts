/**
 * The process of a server: `server.js answering NAME` runs one of bench/servers.ts, `server.js holding NAME` one of
 * bench/load/holding.ts. It sends its parent its origin and, when
 * asked, the resources it uses.
 *
 * @module
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SERVERS, type Server } from '../servers.ts';
import { HOLDING } from './holding.ts';

/** The resources that a server has used. */
export interface Usage {
  /** Microseconds of CPU time. */
  readonly cpuTime: number;
  /** Bytes that the process keeps after a garbage collection: objects, and buffers outside of them. */
  readonly kept: number;
  /** The number of requests received. */
  readonly requests: number;
}

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

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const usage: Usage = { cpuTime: user + system, kept: heapUsed + external, requests };
  process.send?.(usage);
});
process.on('disconnect', () => process.exit());
