/**
 * Writes to one session in the redis-server at a path, by concurrent requests, and prints the result as
 * JSON.
 *
 * Each writer increments its own key; a lost write shows as a count that went back.
 */
import { createClient } from 'redis';
import { redisStore } from '../../src/middleware/sessions/redis-store.ts';
import { PATIENCE } from './patience.ts';
import { clientOf } from './session-client.ts';

const { REDIS_SOCKET: path = '', COOKIE: cookie = '', NAME: name = '' } = process.env;
const [writers, writes] = [Number(process.env.WRITERS), Number(process.env.WRITES)];

const client = createClient({ socket: { path, reconnectStrategy: 20 } });
client.on('error', () => {});
await client.connect();
const store = redisStore(client, { timeout: PATIENCE });
console.log('ready');

let lost = 0;
const statuses: Record<number, number> = {};
await Promise.all(
  Array.from({ length: writers }, async (_, writer) => {
    const tab = clientOf(store);
    tab.cookie = cookie;
    const key = `${name}${writer}`;
    for (let n = 1; n <= writes; n++) {
      const { status } = await tab.ask((session) => {
        if (!session.isNew && session.get(key) !== (n === 1 ? undefined : n - 1)) lost++;
        if (!session.isNew) session.set(key, n);
      });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  }),
);
console.log(JSON.stringify({ lost, statuses }));
client.destroy();
process.exit();
