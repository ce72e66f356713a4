/**
 * Maps statuses to exceptions.
 *
 * @module
 */
import {
  HTTPBadRequest,
  HTTPClientError,
  HTTPConflict,
  HTTPExpectationFailed,
  HTTPFailedDependency,
  HTTPForbidden,
  HTTPGone,
  HTTPLengthRequired,
  HTTPLocked,
  HTTPMethodNotAllowed,
  HTTPMisdirectedRequest,
  HTTPNotAcceptable,
  HTTPNotFound,
  HTTPPaymentRequired,
  HTTPPreconditionFailed,
  HTTPPreconditionRequired,
  HTTPProxyAuthenticationRequired,
  HTTPRequestEntityTooLarge,
  HTTPRequestHeaderFieldsTooLarge,
  HTTPRequestRangeNotSatisfiable,
  HTTPRequestTimeout,
  HTTPRequestURITooLong,
  HTTPTooEarly,
  HTTPTooManyRequests,
  HTTPUnauthorized,
  HTTPUnavailableForLegalReasons,
  HTTPUnprocessableEntity,
  HTTPUnsupportedMediaType,
  HTTPUpgradeRequired,
} from './client-errors.ts';
import { type AnyInit, type HTTPExceptionArgs, initFrom, type StatusOptions } from './exception-init.ts';
import type { HTTPException } from './http-exception.ts';
import {
  HTTPFound,
  type HTTPMoveArgs,
  HTTPMovedPermanently,
  HTTPMultipleChoices,
  HTTPNotModified,
  HTTPPermanentRedirect,
  HTTPSeeOther,
  HTTPTemporaryRedirect,
  HTTPUseProxy,
} from './redirection.ts';
import {
  HTTPBadGateway,
  HTTPGatewayTimeout,
  HTTPInsufficientStorage,
  HTTPInternalServerError,
  HTTPLoopDetected,
  HTTPNetworkAuthenticationRequired,
  HTTPNotExtended,
  HTTPNotImplemented,
  HTTPServerError,
  HTTPServiceUnavailable,
  HTTPVariantAlsoNegotiates,
  HTTPVersionNotSupported,
} from './server-errors.ts';
import {
  HTTPAccepted,
  HTTPAlreadyReported,
  HTTPCreated,
  HTTPIMUsed,
  HTTPMultiStatus,
  HTTPNoContent,
  HTTPNonAuthoritativeInformation,
  HTTPOk,
  HTTPPartialContent,
  HTTPResetContent,
} from './success.ts';

/** The arguments of any exception. */
type AnyArgs = HTTPExceptionArgs<keyof StatusOptions> | HTTPMoveArgs;

/** A class of exceptions with a status. */
export interface HTTPExceptionClass {
  new (...args: AnyArgs): HTTPException;
  readonly name: string;
  readonly status: number;
  readonly explanation: string;
}

const CLASSES = {
  200: HTTPOk,
  201: HTTPCreated,
  202: HTTPAccepted,
  203: HTTPNonAuthoritativeInformation,
  204: HTTPNoContent,
  205: HTTPResetContent,
  206: HTTPPartialContent,
  207: HTTPMultiStatus,
  208: HTTPAlreadyReported,
  226: HTTPIMUsed,
  300: HTTPMultipleChoices,
  301: HTTPMovedPermanently,
  302: HTTPFound,
  303: HTTPSeeOther,
  304: HTTPNotModified,
  305: HTTPUseProxy,
  307: HTTPTemporaryRedirect,
  308: HTTPPermanentRedirect,
  400: HTTPBadRequest,
  401: HTTPUnauthorized,
  402: HTTPPaymentRequired,
  403: HTTPForbidden,
  404: HTTPNotFound,
  405: HTTPMethodNotAllowed,
  406: HTTPNotAcceptable,
  407: HTTPProxyAuthenticationRequired,
  408: HTTPRequestTimeout,
  409: HTTPConflict,
  410: HTTPGone,
  411: HTTPLengthRequired,
  412: HTTPPreconditionFailed,
  413: HTTPRequestEntityTooLarge,
  414: HTTPRequestURITooLong,
  415: HTTPUnsupportedMediaType,
  416: HTTPRequestRangeNotSatisfiable,
  417: HTTPExpectationFailed,
  421: HTTPMisdirectedRequest,
  422: HTTPUnprocessableEntity,
  423: HTTPLocked,
  424: HTTPFailedDependency,
  425: HTTPTooEarly,
  426: HTTPUpgradeRequired,
  428: HTTPPreconditionRequired,
  429: HTTPTooManyRequests,
  431: HTTPRequestHeaderFieldsTooLarge,
  451: HTTPUnavailableForLegalReasons,
  500: HTTPInternalServerError,
  501: HTTPNotImplemented,
  502: HTTPBadGateway,
  503: HTTPServiceUnavailable,
  504: HTTPGatewayTimeout,
  505: HTTPVersionNotSupported,
  506: HTTPVariantAlsoNegotiates,
  507: HTTPInsufficientStorage,
  508: HTTPLoopDetected,
  510: HTTPNotExtended,
  511: HTTPNetworkAuthenticationRequired,
} as const;

/** The class of each status. */
export const statusMap: Readonly<Record<number, HTTPExceptionClass>> = CLASSES as Readonly<
  Record<number, HTTPExceptionClass>
>;

/** The class of exceptions of a status. */
type ClassFor<Status extends number> = number extends Status
  ? HTTPExceptionClass
  : Status extends keyof typeof CLASSES
    ? (typeof CLASSES)[Status]
    : typeof HTTPClientError | typeof HTTPServerError;

/**
 * An exception for a status, made with the arguments of the class of that status. A status from 400 to 599 without
 * a class gives an HTTPClientError or an HTTPServerError.
 *
 * @throws RangeError when no exception has the status, TypeError when it requires a location and gets none, or when
 * an option is unknown or belongs to another status.
 *
 * @example
 * ```ts
 * httpException(404, 'No such page.') instanceof HTTPNotFound; // true
 * httpException(418).status; // 418
 * httpException(405, { allow: ['GET'] }).headers; // { Allow: 'GET' }
 * httpException(302, '/login').headers; // { Location: '/login' }
 * httpException(404, { allow: ['GET'] } as object); // throws TypeError
 * ```
 */
export function httpException<Status extends number>(
  status: Status,
  ...args: ConstructorParameters<ClassFor<Status>>
): InstanceType<ClassFor<Status>> {
  return exceptionOf(status, args as AnyArgs) as InstanceType<ClassFor<Status>>;
}

function exceptionOf(status: number, args: AnyArgs): HTTPException {
  const Class = statusMap[status];
  if (Class) return new Class(...args);
  if (!(status >= 400 && status <= 599)) throw new RangeError(`no HTTP exception has the status ${status}`);
  const init: AnyInit = { ...initFrom(args), status };
  return status < 500 ? new HTTPClientError(init) : new HTTPServerError(init);
}
