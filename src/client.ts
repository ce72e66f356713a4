/**
 * An HTTP client and a proxy that are applications: `wheatpaste/client`.
 *
 * @module wheatpaste/client
 */
export { ProxyApp, type ProxyOptions } from './apps/proxy-app.ts';
export { createSendRequest, type SendRequestOptions, sendRequest } from './apps/send-request.ts';
