/**
 * A class for each status of a client error, with WebOb's names (RFC 9110, section 15.5, and IANA's registry).
 *
 * @module
 */
import type { DemandingArgs, HTTPExceptionArgs } from './exception-init.ts';
import { HTTPError } from './http-exception.ts';

/** 400, and base class of the other 4xx exceptions. The option `status` sets another status. */
export class HTTPClientError extends HTTPError {
  static override readonly status: number = 400;
  static override readonly explanation: string = 'The server could not understand the request.';

  constructor(...args: HTTPExceptionArgs) {
    super(...args);
  }
}

/** 400 (RFC 9110, section 15.5.1). */
export class HTTPBadRequest extends HTTPClientError {
  static override readonly status = 400;
  static override readonly explanation: string = 'The server could not understand the request.';
}

/** 401 (RFC 9110, section 15.5.2). It requires a challenge, `wwwAuthenticate`. */
export class HTTPUnauthorized extends HTTPClientError {
  static override readonly status = 401;
  static override readonly explanation: string = 'Authentication is required to access this resource.';

  constructor(...args: DemandingArgs<'wwwAuthenticate'>) {
    super(...args);
  }
}

/** 402 (RFC 9110, section 15.5.3). */
export class HTTPPaymentRequired extends HTTPClientError {
  static override readonly status = 402;
  static override readonly explanation: string = 'Payment is required to access this resource.';
}

/** 403 (RFC 9110, section 15.5.4). */
export class HTTPForbidden extends HTTPClientError {
  static override readonly status = 403;
  static override readonly explanation: string = 'Access to this resource is denied.';
}

/** 404 (RFC 9110, section 15.5.5). */
export class HTTPNotFound extends HTTPClientError {
  static override readonly status = 404;
  static override readonly explanation: string = 'The resource could not be found.';
}

/** 405 (RFC 9110, section 15.5.6). It requires the methods that the resource supports, `allow`. */
export class HTTPMethodNotAllowed extends HTTPClientError {
  static override readonly status = 405;
  static override readonly explanation: string = 'The resource does not support this request method.';

  constructor(...args: DemandingArgs<'allow'>) {
    super(...args);
  }
}

/** 406 (RFC 9110, section 15.5.7). */
export class HTTPNotAcceptable extends HTTPClientError {
  static override readonly status = 406;
  static override readonly explanation: string =
    'The resource is not available in a format that the client accepts.';
}

/** 407 (RFC 9110, section 15.5.8). It requires a challenge, `proxyAuthenticate`. */
export class HTTPProxyAuthenticationRequired extends HTTPClientError {
  static override readonly status = 407;
  static override readonly explanation: string = 'Authentication with the proxy is required.';

  constructor(...args: DemandingArgs<'proxyAuthenticate'>) {
    super(...args);
  }
}

/** 408 (RFC 9110, section 15.5.9). */
export class HTTPRequestTimeout extends HTTPClientError {
  static override readonly status = 408;
  static override readonly explanation: string = 'The request was not received in time.';
}

/** 409 (RFC 9110, section 15.5.10). */
export class HTTPConflict extends HTTPClientError {
  static override readonly status = 409;
  static override readonly explanation: string =
    'The request conflicts with the current state of the resource.';
}

/** 410 (RFC 9110, section 15.5.11). */
export class HTTPGone extends HTTPClientError {
  static override readonly status = 410;
  static override readonly explanation: string = 'The resource is no longer available.';
}

/** 411 (RFC 9110, section 15.5.12). */
export class HTTPLengthRequired extends HTTPClientError {
  static override readonly status = 411;
  static override readonly explanation: string = 'The request must include a Content-Length header.';
}

/** 412 (RFC 9110, section 15.5.13). */
export class HTTPPreconditionFailed extends HTTPClientError {
  static override readonly status = 412;
  static override readonly explanation: string = 'A precondition of the request was not met.';
}

/** 413 (RFC 9110, section 15.5.14). */
export class HTTPRequestEntityTooLarge extends HTTPClientError {
  static override readonly status = 413;
  static override readonly explanation: string = 'The request body is too large.';
}

/** 414 (RFC 9110, section 15.5.15). */
export class HTTPRequestURITooLong extends HTTPClientError {
  static override readonly status = 414;
  static override readonly explanation: string = 'The URL of the request is too long.';
}

/** 415 (RFC 9110, section 15.5.16). */
export class HTTPUnsupportedMediaType extends HTTPClientError {
  static override readonly status = 415;
  static override readonly explanation: string =
    'The resource does not support the media type of the request.';
}

/** 416 (RFC 9110, section 15.5.17). */
export class HTTPRequestRangeNotSatisfiable extends HTTPClientError {
  static override readonly status = 416;
  static override readonly explanation: string = 'None of the requested ranges is available.';

  constructor(...args: HTTPExceptionArgs<'contentRange'>) {
    super(...args);
  }
}

/** 417 (RFC 9110, section 15.5.18). */
export class HTTPExpectationFailed extends HTTPClientError {
  static override readonly status = 417;
  static override readonly explanation: string = 'The server cannot meet the expectation of the request.';
}

/** 421 (RFC 9110, section 15.5.20). */
export class HTTPMisdirectedRequest extends HTTPClientError {
  static override readonly status = 421;
  static override readonly explanation: string = 'This server does not answer requests for this host.';
}

/** 422 (RFC 9110, section 15.5.21). */
export class HTTPUnprocessableEntity extends HTTPClientError {
  static override readonly status = 422;
  static override readonly explanation: string = 'The request is well-formed but cannot be processed.';
}

/** 423 (RFC 4918, section 11.3). */
export class HTTPLocked extends HTTPClientError {
  static override readonly status = 423;
  static override readonly explanation: string = 'The resource is locked.';
}

/** 424 (RFC 4918, section 11.4). */
export class HTTPFailedDependency extends HTTPClientError {
  static override readonly status = 424;
  static override readonly explanation: string = 'The request depends on another request that failed.';
}

/** 425 (RFC 8470, section 5.2). */
export class HTTPTooEarly extends HTTPClientError {
  static override readonly status = 425;
  static override readonly explanation: string = 'The request might be a replay; send it again.';
}

/** 426 (RFC 9110, section 15.5.22). It requires the protocols to choose from, `upgrade`. */
export class HTTPUpgradeRequired extends HTTPClientError {
  static override readonly status = 426;
  static override readonly explanation: string = 'The client must switch to another protocol.';

  constructor(...args: DemandingArgs<'upgrade'>) {
    super(...args);
  }
}

/** 428 (RFC 6585, section 3). */
export class HTTPPreconditionRequired extends HTTPClientError {
  static override readonly status = 428;
  static override readonly explanation: string = 'The request must include a precondition.';
}

/** 429 (RFC 6585, section 4). */
export class HTTPTooManyRequests extends HTTPClientError {
  static override readonly status = 429;
  static override readonly explanation: string = 'Too many requests were sent in a short time.';

  constructor(...args: HTTPExceptionArgs<'retryAfter'>) {
    super(...args);
  }
}

/** 431 (RFC 6585, section 5). */
export class HTTPRequestHeaderFieldsTooLarge extends HTTPClientError {
  static override readonly status = 431;
  static override readonly explanation: string = 'The header fields of the request are too large.';
}

/** 451 (RFC 7725, section 3). */
export class HTTPUnavailableForLegalReasons extends HTTPClientError {
  static override readonly status = 451;
  static override readonly explanation: string = 'The resource is unavailable for legal reasons.';
}
