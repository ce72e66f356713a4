/**
 * Request bodies with a content coding, decoded when they are read.
 *
 * @module
 */

import type { Environ } from '../../wsgi/contract.ts';
import type { Given } from '../../wsgi/option-types.ts';
import type { BodyLimits } from '../limits.ts';
import { BodyInput } from './input.ts';

/** A `Content-Encoding` without any coding (RFC 9110, section 8.4.1). */
const PLAIN = /^[\s,]*(?:identity(?:[\s,]+|$))*$/i;

/**
 * The environ of the same request as if its body had no `Content-Encoding`. Nothing is read until the new
 * `wsgi.input` is, which then claims the old one.
 *
 * Reading fails with an UnsupportedCodingError (415) when a coding is unknown, with a BadRequestError (400) when
 * the body is not valid in its coding, and with a BodyLimitError (413) when it decodes to more than `maxBodySize`
 * bytes.
 */
export function decodedEnviron(environ: Environ, limits: Given<BodyLimits>): Environ {
  const { HTTP_CONTENT_ENCODING: codings = '', ...plain }: Environ = environ;
  if (PLAIN.test(codings)) return plain;
  const coded = BodyInput.of(environ);
  const { CONTENT_LENGTH: _, ...decoded }: Environ = {
    ...plain,
    'wsgi.input': { [Symbol.asyncIterator]: () => readDecoded(coded, codings, limits) },
    'wsgi.input_terminated': true,
  };
  coded.own(BodyInput.of(decoded));
  return decoded;
}

async function* readDecoded(
  ...given: Parameters<typeof import('./decoding.ts').readDecoded>
): AsyncGenerator<Uint8Array, void> {
  const decoding = await import('./decoding.ts');
  yield* decoding.readDecoded(...given);
}
