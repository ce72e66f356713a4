/**
 * Applications as Fetch handlers, and Fetch handlers as applications: `wheatpaste/fetch`.
 *
 * @module wheatpaste/fetch
 */
export { environFromFetch, type FetchInfo } from './gateways/fetch/environ.ts';
export {
  type AnyFetchHandler,
  type FetchObject,
  fromFetchHandler,
} from './gateways/fetch/from-fetch-handler.ts';
export {
  type FetchHandler,
  type FetchHandlerOptions,
  toFetchHandler,
} from './gateways/fetch/to-fetch-handler.ts';
export type { OnError } from './gateways/report.ts';
export type { FromFetchOptions } from './request/from-fetch.ts';
