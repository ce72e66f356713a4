/**
 * Nonces that contain the time at which they were made, and that nobody else can make (RFC 7616, section 5.4).
 *
 * @module
 */
import { RecentMap } from '../../../collections/recent-map.ts';
import { randomPool } from '../../random-pool.ts';
import { isSameSecret } from '../../secrets.ts';

const TIME_BYTES = 6;
const RANDOM_BYTES = 9;
const SIGNED_BYTES = TIME_BYTES + RANDOM_BYTES;
const SIGNATURE_BYTES = 18;
const NONCES_KEPT = 1000;
const NONCE = /^[\w-]{44}$/;

/** Makes nonces from the time, random bytes and an HMAC over both, and recognizes them. */
export class NonceMaker {
  readonly #signing: string;
  readonly #secrets: readonly string[];
  /** The times of nonces that were found valid: clients use a nonce many times, and its HMAC takes 5 µs. */
  readonly #times = new RecentMap<string, number>(NONCES_KEPT);
  readonly #random = randomPool(RANDOM_BYTES);

  /** @param secrets native strings; the first signs, all verify. */
  constructor(secrets: readonly [string, ...string[]]) {
    const [first, ...others] = secrets;
    this.#signing = saltedKey(first);
    this.#secrets = [this.#signing, ...others.map(saltedKey)];
  }

  /** Makes a nonce. @param time in milliseconds. */
  make(time: number): string {
    const bytes = Buffer.allocUnsafe(SIGNED_BYTES);
    bytes.writeUIntBE(time, 0, TIME_BYTES);
    this.#random().copy(bytes, TIME_BYTES);
    const signed = bytes.toString('base64url');
    return signed + sign(this.#signing, signed);
  }

  /** When a nonce was made, in milliseconds; `undefined` if it is invalid. */
  timeOf(nonce: string): number | undefined {
    const known = this.#times.get(nonce);
    if (known !== undefined) return known;
    if (!NONCE.test(nonce)) return undefined;
    const signed = nonce.slice(0, SIGNED_LENGTH);
    const signature = nonce.slice(SIGNED_LENGTH);
    if (!this.#secrets.some((secret) => isSameSecret(sign(secret, signed), signature))) return undefined;
    const time = Buffer.from(signed, 'base64url').readUIntBE(0, TIME_BYTES);
    this.#times.set(nonce, time);
    return time;
  }
}

/** In base64 characters: both parts are a multiple of three bytes, so that there are no unused bits. */
const SIGNED_LENGTH = (SIGNED_BYTES / 3) * 4;

/** Separates what one secret signs for different uses. */
function saltedKey(secret: string): string {
  return `${secret}\0digest nonce`;
}

function sign(secret: string, signed: string): string {
  return process
    .getBuiltinModule('node:crypto')
    .createHmac('sha256', Buffer.from(secret, 'latin1'))
    .update(signed)
    .digest()
    .toString('base64url', 0, SIGNATURE_BYTES);
}
