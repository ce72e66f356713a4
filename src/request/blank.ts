/**
 * The environ of a request that is made from a URL.
 *
 * @module
 */

import { Host } from '../url/host.ts';
import { percentDecode } from '../url/percent-encoding.ts';
import { defaultPort, splitTarget, type Target } from '../url/target.ts';
import { blankEnviron } from '../wsgi/blank-environ.ts';
import type { Environ } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';

/**
 * The environ of a `GET` for a path or an absolute URL.
 *
 * @param baseUrl scheme, host and mount point, as a URL without a query. A URL below it is taken as it is; the path of
 * any other is put below it.
 * @throws TypeError when it is not a URL, or has a fragment.
 */
export function environFromUrl(url: string, baseUrl: string | undefined): Environ {
  const target = splitTarget(nativeFromText(url));
  const base = baseUrl === undefined ? target : splitTarget(nativeFromText(baseUrl));
  const isUrl = target && base && (baseUrl === undefined || (base.scheme !== undefined && base.query === ''));
  if (!isUrl || (target.scheme !== undefined && url.includes('#'))) {
    throw new TypeError(
      `invalid request URL: ${JSON.stringify(url)}${baseUrl === undefined ? '' : ` below ${JSON.stringify(baseUrl)}`}; use a path or an http(s) URL without a fragment`,
    );
  }
  const mount = baseUrl === undefined ? '' : base.path.replace(/\/$/, '');
  const below = pathBelow(target, base, mount);
  const path = below === '' && mount === '' ? '/' : below;
  const sent = mount + path;
  return {
    ...blankEnviron(),
    ...hostVariables(base),
    SCRIPT_NAME: percentDecode(mount),
    PATH_INFO: percentDecode(path),
    QUERY_STRING: target.query,
    REQUEST_URI: target.query === '' ? sent : `${sent}?${target.query}`,
  };
}

/** The path of a URL below its base; any other path is below the base already. */
function pathBelow(target: Target, base: Target, mount: string): string {
  const isSameOrigin =
    target.scheme !== undefined &&
    target.scheme === base.scheme &&
    String(hostOfUrl(target)) === String(hostOfUrl(base));
  const isBelow = target.path === mount || target.path.startsWith(`${mount}/`);
  return isSameOrigin && isBelow ? target.path.slice(mount.length) : target.path;
}

/** Host and port of a URL, without the port that its scheme implies. */
function hostOfUrl({ scheme = 'http', authority = 'localhost' }: Target): Host {
  const host = Host.from(authority);
  return host.port === undefined || host.port === defaultPort(scheme)
    ? new Host(host.domain, undefined)
    : host;
}

function hostVariables(url: Target): Partial<Environ> {
  const scheme = url.scheme ?? 'http';
  const host = hostOfUrl(url);
  return {
    HTTP_HOST: String(host),
    SERVER_NAME: host.domain,
    SERVER_PORT: String(host.port ?? defaultPort(scheme)),
    'wsgi.url_scheme': scheme,
  };
}
