/**
 * The ids of sessions, in the form that clients have.
 *
 * @module
 */
import { isSameSecret, secretsFrom } from '../secrets.ts';
import type { SessionIds } from './store-keeper.ts';

const ID_BYTES = 32;
/** The syntax of an id, which is stored in a cookie unescaped. */
const ID = /^[\w~-]{16,128}$/;
const SIGNATURE_LENGTH = 43;

/**
 * Ids of 32 random bytes, in base64url, or those that `genId` returns. With secrets they are signed: a cookie
 * without a valid signature is rejected before the store is read.
 *
 * @throws TypeError when a secret is not text, or empty.
 */
export function sessionIds(
  secret: string | readonly string[] | undefined,
  genId: () => string = randomId,
): SessionIds {
  const secrets = secret === undefined ? undefined : secretsFrom(secret);
  return {
    make() {
      const id = genId();
      if (typeof id === 'string' && ID.test(id)) return id;
      throw new TypeError(
        `genId must give 16 to 128 letters, digits, '-', '_' or '~', as random as a key: ${JSON.stringify(id)}`,
      );
    },
    seal: (id) => (secrets ? `${id}.${signatureOf(id, secrets[0])}` : id),
    open(cookie) {
      if (!secrets) return ID.test(cookie) ? cookie : undefined;
      const id = cookie.slice(0, -SIGNATURE_LENGTH - 1);
      const isOurs = (one: string) => isSameSecret(`${id}.${signatureOf(id, one)}`, cookie);
      return ID.test(id) && secrets.some(isOurs) ? id : undefined;
    },
  };
}

function randomId(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(ID_BYTES).toString('base64url');
}

function signatureOf(id: string, secret: string): string {
  const { createHmac } = process.getBuiltinModule('node:crypto');
  return createHmac('sha256', Buffer.from(secret, 'latin1')).update(`session ${id}`).digest('base64url');
}
