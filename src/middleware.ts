/**
 * Middleware: `wheatpaste/middleware`.
 *
 * @module wheatpaste/middleware
 */
export { type CascadeOptions, cascade } from './apps/cascade.ts';
export { type MapKey, parseMapKey } from './apps/map-key.ts';
export { type UrlMap, type UrlMapOptions, urlMap } from './apps/url-map.ts';
export type { AppMiddleware } from './middleware/middleware.ts';
export { pipeline } from './middleware/pipeline.ts';
