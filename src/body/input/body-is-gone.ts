/**
 * The error for a request body that is read after its request.
 *
 * @module
 */

/** What reading a body throws after its request has ended. */
export function bodyIsGone(): TypeError {
  return new TypeError('The request has ended; its body is no longer available.');
}
