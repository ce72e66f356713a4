/**
 * The response when a session can be neither read nor saved.
 *
 * @module
 */
import { HTTPServiceUnavailable } from '../../exceptions/server-errors.ts';

/** 503. The cause is the store's error. */
export class SessionUnavailable extends HTTPServiceUnavailable {
  constructor(cause: unknown) {
    super({ detail: 'The session is not available.', cause });
  }
}
