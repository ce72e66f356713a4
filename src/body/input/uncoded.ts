/**
 * Request bodies whose bytes are those of their type.
 *
 * @module
 */
import { parseTokenList } from '../../headers/grammar/list-header.ts';
import { UnsupportedCodingError } from '../../wsgi/body-errors.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { declaresBody } from './input.ts';

/**
 * Asserts that the bytes of a body are those of its type.
 *
 * @throws UnsupportedCodingError (415) where they have a content coding.
 */
export function assertUncoded(environ: Environ): void {
  if (environ.HTTP_CONTENT_ENCODING === undefined) return;
  const codings = parseTokenList(environ.HTTP_CONTENT_ENCODING.toLowerCase());
  const coding = codings.find((name) => name !== 'identity');
  if (coding === undefined || !declaresBody(environ)) return;
  throw new UnsupportedCodingError(
    `The request body has the content coding ${coding}; only decoded() takes it off.`,
  );
}
