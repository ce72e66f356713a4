/**
 * Middleware: `wheatpaste/middleware`.
 *
 * @module wheatpaste/middleware
 */
export type { AppMiddleware } from './middleware/middleware.ts';
export { type AccessLogOptions, accessLog, type LogStream } from './middleware/observe/access-log.ts';
export type { LogEntry } from './middleware/observe/log-entry.ts';
export { pipeline } from './middleware/pipeline.ts';
