/**
 * URLs of pages inside an application.
 *
 * @module
 */
import { setPaths } from '../../url/environ-url.ts';
import { percentDecode, percentEncodePath } from '../../url/percent-encoding.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { nativeFromText } from '../../wsgi/native-string.ts';

/** A path and a query inside an application, as native strings. */
export interface InnerUrl {
  /** Decoded. */
  readonly path: string;
  /** The query; `undefined` without a `?`. */
  readonly query: string | undefined;
}

/**
 * Parses a URL inside an application: a path, and everything after its first `?` as the query; a fragment is
 * dropped. Text beyond ASCII is encoded as UTF-8.
 *
 * @param base the decoded path of a page, which a path without a leading slash is relative to.
 * @throws TypeError when it names a host, or is relative without a base.
 *
 * @example
 * ```ts
 * innerUrl('/caf%C3%A9?a=1?b#c'); // { path: '/caf\xc3\xa9', query: 'a=1?b' }
 * innerUrl('d', '/a/b'); // { path: '/a/d', query: undefined }
 * innerUrl('//evil.example/'); // throws TypeError
 * ```
 */
export function innerUrl(url: string, base?: string): InnerUrl {
  const [reference = ''] = nativeFromText(url).split('#', 1);
  const mark = reference.indexOf('?');
  const path = mark === -1 ? reference : reference.slice(0, mark);
  const query = mark === -1 ? undefined : reference.slice(mark + 1);
  if (path.startsWith('/') && !/^[/\\]{2}/.test(path)) return { path: percentDecode(path), query };
  if (base !== undefined && !/^(?:[/\\]|[a-z][a-z0-9+.-]*:)/i.test(path))
    return { path: resolved(path, base), query };
  throw new TypeError(
    `${JSON.stringify(url)} is not inside the application: give a path that begins with a slash`,
  );
}

function resolved(path: string, base: string): string {
  if (path === '') return base;
  return percentDecode(
    new URL(percentEncodePath(percentDecode(path)), `http://h${percentEncodePath(base)}`).pathname,
  );
}

/** A copy of the environ for another page. Without a query, the request's own query stays. */
export function environFor(environ: Environ, { path, query }: InnerUrl): Environ {
  const inside = { ...environ };
  if (query !== undefined) inside.QUERY_STRING = query;
  setPaths(inside, { pathInfo: path });
  return inside;
}
