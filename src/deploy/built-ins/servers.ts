/**
 * The built-in servers, by name.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import type { ServeOptions } from '../../gateways/node/server.ts';
import type { CGIServerOptions } from '../../gateways/sockets/server.ts';
import { DeployError } from '../deploy-error.ts';
import { type NamedBuiltIns, server } from './built-in.ts';
import { group } from './options.ts';
import { boolean, callable, file, integer, oneOf, permissions, port, signals, text } from './readers.ts';
import { serving } from './serving.ts';

/** Where a server listens, and how it ends. */
const LISTENING = {
  port,
  hostname: text,
  path: file,
  mode: permissions,
  fd: integer,
  headTimeout: integer,
  closeTimeout: integer,
  closeOn: signals,
};
const CGI = {
  ...LISTENING,
  scriptName: text,
  maxHeadSize: integer,
  onError: callable<NonNullable<CGIServerOptions['onError']>>(),
};

export const SERVERS = {
  /** `tls.cert` and `tls.key` are PEM files. */
  serve: server(
    {
      ...LISTENING,
      tls: group({ cert: file, key: file }),
      http2: boolean,
      scheme: oneOf('http', 'https'),
      mount: text,
      environ: callable<NonNullable<ServeOptions['environ']>>(),
      onError: callable<NonNullable<ServeOptions['onError']>>(),
      bodyTimeout: integer,
      idleTimeout: integer,
      stallTimeout: integer,
      sessionTimeout: integer,
    },
    async ({ tls, ...options }) => serving({ ...options, ...(tls && { tls: await pair(tls) }) }),
  ),
  'serve-fast-cgi': server(CGI, async (options) => {
    const { serveFastCGI } = await import('../../gateways/fastcgi/serve.ts');
    return (app) => serveFastCGI(app, options);
  }),
  'serve-scgi': server(CGI, async (options) => {
    const { serveSCGI } = await import('../../gateways/scgi/serve.ts');
    return (app) => serveSCGI(app, options);
  }),
} satisfies NamedBuiltIns;

async function pair({ cert, key }: { cert?: string; key?: string }): Promise<{ cert: Buffer; key: Buffer }> {
  if (cert === undefined || key === undefined) {
    throw new DeployError('bad-value', 'tls.cert and tls.key belong together: give both');
  }
  return { cert: await readFile(cert), key: await readFile(key) };
}
