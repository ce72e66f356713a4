/**
 * Redirections that are thrown (RFC 9110, section 15.4).
 *
 * @module
 */

import { Request } from '../request/request.ts';
import type { Response } from '../response/response.ts';
import type { Environ } from '../wsgi/contract.ts';
import { HTTPException, type HTTPExceptionInit } from './http-exception.ts';

/** What the statuses from 300 to 399 are kinds of. */
export class HTTPRedirection extends HTTPException {}

/** Where to go: to a location, or to this request's path with a slash behind it. */
export type HTTPMoveInit = HTTPExceptionInit & ({ location: string | URL } | { addSlash: true });

/**
 * A redirection to a location.
 *
 * @example
 * ```ts
 * new HTTPFound({ location: '/login' }).toResponse().location; // '/login'
 * const { environ } = Request.blank('/docs?page=2');
 * new HTTPMovedPermanently({ addSlash: true }).toResponse(environ).location; // '/docs/?page=2'
 * ```
 */
export class HTTPMove extends HTTPRedirection {
  static override readonly status: number = 302;
  readonly #addSlash: boolean;

  /** @throws TypeError without a location or with both, and when it has a scheme other than http and https. */
  constructor(init: HTTPMoveInit) {
    const {
      location = undefined,
      addSlash = false,
      ...rest
    } = init as HTTPExceptionInit & {
      location?: string | URL;
      addSlash?: boolean;
    };
    if ((location === undefined) !== addSlash) {
      throw new TypeError('a redirection needs a location or addSlash, and not both');
    }
    super(rest, { location });
    this.#addSlash = addSlash;
  }

  override toResponse(environ?: Environ): Response {
    const response = super.toResponse(environ);
    if (!this.#addSlash) return response;
    if (!environ) throw new TypeError('addSlash needs the environ of the request');
    const { path, queryString } = new Request(environ);
    response.location = queryString === '' ? `${path}/` : `${path}/?${queryString}`;
    return response;
  }
}
