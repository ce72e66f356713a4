/**
 * Checks that request bodies have no content coding.
 *
 * @module
 */
import { parseTokenList } from '../../headers/grammar/list-header.ts';
import { UnsupportedCodingError } from '../../wsgi/body-errors.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { declaresBody } from './input.ts';

/**
 * Asserts that a body has no content coding.
 *
 * @throws UnsupportedCodingError (415) when it has one.
 */
export function assertUncoded(environ: Environ): void {
  if (environ.HTTP_CONTENT_ENCODING === undefined) return;
  const codings = parseTokenList(environ.HTTP_CONTENT_ENCODING.toLowerCase());
  const coding = codings.find((name) => name !== 'identity');
  if (coding === undefined || !declaresBody(environ)) return;
  throw new UnsupportedCodingError(
    `The request body has the content coding ${coding}; read it through decoded().`,
  );
}
