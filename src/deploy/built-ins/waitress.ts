/**
 * `egg:waitress#main`: node's server, with the options of waitress.
 *
 * @module
 */
import type { AppMiddleware } from '../../middleware/app-middleware.ts';
import { server } from './built-in.ts';
import { standIn } from './egg.ts';
import { readListen } from './listen.ts';
import { file, integer, oneOf, permissions, port, text, words } from './readers.ts';
import { serving } from './serving.ts';

/** For the owner only. */
const SOCKET_PERMISSIONS = 0o600;
const PARTS = ['for', 'host', 'proto', 'port'] as const;

/** The options for wrapping the application. */
interface Around {
  readonly url_prefix?: string;
  readonly trusted_proxy?: string;
  readonly trusted_proxy_count?: number;
  readonly trusted_proxy_headers?: readonly string[];
  readonly max_request_body_size?: number;
}

/**
 * `listen`, an address `HOST:PORT` with `*` for all, or `host` (127.0.0.1) and `port` (8080), or `unix_socket`; and
 * the options for wrapping the application: `url_prefix`, `trusted_proxy` and `max_request_body_size`.
 */
const nodeServer = server(
  {
    listen: readListen,
    host: text,
    port,
    unix_socket: file,
    unix_socket_perms: permissions,
    url_scheme: oneOf('http', 'https'),
    url_prefix: text,
    trusted_proxy: text,
    trusted_proxy_count: integer,
    trusted_proxy_headers: words,
    max_request_body_size: integer,
  },
  async (options) => {
    const { unix_socket: path, unix_socket_perms: mode = SOCKET_PERMISSIONS } = options;
    const place = options.listen ?? { hostname: options.host ?? '127.0.0.1', port: options.port ?? 8080 };
    const listen = serving({
      scheme: options.url_scheme ?? 'http',
      ...(path === undefined ? place : { path, mode }),
    });
    const filters = await filtersOf(options);
    return (app) => listen(filters.reduce((inner, filter) => filter(inner), app));
  },
);

export const waitress = standIn(nodeServer, {
  ignored:
    /^(?:ident|server_name|ipv[46]|backlog|(?:recv|send)_bytes|outbuf_.*|inbuf_.*|connection_limit|cleanup_interval|channel_.*|log_.*|clear_untrusted_proxy_headers|max_request_header_size|expose_tracebacks|asyncore_.*|threads)$/,
});

/** The innermost first. */
async function filtersOf(options: Around): Promise<AppMiddleware[]> {
  const filters: AppMiddleware[] = [];
  const { max_request_body_size: size, url_prefix: prefix } = options;
  if (size !== undefined) {
    const { bodyLimit } = await import('../../middleware/access/body-limit.ts');
    filters.push(bodyLimit(size));
  }
  if (prefix !== undefined) {
    const { prefix: mounted } = await import('../../middleware/access/prefix.ts');
    filters.push(mounted({ prefix }));
  }
  if (options.trusted_proxy !== undefined) filters.push(await believing(options.trusted_proxy, options));
  return filters;
}

/** Trusts a proxy, or any with `*`, for the named fields or else for the scheme. */
async function believing(proxy: string, options: Around): Promise<AppMiddleware> {
  const { trustedProxies } = await import('../../middleware/access/trusted-proxies.ts');
  const { trusted_proxy_count: count = 1, trusted_proxy_headers: names = ['x-forwarded-proto'] } = options;
  const fields = names.map((name) => name.toLowerCase());
  const trust = proxy === '*' ? { hops: count } : { trust: [proxy] };
  if (fields.includes('forwarded')) return trustedProxies({ ...trust, headers: 'forwarded' });
  return trustedProxies({ ...trust, use: PARTS.filter((part) => fields.includes(`x-forwarded-${part}`)) });
}
