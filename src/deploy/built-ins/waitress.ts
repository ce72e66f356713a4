/**
 * `egg:waitress#main`: node's server, with the options of waitress.
 *
 * @module
 */

import type { ServerFactory } from '../factories.ts';
import { readListen } from './listen.ts';
import { ignored, oneOf, port, readOptions, text } from './options.ts';
import { serving } from './serving.ts';

/** Options about threads, sockets and buffers, which node's server has no use for. */
const IGNORED = [
  'ident',
  'backlog',
  'recv_bytes',
  'send_bytes',
  'outbuf_overflow',
  'outbuf_high_watermark',
  'inbuf_overflow',
  'connection_limit',
  'cleanup_interval',
  'channel_timeout',
  'channel_request_lookahead',
  'log_socket_errors',
  'log_untrusted_proxy_headers',
  'max_request_header_size',
  'max_request_body_size',
  'expose_tracebacks',
  'asyncore_loop_timeout',
  'asyncore_use_poll',
  'threads',
] as const;

/**
 * `listen`, an address `HOST:PORT` with `*` for all, or `host` (127.0.0.1) and `port` (8080); and `url_scheme`, where
 * TLS ends before this server.
 */
export const waitress: ServerFactory = (globalConf, localConf) => {
  const {
    listen,
    host: hostname = '127.0.0.1',
    port: number = 8080,
    url_scheme: scheme = 'http',
  } = readOptions(
    {
      listen: readListen,
      host: text,
      port,
      url_scheme: oneOf('http', 'https'),
      ...Object.fromEntries(IGNORED.map((name) => [name, ignored(name)])),
    },
    globalConf,
    localConf,
  );
  return serving({ scheme, ...(listen ?? { hostname, port: number }) });
};
