/**
 * A class for each status of redirection, with WebOb's names (RFC 9110, section 15.4).
 *
 * @module
 */
import { Request } from '../request/request.ts';
import type { Response } from '../response/response.ts';
import type { Environ } from '../wsgi/contract.ts';
import type { AnyInit, HTTPExceptionInit } from './exception-init.ts';
import { HTTPException } from './http-exception.ts';

/** Base class of all 3xx exceptions. It has no status. */
export abstract class HTTPRedirection extends HTTPException {
  static override readonly status: number | undefined = undefined;
}

/** The target: a location, or the path of the request with a slash added. */
export type HTTPMoveInit = HTTPExceptionInit & ({ location: string | URL } | { addSlash: true });

/** Arguments of a redirection: a location and optional options, or options that include the target. */
export type HTTPMoveArgs = [location: string | URL, init?: HTTPExceptionInit] | [init: HTTPMoveInit];

/**
 * A redirection to a location.
 *
 * @example
 * ```ts
 * new HTTPFound('/login').toResponse().location; // '/login'
 * const { environ } = Request.blank('/docs?page=2');
 * new HTTPMovedPermanently({ addSlash: true }).toResponse(environ).location; // '/docs/?page=2'
 * ```
 */
export abstract class HTTPMove extends HTTPRedirection {
  readonly #addSlash: boolean;

  /** @throws TypeError without a location or with both, and when it has a scheme other than http and https. */
  constructor(...args: HTTPMoveArgs) {
    const { addSlash = false, ...init } = moveInit(args);
    if ((init.location == null) !== addSlash) {
      throw new TypeError(`${new.target.name} needs either a location or addSlash: true`);
    }
    super(init);
    this.#addSlash = addSlash;
  }

  override toResponse(environ?: Environ): Response {
    const response = super.toResponse(environ);
    if (!this.#addSlash) return response;
    if (!environ) throw new TypeError('addSlash needs the environ of the request: call toResponse(environ)');
    const { path, queryString } = new Request(environ);
    response.location = queryString === '' ? `${path}/` : `${path}/?${queryString}`;
    return response;
  }
}

/** 300 (RFC 9110, section 15.4.1). */
export class HTTPMultipleChoices extends HTTPMove {
  static override readonly status = 300;
  static override readonly explanation: string = 'Several representations of the resource are available.';
}

/** 301 (RFC 9110, section 15.4.2). */
export class HTTPMovedPermanently extends HTTPMove {
  static override readonly status = 301;
  static override readonly explanation: string = 'The resource has moved permanently.';
}

/** 302 (RFC 9110, section 15.4.3). */
export class HTTPFound extends HTTPMove {
  static override readonly status = 302;
  static override readonly explanation: string = 'The resource is temporarily available at another location.';
}

/** 303 (RFC 9110, section 15.4.4). */
export class HTTPSeeOther extends HTTPMove {
  static override readonly status = 303;
  static override readonly explanation: string = 'The response is available at another location.';
}

/** 304 (RFC 9110, section 15.4.5). */
export class HTTPNotModified extends HTTPRedirection {
  static override readonly status = 304;
}

/** 305 (RFC 9110, section 15.4.6). */
export class HTTPUseProxy extends HTTPMove {
  static override readonly status = 305;
  static override readonly explanation: string = 'The resource must be accessed through a proxy.';
}

/** 307 (RFC 9110, section 15.4.8). */
export class HTTPTemporaryRedirect extends HTTPMove {
  static override readonly status = 307;
  static override readonly explanation: string = 'The resource is temporarily available at another location.';
}

/** 308 (RFC 9110, section 15.4.9). */
export class HTTPPermanentRedirect extends HTTPMove {
  static override readonly status = 308;
  static override readonly explanation: string = 'The resource has moved permanently.';
}

function moveInit([first, second]: Partial<HTTPMoveArgs>): AnyInit & { addSlash?: boolean } {
  return typeof first === 'string' || first instanceof URL ? { ...second, location: first } : { ...first };
}
