/**
 * The process of a server: `server.js answering NAME` runs one of bench/servers.ts, `server.js holding NAME` one of
 * bench/load/holding.ts. It tells its parent its origin and, whenever it is
 * asked, what it uses.
 *
 * @module
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SERVERS, type Server } from '../servers.ts';
import { HOLDING } from './holding.ts';

/** What a server has used. */
export interface Usage {
  /** Microseconds of CPU time. */
  readonly cpuTime: number;
  /** Bytes that the process keeps: objects, and buffers outside of them. Garbage is collected before. */
  readonly kept: number;
  /** Requests that have come. */
  readonly requests: number;
}

/** As many connections may come at once. */
const BACKLOG = 4096;

/** What servers there are. */
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
