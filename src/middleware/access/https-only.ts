/**
 * Serves a site over https only (RFC 6797).
 *
 * @module
 */

import { HTTPForbidden } from '../../exceptions/client-errors.ts';
import { getField } from '../../headers/lists/header-list.ts';
import {
  type StrictTransportSecurityInit,
  strictTransportSecurity,
} from '../../headers/strict-transport-security.ts';
import { hostOf } from '../../url/environ-url.ts';
import { Host } from '../../url/host.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import type { Given } from '../../wsgi/option-types.ts';
import { changingFields } from '../../wsgi/start-response.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { isRedirectable, malformedHost, movedTo, urlAt } from './redirect.ts';

/** Options of {@link httpsOnly}. */
export interface HttpsOnlyOptions {
  /**
   * How long browsers should use https only, or `false` to send no such field. `maxAge` is in seconds and defaults
   * to two years; `includeSubDomains` and `preload` default to `false`.
   */
  readonly hsts?: false | Given<StrictTransportSecurityInit> | undefined;
  /** The port for https. Defaults to 443. */
  readonly port?: number | undefined;
}

const TWO_YEARS = 63_072_000;
const HTTPS_PORT = 443;

/**
 * Redirects GET and HEAD over http to https, and rejects all other methods with 403, because anybody may have read
 * a request sent unencrypted. Responses over https get `Strict-Transport-Security`, unless the application sets it.
 *
 * The scheme is that of the connection. With a proxy in front, put `trustedProxies` outside, and also
 * `allowedHosts`, because the redirection goes to the requested host.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const app = httpsOnly()(new Response('Hello'));
 * (await Request.blank('http://example.com:8080/a%2Fb?c').send(app)).location; // 'https://example.com/a%2Fb?c'
 * const response = await Request.blank('https://example.com/').send(app);
 * response.headers.get('Strict-Transport-Security'); // 'max-age=63072000'
 * ```
 */
export function httpsOnly(options: HttpsOnlyOptions = {}): AppMiddleware {
  assertOptions('httpsOnly', options, { hsts: true, port: true });
  const { hsts = {}, port = HTTPS_PORT } = options;
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new RangeError(`port of httpsOnly must be a port from 1 to 65535: ${String(port)}`);
  }
  const { name } = strictTransportSecurity;
  const value = hsts && strictTransportSecurity.format({ ...hsts, maxAge: hsts.maxAge ?? TWO_YEARS });
  return middleware((app) => {
    const secured = (headers: HeaderList): HeaderList =>
      !value || getField(headers, name) !== undefined ? headers : [...headers, [name, value]];
    return (environ, startResponse) => {
      if (environ['wsgi.url_scheme'] === 'https') {
        return app(environ, value ? changingFields(startResponse, secured) : startResponse);
      }
      if (!isRedirectable(environ)) {
        return new HTTPForbidden('Use https.').toApp()(environ, startResponse);
      }
      const asked = environ.HTTP_HOST === undefined ? hostOf(environ) : Host.parse(environ.HTTP_HOST);
      const host = asked && new Host(asked.domain, port === HTTPS_PORT ? undefined : port);
      const answer = host ? movedTo(urlAt(environ, 'https', host)) : malformedHost();
      return answer(environ, startResponse);
    };
  });
}
