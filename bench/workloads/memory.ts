/**
 * The memory that servers keep for connections, requests and slow clients.
 *
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import type { Survey } from '../harness.ts';
import { ask, idleConnections } from '../load/connections.ts';
import { ServerProcess } from '../load/process.ts';
import type { Table } from '../table.ts';

const NAMES = ['node:http', 'wheatpaste, wsgify', 'fastify', 'hono', 'h3'];
const STREAMING = ['node:http', 'wheatpaste, wsgify'];
const COUNTS = { quick: 200, thorough: 2000 } as const;
/** How often a slow client reads a chunk, in milliseconds, and how many it reads. */
const READING = { quick: { pause: 20, reads: 25 }, thorough: { pause: 20, reads: 150 } } as const;
const KIB = 1024;

export const workload: Survey = {
  about: `The memory that a process keeps after garbage collection, in objects and buffers, without the system's memory for sockets: per idle
connection that has had a response; per request whose handler waits, in addition; and the maximum while a client reads a response
of 1 GiB, made of chunks of 64 KiB, at one chunk every 20 ms.`,
  why: "Node keeps a few KiB per connection. A request in progress is node's request with an environ, and a response that is read no faster than the client takes it is never more than a chunk ahead.",
  tables: async (isQuick) => [
    await connectionsTable(COUNTS[isQuick ? 'quick' : 'thorough']),
    await slowReaderTable(READING[isQuick ? 'quick' : 'thorough']),
  ],
};

async function connectionsTable(count: number): Promise<Table> {
  const rows: { name: string; idle: number; inFlight: number }[] = [];
  for (const name of NAMES) {
    await using server = await ServerProcess.start('holding', name);
    // The first connections allocate memory that all connections share.
    for (const socket of await idleConnections(server.origin, 20)) ask(socket, '/wait');
    const before = await keptWhen(server, 40);
    const sockets = await idleConnections(server.origin, count);
    const idle = await keptWhen(server, 40 + count);
    for (const socket of sockets) ask(socket, '/wait');
    const inFlight = await keptWhen(server, 40 + 2 * count);
    for (const socket of sockets) socket.destroy();
    rows.push({ name, idle: (idle - before) / count, inFlight: (inFlight - idle) / count });
  }
  return {
    title: `${count} connections`,
    headings: ['server', 'KiB an idle connection', 'KiB a request in flight'],
    rows: rows
      .sort((a, b) => a.inFlight - b.inFlight)
      .map(({ name, idle, inFlight }) => [name, (idle / KIB).toFixed(2), (inFlight / KIB).toFixed(2)]),
  };
}

/** The memory that a server keeps after this many requests. */
async function keptWhen(server: ServerProcess, requests: number): Promise<number> {
  let usage = await server.usage();
  while (usage.requests < requests) {
    await setTimeout(10);
    usage = await server.usage();
  }
  await setTimeout(50);
  return await server.kept();
}

async function slowReaderTable({ pause, reads }: { pause: number; reads: number }): Promise<Table> {
  const rows: (readonly string[])[] = [];
  for (const name of STREAMING) {
    await using server = await ServerProcess.start('holding', name);
    const [socket] = await idleConnections(server.origin, 1);
    if (!socket) continue;
    const before = await server.kept();
    let most = before;
    let bytes = 0;
    socket.pause();
    ask(socket, '/large');
    for (let read = 0; read < reads; read++) {
      await setTimeout(pause);
      bytes += socket.read()?.length ?? 0;
      most = Math.max(most, await server.kept());
    }
    socket.destroy();
    rows.push([name, (bytes / KIB).toFixed(0), ((most - before) / KIB).toFixed(0)]);
  }
  return { title: 'a slow reader of 1 GiB', headings: ['server', 'KiB read', 'KiB kept at most'], rows };
}
