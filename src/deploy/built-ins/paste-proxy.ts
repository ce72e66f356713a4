/**
 * `egg:Paste#proxy`: passes requests on to another server.
 *
 * @module
 */
import { HTTPMethodNotAllowed } from '../../exceptions/client-errors.ts';
import { wsgify } from '../../handlers/wsgify.ts';
import { app } from './built-in.ts';
import { needed } from './options.ts';
import { text, words } from './readers.ts';

/**
 * `address`, an http(s) URL; `allowed_request_methods`, the only methods that are passed on; and
 * `suppress_http_headers`, fields that are not passed on.
 */
export const pasteProxy = app(
  { address: needed(text), allowed_request_methods: words, suppress_http_headers: words },
  async ({ address, allowed_request_methods: allowed = [], suppress_http_headers: suppressed = [] }) => {
    const { ProxyApp } = await import('../../apps/client/proxy-app.ts');
    const proxy = new ProxyApp(address).toApp();
    const methods = allowed.map((method) => method.toUpperCase());
    const headers = Object.fromEntries(suppressed.map((name) => [name, undefined]));
    return wsgify((request) => {
      if (methods.length > 0 && !methods.includes(request.method))
        throw new HTTPMethodNotAllowed({ allow: methods });
      return (_, startResponse) => proxy(request.with({ headers }).environ, startResponse);
    });
  },
);
