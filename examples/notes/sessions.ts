/**
 * Where sessions are kept: in Redis where `REDIS_URL` is set, and in this process otherwise.
 *
 * @module
 */
import { memoryStore, redisStore, type SessionStore } from 'wheatpaste/middleware';

const { REDIS_URL } = process.env;

/** What `store = file:./sessions.ts#store` names. */
export const store: SessionStore = REDIS_URL === undefined ? memoryStore() : await storeAt(REDIS_URL);

async function storeAt(url: string): Promise<SessionStore> {
  const { createClient } = await import('redis');
  const client = createClient({ url });
  // A request that needs Redis while it is away is answered with 503; the client goes on trying.
  client.on('error', (error) => console.error(`redis: ${error}`));
  await client.connect();
  return redisStore(client, { prefix: 'notes:' });
}
