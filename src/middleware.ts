/**
 * Middleware: `wheatpaste/middleware`.
 *
 * @module wheatpaste/middleware
 */
export type { AppMiddleware } from './middleware/middleware.ts';
export { pipeline } from './middleware/pipeline.ts';
