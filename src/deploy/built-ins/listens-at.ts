/**
 * Where the command line says that a server listens, over what its section says.
 *
 * @module
 */
import type { FactoryContext } from '../contexts.ts';
import { overlaid, settingsOf } from '../settings.ts';
import { readListen } from './waitress.ts';

/** An address as the command line gives it. */
export interface Address {
  readonly port?: number | undefined;
  readonly hostname?: string | undefined;
}

/**
 * The same server at another address, by its options `port` and `host` (`hostname` of `wheatpaste:serve`). Of an option
 * `listen` the rest stays.
 */
export function listensAt(context: FactoryContext, address: Address): FactoryContext {
  if (address.port === undefined && address.hostname === undefined) return context;
  const local = new Map(context.local);
  const listen = local.get('listen');
  local.delete('listen');
  const { port, hostname } = { ...(listen ? readListen(listen.value) : {}), ...given(address) };
  const hostOption = context.reference.scheme === 'wheatpaste' ? 'hostname' : 'host';
  const options = {
    ...(port === undefined ? {} : { port: String(port) }),
    ...(hostname === undefined ? {} : { [hostOption]: hostname }),
  };
  return { ...context, local: overlaid(local, settingsOf(options)) };
}

function given({ port, hostname }: Address): { port?: number; hostname?: string } {
  return { ...(port === undefined ? {} : { port }), ...(hostname === undefined ? {} : { hostname }) };
}
