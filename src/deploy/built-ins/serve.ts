/**
 * `wheatpaste:serve`: node's server.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { DeployError } from '../deploy-error.ts';
import type { ServerFactory } from '../factories.ts';
import { boolean, file, integer, oneOf, port, readOptions, text } from './options.ts';
import { serving } from './serving.ts';

/** The options of `serve`; `tls.cert` and `tls.key` are files in the PEM format. */
export const serveFactory: ServerFactory = async (globalConf, localConf) => {
  const {
    'tls.cert': cert,
    'tls.key': key,
    ...options
  } = readOptions(
    {
      port,
      hostname: text,
      'tls.cert': file,
      'tls.key': file,
      http2: boolean,
      scheme: oneOf('http', 'https'),
      closeTimeout: integer,
    },
    globalConf,
    localConf,
  );
  if ((cert === undefined) !== (key === undefined)) {
    throw new DeployError('bad-value', 'tls.cert and tls.key belong together: give both');
  }
  const isSecure = cert !== undefined && key !== undefined;
  const tls = isSecure ? { tls: { cert: await readFile(cert), key: await readFile(key) } } : {};
  return serving({ ...options, ...tls });
};
