/**
 * Where sessions are kept: in Redis where `REDIS_URL` is set, and in this process otherwise.
 *
 * @module
 */
import { memoryStore, redisStore, type SessionStore } from 'wheatpaste/middleware';

const { REDIS_URL } = process.env;

/** The client of Redis, where there is one. */
export const redis = REDIS_URL === undefined ? undefined : await connected(REDIS_URL);

/** What `store = file:./sessions.ts#store` names. */
export const store: SessionStore = redis ? redisStore(redis, { prefix: 'notes:' }) : memoryStore();

async function connected(url: string) {
  const { createClient } = await import('redis');
  const client = createClient({ url });
  // While Redis is away a request that needs it is answered with 503; the client goes on trying.
  client.on('error', (error) => console.error(`redis: ${error}`));
  return client.connect();
}
