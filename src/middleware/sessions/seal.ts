/**
 * Tokens that nobody can make or change without the secret.
 *
 * @module
 */
import { decodeBase64 } from '../../cookies/base64-serializer.ts';
import { SignedSerializer } from '../../cookies/signed-serializer.ts';
import { randomPool } from '../random-pool.ts';

/** Converts texts to tokens and back. */
export interface Seal {
  /** A token in base64url. */
  close(text: string): string;
  /** The text; `undefined` if the token was made with none of the secrets. */
  open(token: string): string | undefined;
}

/** The first seals, all open. */
export type SealSecrets = readonly [string, ...string[]];

const HASH = 'sha256';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals by AES-256-GCM (NIST SP 800-38D): a token can be neither read nor changed. Keys are derived from the secret
 * by HKDF (RFC 5869), and each token has its own key, by 16 random bytes, so that no key is used so often that
 * nonces collide.
 */
export function encrypting(secrets: SealSecrets, purpose: string): Seal {
  const { createCipheriv, createDecipheriv, createHmac, hkdfSync } = process.getBuiltinModule('node:crypto');
  const makeStart = randomPool(SALT_BYTES + IV_BYTES);
  const derived = (secret: string) =>
    Buffer.from(hkdfSync(HASH, Buffer.from(secret, 'latin1'), '', `${purpose} encrypted`, KEY_BYTES));
  const first = derived(secrets[0]);
  const keys = [first, ...secrets.slice(1).map(derived)];
  /** HKDF-Expand, of which a single step is enough. */
  const keyFor = (key: Buffer, salt: Uint8Array) =>
    createHmac(HASH, key).update(salt).update('\x01').digest();

  const openWith = (key: Buffer, bytes: Buffer): string | undefined => {
    const salt = bytes.subarray(0, SALT_BYTES);
    const iv = bytes.subarray(SALT_BYTES, SALT_BYTES + IV_BYTES);
    const decipher = createDecipheriv(CIPHER, keyFor(key, salt), iv, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(SALT_BYTES + IV_BYTES, -TAG_BYTES), undefined, 'utf8');
    try {
      return text + decipher.final('utf8');
    } catch {
      return undefined;
    }
  };
  return {
    close(text) {
      const start = makeStart();
      const cipher = createCipheriv(
        CIPHER,
        keyFor(first, start.subarray(0, SALT_BYTES)),
        start.subarray(SALT_BYTES),
      );
      const sealed = [start, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(sealed).toString('base64url');
    },
    open(token) {
      const bytes = bytesOf(token);
      if (!bytes || bytes.length < SALT_BYTES + IV_BYTES + TAG_BYTES) return undefined;
      for (const key of keys) {
        const text = openWith(key, bytes);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}

/** Signs by HMAC with SHA-256: a token can be read by anybody, but not changed. */
export function signing(secrets: SealSecrets, purpose: string): Seal {
  const asItIs = { dumps: (text: string) => text, loads: (text: string) => text };
  const serializer = new SignedSerializer<string>(secrets, `${purpose} signed`, HASH, asItIs);
  return {
    close: (text) => serializer.dumps(text),
    open(token) {
      try {
        return serializer.loads(token);
      } catch {
        return undefined;
      }
    },
  };
}

/** How many tokens are cached: a client sends the same one repeatedly. */
const MOST_TOKENS = 256;

/**
 * A seal that does not open recently opened tokens again. They are looked up by their hashes, so that the timing
 * reveals nothing about them.
 */
export function remembering(seal: Seal): Seal {
  const { hash } = process.getBuiltinModule('node:crypto');
  const known = new Map<string, string>();
  return {
    close: (text) => seal.close(text),
    open(token) {
      const key = hash(HASH, token, 'base64');
      const text = known.get(key) ?? seal.open(token);
      if (text === undefined) return undefined;
      known.delete(key);
      known.set(key, text);
      for (const oldest of known.keys()) {
        if (known.size <= MOST_TOKENS) break;
        known.delete(oldest);
      }
      return text;
    },
  };
}

/** The bytes of a token. Another spelling of the same bytes is not a token. */
function bytesOf(token: string): Buffer | undefined {
  try {
    return decodeBase64(token);
  } catch {
    return undefined;
  }
}
