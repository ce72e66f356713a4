/**
 * The store of sessions: Redis if `REDIS_URL` is set, otherwise the memory of this process.
 *
 * @module
 */
import { memoryStore, redisStore, type SessionStore } from 'wheatpaste/middleware';

const { REDIS_URL } = process.env;

/** The Redis client, if Redis is used. */
export const redis = REDIS_URL === undefined ? undefined : await connected(REDIS_URL);

/** The store that `store = file:./sessions.ts#store` names. */
export const store: SessionStore = redis ? redisStore(redis, { prefix: 'notes:' }) : memoryStore();

async function connected(url: string) {
  const { createClient } = await import('redis');
  const client = createClient({ url });
  // While Redis is unavailable, requests that need it are answered with 503, and the client keeps reconnecting.
  client.on('error', (error) => console.error(`redis: ${error}`));
  return client.connect();
}
