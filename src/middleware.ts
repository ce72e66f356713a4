/**
 * Middleware: `wheatpaste/middleware`.
 *
 * @module wheatpaste/middleware
 */
export {
  type ForwardingOptions,
  type TrustedProxiesOptions,
  trustedProxies,
} from './middleware/access/trusted-proxies.ts';
export type { AppMiddleware } from './middleware/middleware.ts';
export { pipeline } from './middleware/pipeline.ts';
