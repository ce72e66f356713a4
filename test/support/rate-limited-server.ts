/** Serves an application that counts in the redis-server at a path, and prints its URL. */
import { createClient } from 'redis';
import { serve } from '../../src/gateways/node/server.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { rateLimit } from '../../src/middleware/access/rate-limit.ts';
import { redisCounter } from '../../src/middleware/access/redis-counter.ts';
import { PATIENCE } from './patience.ts';

const client = createClient({ socket: { path: process.env.REDIS_SOCKET ?? '', reconnectStrategy: 20 } });
client.on('error', () => {});
await client.connect();

const store = redisCounter(client, { timeout: PATIENCE });
const limit = rateLimit({ limit: 100, window: 3_600_000, algorithm: 'fixed', store });
await serve(limit(wsgify(() => 'Hello')), { port: 0, onListening: (url) => console.log(url) });
