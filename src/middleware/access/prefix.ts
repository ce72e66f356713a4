/**
 * Mounts an application at a path, with or without a proxy in front, as PasteDeploy's `prefix` does.
 *
 * @module
 */
import { setPaths } from '../../url/environ-url.ts';
import { Host } from '../../url/host.ts';
import { defaultPort } from '../../url/target.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { nativeFromText } from '../../wsgi/native-string.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { believedEnviron, setScheme, type Trust } from './forwarding.ts';
import { trusting } from './trusted-proxies.ts';

/** Options of {@link prefix}. */
export interface PrefixOptions {
  /** The path, with or without a final slash; `'/'` is the root of the host. Defaults to where the application is. */
  readonly prefix?: string | undefined;
  /** The scheme to set for all requests. */
  readonly scheme?: 'http' | 'https' | undefined;
  /** The port to set for all requests; `'default'` is that of the scheme. */
  readonly forcePort?: number | 'default' | undefined;
  /** The proxies whose X-Forwarded-For, -Proto and -Host are trusted, as in `trustedProxies`. Defaults to none. */
  readonly trust?: readonly string[] | undefined;
}

const SCHEMES: readonly unknown[] = [undefined, 'http', 'https'];

/**
 * Makes a path the application's root: it becomes `SCRIPT_NAME`, and is removed from the beginning of `PATH_INFO`
 * if it is there. So it does not matter whether the proxy strips it.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const app = prefix({ prefix: '/blog' })(wsgify((request) => `${request.pathInfo} of ${request.applicationUrl}`));
 * await (await Request.blank('/blog/2024').send(app)).text(); // '/2024 of http://localhost/blog'
 * await (await Request.blank('/2024').send(app)).text(); // '/2024 of http://localhost/blog'
 * ```
 */
export function prefix(options: PrefixOptions): AppMiddleware {
  assertOptions('prefix', options, { prefix: true, scheme: true, forcePort: true, trust: true });
  const { prefix: path, scheme, forcePort, trust } = options;
  const mount = path === undefined ? undefined : mountOf(path);
  if (!SCHEMES.includes(scheme))
    throw new TypeError(`scheme of prefix must be http or https: ${String(scheme)}`);
  assertPort(forcePort);
  const trusted: Trust | undefined = trust && {
    trusts: trusting(trust),
    headers: 'x-forwarded',
    use: new Set(['for', 'proto', 'host'] as const),
  };
  return middleware((app) => (environ, startResponse) => {
    const changed = trusted ? believedEnviron(environ, trusted) : { ...environ };
    if (scheme !== undefined) setScheme(changed, scheme);
    if (forcePort !== undefined) setPort(changed, forcePort);
    if (mount !== undefined) setMount(changed, mount);
    return app(changed, startResponse);
  });
}

function mountOf(path: string): string {
  const mount = path.replace(/\/+$/, '');
  if (mount !== '' && !/^\/[^/]/.test(mount)) {
    throw new TypeError(`prefix must begin with one slash, as /blog does: ${JSON.stringify(path)}`);
  }
  return nativeFromText(mount);
}

function assertPort(port: number | 'default' | undefined): void {
  if (port === undefined || port === 'default') return;
  if (typeof port !== 'number')
    throw new TypeError(`forcePort must be a number or 'default': ${String(port)}`);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return;
  throw new RangeError(`forcePort must be a port from 1 to 65535: ${port}`);
}

function setPort(environ: Environ, forced: number | 'default'): void {
  const port = forced === 'default' ? defaultPort(environ['wsgi.url_scheme']) : forced;
  environ.SERVER_PORT = String(port);
  const host = Host.parse(environ.HTTP_HOST);
  if (host) environ.HTTP_HOST = String(new Host(host.domain, forced === 'default' ? undefined : port));
}

function setMount(environ: Environ, mount: string): void {
  const { SCRIPT_NAME: before = '', PATH_INFO: path = '' } = environ;
  const rest = path.slice(mount.length);
  if (path.startsWith(mount) && (rest === '' || rest.startsWith('/'))) {
    environ.SCRIPT_NAME = before + mount;
    environ.PATH_INFO = rest;
  }
  setPaths(environ, { scriptName: mount, ...(!environ.PATH_INFO && { pathInfo: '/' }) });
}
