/**
 * The environ of a request that is made from a URL.
 *
 * @module
 */

import { Host } from '../url/host.ts';
import { percentDecode } from '../url/percent-encoding.ts';
import { defaultPort, splitTarget } from '../url/target.ts';
import { blankEnviron } from '../wsgi/blank-environ.ts';
import type { Environ } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';

/**
 * The environ of a `GET` for a path or an absolute URL.
 *
 * @param baseUrl scheme, host and mount point, as a URL without a query; the path is then below it.
 * @throws TypeError when it is no URL, or has a fragment.
 */
export function environFromUrl(url: string, baseUrl: string | undefined): Environ {
  const target = splitTarget(nativeFromText(url));
  const base = baseUrl === undefined ? target : splitTarget(nativeFromText(baseUrl));
  const isUrl = target && base && (baseUrl === undefined || (base.scheme !== undefined && base.query === ''));
  if (!isUrl || (target.scheme !== undefined && url.includes('#'))) {
    throw new TypeError(
      `not a URL to request: ${JSON.stringify(baseUrl === undefined ? url : [url, baseUrl])}`,
    );
  }
  const mount = baseUrl === undefined ? '' : base.path.replace(/\/$/, '');
  const sent = mount + target.path;
  return {
    ...blankEnviron(),
    ...hostVariables(base.scheme ?? 'http', base.authority ?? 'localhost'),
    SCRIPT_NAME: percentDecode(mount),
    PATH_INFO: percentDecode(target.path),
    QUERY_STRING: target.query,
    REQUEST_URI: target.query === '' ? sent : `${sent}?${target.query}`,
  };
}

function hostVariables(scheme: string, authority: string): Partial<Environ> {
  const host = Host.from(authority);
  const port = host.port ?? defaultPort(scheme);
  return {
    HTTP_HOST: port === defaultPort(scheme) ? host.domain : String(host),
    SERVER_NAME: host.domain,
    SERVER_PORT: String(port),
    'wsgi.url_scheme': scheme,
  };
}
