/**
 * `Content-Digest` and `Repr-Digest`: digests of a message's content, and of the whole representation (RFC 9530).
 *
 * @module
 */
import type { PairsInit } from '../collections/pairs.ts';
import { pairsIn } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { assertBytes, type Item, readDictionary, writeDictionary } from './grammar/structured.ts';

/**
 * `Content-Digest`: the digests by the names of their algorithms, such as `sha-256`. Empty when it is absent or
 * malformed; members that are not byte sequences are dropped. Writing no digests removes the field, and a name that
 * is not in lower case is a TypeError.
 *
 * @example
 * ```ts
 * const digests = contentDigest.parse('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:');
 * digests.get('sha-256')?.length; // 32
 * contentDigest.format(digests); // 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:'
 * ```
 */
export const contentDigest = digestField('Content-Digest');

/** `Repr-Digest`: reads and writes as {@link contentDigest} does. */
export const reprDigest = digestField('Repr-Digest');

function digestField(name: string): Field<ReadonlyMap<string, Uint8Array>, PairsInit<Uint8Array>> {
  return {
    name,
    parse(value) {
      const digests = new Map<string, Uint8Array>();
      for (const [algorithm, [digest]] of readDictionary(value) ?? []) {
        if (digest instanceof ArrayBuffer) digests.set(algorithm, new Uint8Array(digest));
      }
      return digests;
    },
    format(value) {
      const dictionary = new Map<string, Item>();
      for (const [algorithm, digest] of pairsIn(value, name)) {
        assertBytes(digest, `digest ${algorithm}`);
        if (dictionary.has(algorithm)) throw new TypeError(`the digest ${algorithm} is repeated in ${name}`);
        dictionary.set(algorithm, [digest, new Map()]);
      }
      return writeDictionary(dictionary);
    },
  };
}
