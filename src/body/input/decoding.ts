/**
 * Decoding request bodies with a content coding. Loaded with the first that is read.
 *
 * @module
 */
import type { AppIter } from '../../wsgi/contract.ts';
import { BadRequestError, BodyLimitError } from '../../wsgi/request-errors.ts';
import { type ContentCoding, ContentDecodingError } from '../coding-names.ts';
import { decodeBody } from '../content-coding.ts';
import { type BodyLimits, resolveBodyLimits } from '../limits.ts';

/**
 * The bytes that are coded.
 *
 * @throws BadRequestError (400) when the body is not what its coding says, BodyLimitError (413) when more than
 * `maxBodySize` bytes come out.
 */
export async function* readDecoded(
  coded: AppIter,
  codings: readonly ContentCoding[],
  limits: Partial<BodyLimits>,
): AsyncGenerator<Uint8Array, void> {
  const { maxBodySize } = resolveBodyLimits(limits);
  try {
    yield* decodeBody(coded, codings, { maxSize: maxBodySize });
  } catch (cause) {
    throw requestError(cause, maxBodySize);
  }
}

function requestError(error: unknown, maxBodySize: number): unknown {
  if (!(error instanceof ContentDecodingError)) return error;
  if (error.problem === 'tooLarge') return new BodyLimitError('maxBodySize', maxBodySize);
  return new BadRequestError(error.message, { cause: error });
}
