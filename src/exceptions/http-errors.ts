/**
 * A class for each status of an error, with WebOb's names (RFC 9110, sections 15.5 and 15.6, and IANA's registry).
 *
 * @module
 */
import type { Challenge } from '../headers/challenge.ts';
import type { ResponseInit } from '../response/init.ts';
import { HTTPException, type HTTPExceptionInit } from './http-exception.ts';

/** What an exception is made with, and a header that its status demands. */
type InitWith<Name extends keyof ResponseInit> = string | (HTTPExceptionInit & Pick<ResponseInit, Name>);

/** What the statuses from 400 to 599 are kinds of. */
export class HTTPError extends HTTPException {}

/** 400, and what the other faults of clients are kinds of. */
export class HTTPClientError extends HTTPError {
  static override readonly status: number = 400;
  static override readonly explanation: string = 'The server could not make sense of the request.';
}

/** 500, and what the other faults of servers are kinds of. */
export class HTTPServerError extends HTTPError {
  static override readonly status: number = 500;
  static override readonly explanation: string = 'The server failed to answer the request.';
}

export class HTTPBadRequest extends HTTPClientError {
  static override readonly status = 400;
  static override readonly explanation: string = 'The server could not make sense of the request.';
}

export class HTTPUnauthorized extends HTTPClientError {
  static override readonly status = 401;
  static override readonly explanation: string = 'The resource is for those who say who they are.';

  constructor(init: InitWith<'wwwAuthenticate'> = {}) {
    super(init, typeof init === 'string' ? {} : { wwwAuthenticate: init.wwwAuthenticate });
  }
}

export class HTTPPaymentRequired extends HTTPClientError {
  static override readonly status = 402;
  static override readonly explanation: string = 'The resource is for those who pay.';
}

export class HTTPForbidden extends HTTPClientError {
  static override readonly status = 403;
  static override readonly explanation: string = 'Access to the resource was refused.';
}

export class HTTPNotFound extends HTTPClientError {
  static override readonly status = 404;
  static override readonly explanation: string = 'The resource could not be found.';
}

export class HTTPMethodNotAllowed extends HTTPClientError {
  static override readonly status = 405;
  static override readonly explanation: string = 'The resource does not know the method of the request.';

  constructor(init: InitWith<'allow'> = {}) {
    super(init, typeof init === 'string' ? {} : { allow: init.allow });
  }
}

export class HTTPNotAcceptable extends HTTPClientError {
  static override readonly status = 406;
  static override readonly explanation: string =
    'The resource is not there in a form that the client accepts.';
}

export class HTTPProxyAuthenticationRequired extends HTTPClientError {
  static override readonly status = 407;
  static override readonly explanation: string = 'The proxy serves those who say who they are.';

  constructor(init: string | (HTTPExceptionInit & { proxyAuthenticate?: Challenge | string }) = {}) {
    const challenge = typeof init === 'string' ? undefined : init.proxyAuthenticate;
    super(init, challenge === undefined ? {} : { headers: { 'Proxy-Authenticate': String(challenge) } });
  }
}

export class HTTPRequestTimeout extends HTTPClientError {
  static override readonly status = 408;
  static override readonly explanation: string = 'The request did not come in time.';
}

export class HTTPConflict extends HTTPClientError {
  static override readonly status = 409;
  static override readonly explanation: string = 'The request does not fit the state of the resource.';
}

export class HTTPGone extends HTTPClientError {
  static override readonly status = 410;
  static override readonly explanation: string = 'The resource has been removed for good.';
}

export class HTTPLengthRequired extends HTTPClientError {
  static override readonly status = 411;
  static override readonly explanation: string = 'The request must tell its Content-Length.';
}

export class HTTPPreconditionFailed extends HTTPClientError {
  static override readonly status = 412;
  static override readonly explanation: string = 'The resource is not as the request expects it to be.';
}

export class HTTPRequestEntityTooLarge extends HTTPClientError {
  static override readonly status = 413;
  static override readonly explanation: string = 'The body of the request is too large.';
}

export class HTTPRequestURITooLong extends HTTPClientError {
  static override readonly status = 414;
  static override readonly explanation: string = 'The URL of the request is too long.';
}

export class HTTPUnsupportedMediaType extends HTTPClientError {
  static override readonly status = 415;
  static override readonly explanation: string = 'The resource does not take bodies of this type.';
}

export class HTTPRequestRangeNotSatisfiable extends HTTPClientError {
  static override readonly status = 416;
  static override readonly explanation: string = 'The resource has none of the ranges that were asked for.';

  constructor(init: InitWith<'contentRange'> = {}) {
    super(init, typeof init === 'string' ? {} : { contentRange: init.contentRange });
  }
}

export class HTTPExpectationFailed extends HTTPClientError {
  static override readonly status = 417;
  static override readonly explanation: string = 'The server cannot do what the request expects.';
}

export class HTTPMisdirectedRequest extends HTTPClientError {
  static override readonly status = 421;
  static override readonly explanation: string = 'This server does not answer for that host.';
}

export class HTTPUnprocessableEntity extends HTTPClientError {
  static override readonly status = 422;
  static override readonly explanation: string = 'The request is well-formed, but cannot be followed.';
}

export class HTTPLocked extends HTTPClientError {
  static override readonly status = 423;
  static override readonly explanation: string = 'The resource is locked.';
}

export class HTTPFailedDependency extends HTTPClientError {
  static override readonly status = 424;
  static override readonly explanation: string = 'The request hangs on another one, which failed.';
}

export class HTTPTooEarly extends HTTPClientError {
  static override readonly status = 425;
  static override readonly explanation: string = 'The request might be a replay: it must be sent again.';
}

export class HTTPUpgradeRequired extends HTTPClientError {
  static override readonly status = 426;
  static override readonly explanation: string = 'The resource is reached over another protocol.';

  constructor(init: string | (HTTPExceptionInit & { upgrade?: string }) = {}) {
    const upgrade = typeof init === 'string' ? undefined : init.upgrade;
    super(init, upgrade === undefined ? {} : { headers: { Upgrade: upgrade, Connection: 'Upgrade' } });
  }
}

export class HTTPPreconditionRequired extends HTTPClientError {
  static override readonly status = 428;
  static override readonly explanation: string = 'The request must be conditional.';
}

export class HTTPTooManyRequests extends HTTPClientError {
  static override readonly status = 429;
  static override readonly explanation: string = 'There have been too many requests in too short a time.';

  constructor(init: InitWith<'retryAfter'> = {}) {
    super(init, typeof init === 'string' ? {} : { retryAfter: init.retryAfter });
  }
}

export class HTTPRequestHeaderFieldsTooLarge extends HTTPClientError {
  static override readonly status = 431;
  static override readonly explanation: string = 'The headers of the request are too large.';
}

export class HTTPUnavailableForLegalReasons extends HTTPClientError {
  static override readonly status = 451;
  static override readonly explanation: string = 'The resource is withheld for legal reasons.';
}

export class HTTPInternalServerError extends HTTPServerError {
  static override readonly status = 500;
  static override readonly explanation: string = 'The server failed to answer the request.';
}

export class HTTPNotImplemented extends HTTPServerError {
  static override readonly status = 501;
  static override readonly explanation: string = 'The server cannot do what the request asks for.';
}

export class HTTPBadGateway extends HTTPServerError {
  static override readonly status = 502;
  static override readonly explanation: string = 'The server behind this one gave no usable answer.';
}

export class HTTPServiceUnavailable extends HTTPServerError {
  static override readonly status = 503;
  static override readonly explanation: string = 'The server cannot answer for now.';

  constructor(init: InitWith<'retryAfter'> = {}) {
    super(init, typeof init === 'string' ? {} : { retryAfter: init.retryAfter });
  }
}

export class HTTPGatewayTimeout extends HTTPServerError {
  static override readonly status = 504;
  static override readonly explanation: string = 'The server behind this one did not answer in time.';
}

export class HTTPVersionNotSupported extends HTTPServerError {
  static override readonly status = 505;
  static override readonly explanation: string = 'The server does not speak this version of HTTP.';
}

export class HTTPVariantAlsoNegotiates extends HTTPServerError {
  static override readonly status = 506;
  static override readonly explanation: string = 'The server cannot choose a form of the resource.';
}

export class HTTPInsufficientStorage extends HTTPServerError {
  static override readonly status = 507;
  static override readonly explanation: string = 'The server has no room for what the request brings.';
}

export class HTTPLoopDetected extends HTTPServerError {
  static override readonly status = 508;
  static override readonly explanation: string = 'The request would go round for ever.';
}

export class HTTPNotExtended extends HTTPServerError {
  static override readonly status = 510;
  static override readonly explanation: string = 'The request lacks an extension.';
}

export class HTTPNetworkAuthenticationRequired extends HTTPServerError {
  static override readonly status = 511;
  static override readonly explanation: string = 'The network is for those who log in to it.';
}
