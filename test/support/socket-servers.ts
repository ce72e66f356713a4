import { onTestFinished } from 'vitest';
import type { SCGIOptions } from '../../src/gateways/scgi/serve.ts';
import type { Application, ToApplication } from '../../src/wsgi/contract.ts';
import { Peer } from './cgi-peers.ts';

type Serve<Options, Server> = (app: Application | ToApplication, options?: Options) => Promise<Server>;

/** Serves an application by SCGI or FastCGI until the test ends, and collects the errors. */
export async function servingOver<
  Options extends SCGIOptions,
  Server extends { readonly port: number; close(): Promise<void> },
>(serve: Serve<Options, Server>, app: Application | ToApplication, options: Options) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const server = await serve(app, { port: 0, closeTimeout: 100, onError, ...options });
  onTestFinished(() => server.close());
  const connected = () => {
    const peer = new Peer(options.path === undefined ? server : { path: options.path });
    onTestFinished(() => peer[Symbol.dispose]());
    return peer;
  };
  return { server, errors, connected, peer: connected() };
}
