/**
 * The request body for a CGI program, which must know its length (RFC 3875, section 4.1.2).
 *
 * @module
 */
import { BodyInput } from '../../body/input/input.ts';
import { Spool } from '../../body/input/spool.ts';
import { resolveBodyLimits } from '../../body/limits.ts';
import { parseContentLength } from '../../headers/content-length.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';

/** The input of a program. */
export interface ProgramInput extends Partial<Disposable> {
  /** The length in bytes; `undefined` if the request has no body. */
  readonly length: number | undefined;
  /** `undefined` if there are no bytes. */
  readonly chunks: AsyncIterable<Uint8Array> | undefined;
}

/**
 * The body of a request. A body of unknown length is first read to its end, into memory or a temporary file.
 *
 * @throws RequestError when its length is malformed, or a body of unknown length cannot be read.
 */
export async function programInput(environ: Environ): Promise<ProgramInput> {
  const length = parseContentLength(environ.CONTENT_LENGTH || undefined, BadRequestError);
  if (length !== undefined) {
    return { length, chunks: length > 0 ? (await BodyInput.of(environ).open()).take('CGIApp') : undefined };
  }
  if (!environ['wsgi.input_terminated']) return { length: undefined, chunks: undefined };
  const spool = new Spool(resolveBodyLimits().spoolThreshold);
  try {
    for await (const chunk of (await BodyInput.of(environ).open()).take('CGIApp')) await spool.append(chunk);
  } catch (error) {
    spool[Symbol.dispose]();
    throw error;
  }
  const chunks = spool.size > 0 ? spool : undefined;
  return { length: spool.size, chunks, [Symbol.dispose]: () => spool[Symbol.dispose]() };
}
