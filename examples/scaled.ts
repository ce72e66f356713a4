/**
 * A shop for any number of processes and machines, which share their state in Redis.
 *
 * `REDIS_URL=redis://127.0.0.1 node build/examples/scaled.js`, after `npm install redis`
 *
 * @module
 */
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { type Application, Response, wsgify } from 'wheatpaste';
import {
  pipeline,
  type RedisClient,
  rateLimit,
  redisCounter,
  redisStore,
  session,
  sessionOf,
  trustedProxies,
} from 'wheatpaste/middleware';
import { serve } from 'wheatpaste/node';

/** The shop. Its pages say which process has answered. */
export function makeShop(redis: RedisClient): Application {
  const basket = wsgify(async (request) => {
    const { method, query } = request;
    const basket = await sessionOf<{ goods: string[] }>(request);
    if (method === 'POST') basket.set('goods', [...(basket.get('goods') ?? []), query.get('add') ?? '']);
    return Response.json({ goods: basket.get('goods') ?? [], process: process.pid });
  });
  return pipeline(
    basket,
    trustedProxies({ trust: ['loopback'] }),
    rateLimit({ limit: 100, window: 60_000, store: redisCounter(redis) }),
    session({ store: redisStore(redis), maxAge: 3600 }),
  );
}

/**
 * Serves the shop in several processes, which share a port. A process that exits is replaced. SIGTERM ends all of them,
 * each after its running requests.
 */
export async function serveShop(
  connect: () => Promise<RedisClient>,
  workers: number,
  port: number,
): Promise<void> {
  if (cluster.isWorker) {
    const server = await serve(makeShop(await connect()), { port, onListening: console.log });
    process.once('SIGTERM', () => server.close().then(() => process.exit()));
    return;
  }
  let isClosing = false;
  for (let i = 0; i < workers; i++) cluster.fork();
  cluster.on('exit', () => {
    if (!isClosing) cluster.fork();
    else if (Object.keys(cluster.workers ?? {}).length === 0) process.exit();
  });
  process.once('SIGTERM', () => {
    isClosing = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.kill('SIGTERM');
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { createClient } = await import('redis');
  const url = process.env.REDIS_URL ?? 'redis://127.0.0.1';
  // Without a listener for errors, the first lost connection would end the process.
  const connect = () => createClient({ url }).on('error', console.error).connect();
  await serveShop(connect, availableParallelism(), Number(process.env.PORT ?? 8080));
}
