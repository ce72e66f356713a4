/**
 * Reads the bodies of requests as text, as JSON and as forms. Loaded with the first such body.
 *
 * @module
 */

import type { Environ } from '../wsgi/contract.ts';
import type { Given } from '../wsgi/option-types.ts';
import { BadRequestError, UnsupportedCharsetError } from '../wsgi/request-errors.ts';
import { BodyInput } from './input/input.ts';
import { assertUncoded } from './input/uncoded.ts';
import { parseJson } from './json.ts';
import { type BodyLimits, resolveBodyLimits } from './limits.ts';
import { decodeText } from './text.ts';

export { readForm, readParts } from './forms/form.ts';
export { formDataFrom } from './forms/form-data.ts';

/**
 * The body of a request read as text.
 *
 * @throws UnsupportedCharsetError (415) when the charset is unknown, UnsupportedCodingError (415) when the body has
 * a content coding, BodyLimitError (413) when there are more bytes than `maxBodySize`.
 */
export async function readText(
  environ: Environ,
  charset: string | undefined,
  limits: Given<BodyLimits>,
): Promise<string> {
  assertUncoded(environ);
  const reading = await BodyInput.of(environ).open();
  return decodeText(await reading.bytes(limits), charset, UnsupportedCharsetError);
}

/**
 * The body of a request read as JSON.
 *
 * @param isOptional whether an empty body gives `undefined`.
 * @throws BadRequestError (400) when it is not JSON, UnsupportedCodingError (415) when the body has a content
 * coding, BodyLimitError (413) when there are more bytes than `maxBodySize` or `maxJsonSize` allows.
 */
export async function readJson<T>(
  environ: Environ,
  isOptional: boolean,
  limits: Given<BodyLimits>,
): Promise<T | undefined> {
  assertUncoded(environ);
  const parse = (bytes: Uint8Array) =>
    isOptional && bytes.length === 0 ? undefined : parseJson<T>(bytes, BadRequestError);
  const reading = await BodyInput.of(environ).open();
  return reading.decoded(parse, resolveBodyLimits(limits), JSON_LIMITS);
}

const JSON_LIMITS = ['maxBodySize', 'maxJsonSize'] as const;
