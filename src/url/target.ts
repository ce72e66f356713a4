/**
 * Request targets, and the URLs that can take their place (RFC 9112, section 3.2).
 *
 * @module
 */

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
]);
const ABSOLUTE_FORM = /^(https?):\/\/([^/?#]*)/i;

/** The port that a scheme implies, or `undefined`. */
export function defaultPort(scheme: string): number | undefined {
  return DEFAULT_PORTS.get(scheme);
}

/** A parsed request target (RFC 9112, section 3.2). */
export interface Target {
  /** Percent-encoded, as it was sent; empty for `*`. */
  readonly path: string;
  readonly query: string;
  /** In absolute form only. */
  readonly scheme?: string;
  readonly authority?: string;
}

/**
 * Parses a request target or a URL; `undefined` when it is neither a path, which may be empty, nor an http(s) URL,
 * nor `*`.
 */
export function splitTarget(target: string): Target | undefined {
  if (target === '*') return { path: '', query: '' };
  if (target === '' || target.startsWith('/') || target.startsWith('?')) return splitPath(target);
  const match = ABSOLUTE_FORM.exec(target);
  if (!match) return undefined;
  const [prefix, scheme = '', authority = ''] = match;
  const { path, query } = splitPath(target.slice(prefix.length));
  return { path, query, scheme: scheme.toLowerCase(), authority };
}

/**
 * The path that a target requests. The empty path of a URL means `/` (RFC 9110, section 4.2.3), except with
 * OPTIONS, where it means `*` (RFC 9112, section 3.2.4).
 */
export function requestedPath({ path, query, scheme }: Target, method: string): string {
  if (path !== '' || scheme === undefined) return path;
  return method === 'OPTIONS' && query === '' ? '' : '/';
}

function splitPath(target: string): Target {
  const mark = target.indexOf('?');
  if (mark === -1) return { path: target, query: '' };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
