/**
 * Makes the environ of a request from a URL.
 *
 * @module
 */

import { Host } from '../url/host.ts';
import { percentDecode } from '../url/percent-encoding.ts';
import { type ServerVariables, serverVariables } from '../url/server-variables.ts';
import { splitTarget, type Target } from '../url/target.ts';
import type { Environ } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';
import { newEnviron } from '../wsgi/new-environ.ts';

/**
 * The environ of a `GET` for a path or an absolute URL.
 *
 * @param baseUrl scheme, host and mount point, as a URL without a query. A URL below it is used as it is; any other
 * path is appended to it.
 * @throws TypeError when the URL is malformed, or has a fragment.
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
    ...newEnviron(),
    ...serverOf(base),
    SCRIPT_NAME: percentDecode(mount),
    PATH_INFO: percentDecode(path),
    QUERY_STRING: target.query,
    REQUEST_URI: target.query === '' ? sent : `${sent}?${target.query}`,
  };
}

/** The path of a URL below its base. If the URL is not below it, its whole path is relative to the base. */
function pathBelow(target: Target, base: Target, mount: string): string {
  const isSameOrigin =
    target.scheme !== undefined &&
    target.scheme === base.scheme &&
    serverOf(target).HTTP_HOST === serverOf(base).HTTP_HOST;
  const isBelow = target.path === mount || target.path.startsWith(`${mount}/`);
  return isSameOrigin && isBelow ? target.path.slice(mount.length) : target.path;
}

function serverOf({ scheme = 'http', authority = 'localhost' }: Target): ServerVariables {
  return serverVariables(scheme, Host.from(authority));
}
