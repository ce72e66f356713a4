/**
 * `egg:Paste#http`: node's server, with the options of Paste's.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import type { ServerFactory } from '../factories.ts';
import { file, ignored, port, readOptions, text } from './options.ts';
import { serving } from './serving.ts';

/** `host` (127.0.0.1), `port` (8080), and `ssl_pem`, a file with key and certificate. What is about threads has no effect. */
export const pasteHttp: ServerFactory = async (globalConf, localConf) => {
  const {
    host: hostname = '127.0.0.1',
    port: listening = 8080,
    ssl_pem: pem,
  } = readOptions(
    {
      host: text,
      port,
      ssl_pem: file,
      server_version: ignored('server_version'),
      protocol_version: ignored('protocol_version'),
      daemon_threads: ignored('daemon_threads'),
      socket_timeout: ignored('socket_timeout'),
      use_threadpool: ignored('use_threadpool'),
      threadpool_workers: ignored('threadpool_workers'),
      threadpool_options: ignored('threadpool_options'),
      request_queue_size: ignored('request_queue_size'),
    },
    globalConf,
    localConf,
  );
  const bytes = pem === undefined ? undefined : await readFile(pem);
  return serving({ hostname, port: listening, ...(bytes ? { tls: { cert: bytes, key: bytes } } : {}) });
};
