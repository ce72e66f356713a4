/**
 * Entity tags computed from a body.
 *
 * @module
 */
import type { Hash } from 'node:crypto';
import { assertKnown } from '../collections/unknown-name.ts';
import { EntityTag } from '../headers/entity-tag.ts';
import type { AppIter } from '../wsgi/contract.ts';

/** How to compute a tag. */
export interface EtagOptions {
  /** Whether the tag is weak. Defaults to false. */
  readonly weak?: boolean | undefined;
  /** A hash function that node:crypto supports. Defaults to `'sha256'`. */
  readonly algorithm?: string | undefined;
}

/**
 * The entity tag of a body: a hash of its bytes in Base64 without padding. A stream is read to its end and not
 * kept.
 *
 * @throws Error when node does not support the hash function, TypeError when an option is unknown.
 *
 * @example
 * ```ts
 * String(etagFor('abc', { algorithm: 'md5' })); // '"kAFQmDzST7DWlj99KOF/cg"'
 * String(etagFor(Buffer.from('abc'), { algorithm: 'md5', weak: true })); // 'W/"kAFQmDzST7DWlj99KOF/cg"'
 * (await etagFor(new Blob(['abc']).stream())).value.length; // 43
 * ```
 */
export function etagFor(body: string | Uint8Array, options?: EtagOptions): EntityTag;
export function etagFor(body: AppIter, options?: EtagOptions): Promise<EntityTag>;
export function etagFor(
  body: string | Uint8Array | AppIter,
  options: EtagOptions = {},
): EntityTag | Promise<EntityTag> {
  assertKnown('option of etagFor', options, ['weak', 'algorithm']);
  const { weak = false, algorithm = 'sha256' } = options;
  const hash = process.getBuiltinModule('node:crypto').createHash(algorithm);
  const tag = () => new EntityTag(hash.digest('base64').replace(/=+$/, ''), { weak });
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return readInto(hash, body).then(tag);
  hash.update(body);
  return tag();
}

async function readInto(hash: Hash, body: AppIter): Promise<void> {
  for await (const chunk of body) hash.update(chunk);
}
