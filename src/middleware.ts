/**
 * Middleware: `wheatpaste/middleware`.
 *
 * @module wheatpaste/middleware
 */
export { errorDocuments } from './middleware/errors/error-documents.ts';
export type { DocumentPages, ErrorDocumentsOptions } from './middleware/errors/error-pages.ts';
export { type ErrorsOptions, errors } from './middleware/errors/errors.ts';
export { ForwardRequest } from './middleware/errors/forward-request.ts';
export { httpExceptions } from './middleware/errors/http-exceptions.ts';
export { include, recursive } from './middleware/errors/recursive.ts';
export type { AppMiddleware, NoOptions } from './middleware/middleware.ts';
export { type AccessLogOptions, accessLog, type LogStream } from './middleware/observe/access-log.ts';
export { type InFlight, inFlight, type Running } from './middleware/observe/in-flight.ts';
export type { LogEntry } from './middleware/observe/log-entry.ts';
export { type ProfileOptions, profile } from './middleware/observe/profile.ts';
export { contextValue, currentRequest, requestContext } from './middleware/observe/request-context.ts';
export { type RequestIdOptions, requestId, requestIdOf } from './middleware/observe/request-id.ts';
export { serverTiming, type Timings, timingsOf } from './middleware/observe/server-timing.ts';
export { type TransactionOptions, transaction } from './middleware/observe/transaction.ts';
export { pipeline } from './middleware/pipeline.ts';
