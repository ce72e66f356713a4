/**
 * An HTTP client and a proxy, both as applications: `wheatpaste/client`.
 *
 * @module wheatpaste/client
 */
export { ProxyApp, type ProxyOptions } from './apps/client/proxy-app.ts';
export { createSendRequest, type SendRequestOptions, sendRequest } from './apps/client/send-request.ts';
