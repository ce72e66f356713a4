/**
 * Node's server as a server of a configuration, loaded when it starts listening.
 *
 * @module
 */
import type { ServeOptions } from '../../gateways/node/server.ts';
import type { Server } from '../factories.ts';

/** A server that listens with these options. */
export function serving(options: ServeOptions): Server {
  return async (app) => {
    const { serve } = await import('../../gateways/node/server.ts');
    return serve(app, options);
  };
}
