/** Serves the shop of examples/scaled.ts in two processes, with the redis-server at a path. */
import { createClient } from 'redis';
import { serveShop } from '../../examples/scaled.ts';

const socket = { path: process.env.REDIS_SOCKET ?? '', reconnectStrategy: 20 };
const connect = () =>
  createClient({ socket })
    .on('error', () => {})
    .connect();
await serveShop(connect, 2, 0);
