import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import type { TestContext } from 'vitest';
import { needProgram } from './programs.ts';
import { makeTree } from './tree.ts';

/** A separate redis-server, which listens on a path. */
export interface RedisServer extends AsyncDisposable {
  readonly path: string;
  start(): Promise<void>;
  /** Kills it immediately, like a power failure. */
  kill(): Promise<void>;
  /** Suspends it, and resumes it. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** A client that is connected until the test ends. */
  connect(): Promise<ReturnType<typeof createClient>>;
}

/**
 * Starts a redis-server, or skips the test.
 *
 * @param options `isKept`: whether it writes each change to disk before it answers. By default it stores
 * nothing.
 */
export async function redisServer(
  context: TestContext,
  options: { isKept?: boolean } = {},
): Promise<RedisServer> {
  const program = needProgram(context, 'redis-server');
  const tree = makeTree({});
  const path = tree.at('redis.sock');
  const clients: ReturnType<typeof createClient>[] = [];
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    child = undefined;
  };
  const server: RedisServer = {
    path,
    kill,
    async start() {
      const kept = options.isKept ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [];
      const place = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', tree.root];
      child = spawn(program, [...place, ...kept]);
      for await (const chunk of child.stdout ?? []) {
        if (String(chunk).includes('ready to accept connections')) break;
      }
    },
    signal: (name) => child?.kill(name),
    async connect() {
      const client = createClient({ socket: { path, reconnectStrategy: 20 } });
      client.on('error', () => {});
      clients.push(client as typeof client & ReturnType<typeof createClient>);
      await client.connect();
      return client as typeof client & ReturnType<typeof createClient>;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      await kill();
      tree[Symbol.dispose]();
    },
  };
  await server.start();
  return server;
}
