/**
 * Decodes request bodies with a content coding. Loaded with the first that is read.
 *
 * @module
 */

import { BodyLimitError, UnsupportedCodingError } from '../../wsgi/body-errors.ts';
import type { Given } from '../../wsgi/option-types.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { ContentDecodingError, contentCodings } from '../coding-names.ts';
import { decodeBody } from '../content-coding.ts';
import { type BodyLimits, resolveBodyLimits } from '../limits.ts';
import type { BodyInput } from './input.ts';

/**
 * The decoded bytes of a body.
 *
 * @param field its `Content-Encoding`.
 * @throws UnsupportedCodingError (415) when a coding is unknown, BadRequestError (400) when the body is not valid
 * in its coding, BodyLimitError (413) when it decodes to more than `maxBodySize` bytes.
 */
export async function* readDecoded(
  coded: BodyInput,
  field: string,
  limits: Given<BodyLimits>,
): AsyncGenerator<Uint8Array, void> {
  const { maxBodySize } = resolveBodyLimits(limits);
  try {
    const codings = contentCodings(field);
    const reading = await coded.open();
    yield* decodeBody(reading.take('decoded()'), codings, { maxSize: maxBodySize });
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
