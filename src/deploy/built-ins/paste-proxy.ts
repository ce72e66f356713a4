/**
 * `egg:Paste#proxy`: requests passed on to another server.
 *
 * @module
 */
import { ProxyApp } from '../../apps/client/proxy-app.ts';
import { HTTPMethodNotAllowed } from '../../exceptions/client-errors.ts';
import { wsgify } from '../../handlers/wsgify.ts';
import type { AppFactory } from '../factories.ts';
import { readOptions, required, text, words } from './options.ts';

/**
 * `address`, an http(s) URL; `allowed_request_methods`, the only methods that are passed on; and
 * `suppress_http_headers`, the fields that are not.
 */
export const pasteProxy: AppFactory = (globalConf, localConf) => {
  const options = readOptions(
    { address: text, allowed_request_methods: words, suppress_http_headers: words },
    globalConf,
    localConf,
  );
  const proxy = new ProxyApp(required(options.address, 'address'));
  const methods = (options.allowed_request_methods ?? []).map((method) => method.toUpperCase());
  const suppressed = Object.fromEntries(
    (options.suppress_http_headers ?? []).map((name) => [name, undefined]),
  );
  return wsgify((request) => {
    if (methods.length > 0 && !methods.includes(request.method))
      throw new HTTPMethodNotAllowed({ allow: methods });
    return (_, startResponse) => proxy.toApp()(request.with({ headers: suppressed }).environ, startResponse);
  });
};
