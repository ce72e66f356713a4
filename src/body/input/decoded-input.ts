/**
 * Request bodies with a content coding, decoded when they are read.
 *
 * @module
 */

import type { AppIter, Environ } from '../../wsgi/contract.ts';
import { BadRequestError, BodyLimitError, UnsupportedCodingError } from '../../wsgi/request-errors.ts';
import { type ContentCoding, ContentDecodingError, contentCodings } from '../coding-names.ts';
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
export function decodedEnviron(environ: Environ, maxBodySize: number): Environ {
  const codings = knownCodings(environ.HTTP_CONTENT_ENCODING);
  const { HTTP_CONTENT_ENCODING: _, ...plain }: Environ = environ;
  if (codings.length === 0) return plain;
  const coded = BodyInput.of(environ);
  const { CONTENT_LENGTH: __, ...decoded }: Environ = {
    ...plain,
    'wsgi.input': {
      [Symbol.asyncIterator]: () => readDecoded(coded.take('decoded()'), codings, maxBodySize),
    },
    'wsgi.input_terminated': true,
  };
  coded.own(BodyInput.of(decoded));
  return decoded;
}

function knownCodings(field: string | undefined): ContentCoding[] {
  try {
    return contentCodings(field);
  } catch (cause) {
    throw requestError(cause, 0);
  }
}

async function* readDecoded(
  coded: AppIter,
  codings: readonly ContentCoding[],
  maxBodySize: number,
): AsyncGenerator<Uint8Array, void> {
  try {
    const { decodeBody } = await import('../content-coding.ts');
    yield* decodeBody(coded, codings, { maxSize: maxBodySize });
  } catch (cause) {
    throw requestError(cause, maxBodySize);
  }
}

function requestError(error: unknown, maxBodySize: number): unknown {
  if (!(error instanceof ContentDecodingError)) return error;
  if (error.problem === 'tooLarge') return new BodyLimitError('maxBodySize', maxBodySize);
  const Class = error.problem === 'malformed' ? BadRequestError : UnsupportedCodingError;
  return new Class(error.message, { cause: error });
}
