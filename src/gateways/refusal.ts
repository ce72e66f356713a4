/**
 * Requests that no application should see.
 *
 * @module
 */
import { BadRequestError } from '../wsgi/request-errors.ts';
import { reasonOf } from '../wsgi/status.ts';
import type { Refusal } from './wire.ts';

/** A request that is refused because of what it asks the server to do, with 421, 431 or 501. */
export class RefusedRequestError extends Error {
  override readonly name = 'RefusedRequestError';
  readonly status: 421 | 431 | 501;
  readonly expose = true;

  constructor(status: 421 | 431 | 501, message: string) {
    super(message);
    this.status = status;
  }
}

/** The response to such an error; `undefined` for other errors. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof BadRequestError || error instanceof RefusedRequestError)) return undefined;
  return { status: { code: error.status, reason: reasonOf(error.status) }, text: error.message };
}
