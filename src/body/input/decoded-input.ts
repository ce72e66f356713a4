/**
 * Request bodies with a content coding, decoded when they are read.
 *
 * @module
 */
import type { Environ } from '../../wsgi/contract.ts';
import { UnsupportedCodingError } from '../../wsgi/request-errors.ts';
import { type ContentCoding, contentCodings } from '../coding-names.ts';
import type { BodyLimits } from '../limits.ts';
import { BodyInput } from './input.ts';

/**
 * The environ of the same request as if its body came without a `Content-Encoding`. Nothing is read before the new
 * `wsgi.input` is; the old one is then taken.
 *
 * Reading fails with a BadRequestError (400) when the body is not what its coding says, and with a BodyLimitError
 * (413) when more than `maxBodySize` bytes come out.
 *
 * @throws UnsupportedCodingError (415) when a coding is not known.
 */
export function decodedEnviron(environ: Environ, limits: Partial<BodyLimits>): Environ {
  const codings = knownCodings(environ.HTTP_CONTENT_ENCODING);
  const { HTTP_CONTENT_ENCODING: _, ...plain }: Environ = environ;
  if (codings.length === 0) return plain;
  const coded = BodyInput.of(environ);
  const { CONTENT_LENGTH: __, ...decoded }: Environ = {
    ...plain,
    'wsgi.input': { [Symbol.asyncIterator]: () => readDecoded(coded, codings, limits) },
    'wsgi.input_terminated': true,
  };
  coded.own(BodyInput.of(decoded));
  return decoded;
}

function knownCodings(field: string | undefined): ContentCoding[] {
  try {
    return contentCodings(field);
  } catch (cause) {
    throw new UnsupportedCodingError((cause as Error).message, { cause });
  }
}

async function* readDecoded(
  coded: BodyInput,
  codings: readonly ContentCoding[],
  limits: Partial<BodyLimits>,
): AsyncGenerator<Uint8Array, void> {
  const decoding = await import('./decoding.ts');
  const reading = await coded.open();
  yield* decoding.readDecoded(reading.take('decoded()'), codings, limits);
}
