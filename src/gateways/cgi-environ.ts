/**
 * The environ of a request that a web server describes in CGI's variables (RFC 3875, section 4.1), as CGI, SCGI and
 * FastCGI do.
 *
 * @module
 */
import { withParseCache } from '../collections/parse-cache.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import { pathBelow } from '../url/mount.ts';
import { percentDecode } from '../url/percent-encoding.ts';
import { defaultPort, splitTarget, type Target } from '../url/target.ts';
import type { Environ, ErrorStream, Input } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';
import { newEnviron } from '../wsgi/new-environ.ts';
import type { Variables } from '../wsgi/variables.ts';

/** Options for reading the variables. */
export interface CGIEnvironOptions {
  /**
   * The path that the application is mounted at, such as `'/app'`. If `REQUEST_URI` is below it, `SCRIPT_NAME` and
   * `PATH_INFO` are taken from there, because it is the only variable that all web servers fill in the same way.
   */
  scriptName?: string | undefined;
  /** Where errors are reported: `wsgi.errors`. Defaults to the process's standard error. */
  errors?: ErrorStream | undefined;
}

const OPTIONS = ['scriptName', 'errors'];
/** The attributes of an ordinary property. */
const PLAIN = { configurable: true, enumerable: true, writable: true };
const MOUNT = /^(?:\/[^/?#]+)*$/;

/**
 * Variables that are not passed to applications: other names of Content-Type and Content-Length (PEP 3333), a
 * setting of programs that clients could forge (RFC 3875, section 4.1.18), the transfer coding that the web server
 * has removed, and variables that are converted to other keys.
 */
const DROPPED = new Set([
  ...['HTTP_CONTENT_TYPE', 'HTTP_CONTENT_LENGTH', 'HTTP_PROXY', 'HTTP_TRANSFER_ENCODING'],
  ...['REQUEST_METHOD', 'SCRIPT_NAME', 'PATH_INFO'],
]);

const isPassed = withParseCache((name) => !name.includes('.') && !DROPPED.has(name));

/**
 * Makes an environ from CGI's variables, which are native strings: one character per byte.
 *
 * - A missing `PATH_INFO` is the rest of `REQUEST_URI` after `SCRIPT_NAME`, or empty if that does not match. A
 * missing `QUERY_STRING` is also taken from there. A `SCRIPT_NAME` of `/` becomes the empty one that PEP 3333
 * requires.
 * - The scheme is https if `HTTPS` is `on`, `1` or `yes`, else the value of `REQUEST_SCHEME`, else http.
 * - Variables with a dot in their name are dropped, since names such as `wsgi.input` belong to the gateway.
 *
 * The keys say that the process serves only this request; a gateway that serves more changes `wsgi.run_once`.
 *
 * @param input the request's body, which is read up to `CONTENT_LENGTH`.
 * @throws TypeError when there is no `REQUEST_METHOD`, which means that no web server runs this, or when an option
 * is unknown or malformed.
 *
 * @example
 * ```ts
 * const variables = { REQUEST_METHOD: 'GET', REQUEST_URI: '/app/a%20b?c=d', QUERY_STRING: 'c=d', HTTPS: 'on' };
 * const environ = environFromCGI(variables, [], { scriptName: '/app' });
 * environ.PATH_INFO; // '/a b'
 * environ['wsgi.url_scheme']; // 'https'
 * ```
 */
export function environFromCGI(variables: Variables, input: Input, options: CGIEnvironOptions = {}): Environ {
  assertKnown('option of environFromCGI', options, OPTIONS);
  assertScriptName(options.scriptName);
  return makeEnviron(variables, input, options);
}

/** Does what {@link environFromCGI} does, with options that are already checked. */
export function makeEnviron(variables: Variables, input: Input, options: CGIEnvironOptions): Environ {
  const { REQUEST_METHOD: method } = variables;
  if (method === undefined || method === '') {
    throw new TypeError('not run as CGI: the variable REQUEST_METHOD is missing; let a web server run this');
  }
  const scheme = schemeOf(variables);
  const { scriptName, pathInfo } = pathsOf(variables, options.scriptName);
  const environ = newEnviron(options.errors);
  environ.REQUEST_METHOD = method;
  environ.SCRIPT_NAME = scriptName;
  environ.PATH_INFO = pathInfo;
  environ.QUERY_STRING = variables.QUERY_STRING ?? targetOf(variables.REQUEST_URI)?.query ?? '';
  environ.SERVER_PORT = String(defaultPort(scheme));
  environ.SERVER_PROTOCOL = 'HTTP/1.0';
  environ['wsgi.url_scheme'] = scheme;
  environ['wsgi.input'] = input;
  environ['wsgi.multiprocess'] = true;
  environ['wsgi.run_once'] = true;
  environ['wsgi.input_terminated'] = false;
  for (const name of Object.keys(variables)) {
    const value = variables[name];
    if (value === undefined || !isPassed(name)) continue;
    if (name === '__proto__') Object.defineProperty(environ, name, { ...PLAIN, value });
    else environ[name] = value;
  }
  return environ;
}

/**
 * The rest of a request's path after `SCRIPT_NAME`, decoded; `undefined` if it does not begin with that.
 *
 * @param scriptName a native string.
 */
export function pathInfoAfter(scriptName: string, requestUri: string | undefined): string | undefined {
  const path = targetOf(requestUri)?.path;
  const decoded = path === undefined ? undefined : percentDecode(path);
  if (!decoded?.startsWith(scriptName)) return undefined;
  const rest = decoded.slice(scriptName.length);
  return rest === '' || rest.startsWith('/') ? rest : undefined;
}

/** @throws TypeError when it is not a path without a slash at its end. */
export function assertScriptName(scriptName: string | undefined): void {
  if (scriptName !== undefined && !MOUNT.test(scriptName)) {
    throw new TypeError(
      `scriptName must be '' or a path without a final slash, such as '/app': ${JSON.stringify(scriptName)}`,
    );
  }
}

function targetOf(target: string | undefined): Target | undefined {
  return target === undefined ? undefined : splitTarget(target);
}

function schemeOf({ HTTPS = '', REQUEST_SCHEME = '' }: Variables): 'http' | 'https' {
  return /^(?:on|1|yes)$/i.test(HTTPS) || /^https$/i.test(REQUEST_SCHEME) ? 'https' : 'http';
}

function pathsOf(
  { SCRIPT_NAME: said = '', PATH_INFO: rest, REQUEST_URI: target }: Variables,
  mount: string | undefined,
): { scriptName: string; pathInfo: string } {
  if (mount !== undefined) {
    const path = targetOf(target)?.path;
    const below = path === undefined ? undefined : pathBelow(mount, path);
    if (below !== undefined) {
      return { scriptName: percentDecode(nativeFromText(mount)), pathInfo: percentDecode(below) };
    }
  }
  const scriptName = said === '/' ? '' : said;
  const pathInfo = rest ?? pathInfoAfter(scriptName, target) ?? '';
  return { scriptName, pathInfo: said === '/' ? pathInfo.replace(/^(?!\/)/, '/') : pathInfo };
}
