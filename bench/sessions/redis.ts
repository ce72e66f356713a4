/**
 * A redis-server for one contestant, which ends with the contestant's process.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { LOAD_CORE, pin } from '../cores.ts';

/** A connected client. */
export async function redisClient() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-redis-'));
  const socket = path.join(folder, 'redis.sock');
  const server = spawn('redis-server', [
    '--port',
    '0',
    '--unixsocket',
    socket,
    '--save',
    '',
    '--dir',
    folder,
  ]);
  process.on('exit', () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  // The harness ends contestants by a signal, which by default does not cause an `exit` event.
  process.once('SIGTERM', () => process.exit());
  for await (const chunk of server.stdout) {
    if (String(chunk).includes('ready to accept connections')) break;
  }
  const client = createClient({ socket: { path: socket, reconnectStrategy: 20 } });
  await client.connect();
  pin(server, LOAD_CORE);
  return client;
}
