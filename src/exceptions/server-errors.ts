/**
 * A class for each status of a server error, with WebOb's names (RFC 9110, section 15.6, and IANA's registry).
 *
 * @module
 */
import type { HTTPExceptionArgs } from './exception-init.ts';
import { HTTPError } from './http-exception.ts';

/** 500, and base class of the other 5xx exceptions. The option `status` sets another status. */
export class HTTPServerError extends HTTPError {
  static override readonly status: number = 500;
  static override readonly explanation: string = 'The server encountered an internal error.';

  constructor(...args: HTTPExceptionArgs) {
    super(...args);
  }
}

/** 500 (RFC 9110, section 15.6.1). */
export class HTTPInternalServerError extends HTTPServerError {
  static override readonly status = 500;
  static override readonly explanation: string = 'The server encountered an internal error.';
}

/** 501 (RFC 9110, section 15.6.2). */
export class HTTPNotImplemented extends HTTPServerError {
  static override readonly status = 501;
  static override readonly explanation: string = 'The server does not support what the request asks for.';
}

/** 502 (RFC 9110, section 15.6.3). */
export class HTTPBadGateway extends HTTPServerError {
  static override readonly status = 502;
  static override readonly explanation: string =
    'The server received an invalid response from an upstream server.';
}

/** 503 (RFC 9110, section 15.6.4). */
export class HTTPServiceUnavailable extends HTTPServerError {
  static override readonly status = 503;
  static override readonly explanation: string = 'The server is temporarily unavailable.';

  constructor(...args: HTTPExceptionArgs<'retryAfter'>) {
    super(...args);
  }
}

/** 504 (RFC 9110, section 15.6.5). */
export class HTTPGatewayTimeout extends HTTPServerError {
  static override readonly status = 504;
  static override readonly explanation: string = 'An upstream server did not respond in time.';
}

/** 505 (RFC 9110, section 15.6.6). */
export class HTTPVersionNotSupported extends HTTPServerError {
  static override readonly status = 505;
  static override readonly explanation: string = 'The server does not support this version of HTTP.';
}

/** 506 (RFC 2295, section 8.1). */
export class HTTPVariantAlsoNegotiates extends HTTPServerError {
  static override readonly status = 506;
  static override readonly explanation: string = 'The server cannot choose a representation of the resource.';
}

/** 507 (RFC 4918, section 11.5). */
export class HTTPInsufficientStorage extends HTTPServerError {
  static override readonly status = 507;
  static override readonly explanation: string =
    'The server has insufficient storage to complete the request.';
}

/** 508 (RFC 5842, section 7.2). */
export class HTTPLoopDetected extends HTTPServerError {
  static override readonly status = 508;
  static override readonly explanation: string =
    'The server detected an infinite loop while processing the request.';
}

/** 510 (RFC 2774, section 7). */
export class HTTPNotExtended extends HTTPServerError {
  static override readonly status = 510;
  static override readonly explanation: string = 'The request lacks a required extension.';
}

/** 511 (RFC 6585, section 6). */
export class HTTPNetworkAuthenticationRequired extends HTTPServerError {
  static override readonly status = 511;
  static override readonly explanation: string = 'Network authentication is required.';
}
