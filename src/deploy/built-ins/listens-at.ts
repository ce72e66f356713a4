/**
 * Applies the command line's address to a server, in place of its section's.
 *
 * @module
 */
import type { FactoryContext } from '../contexts.ts';
import { overlaid, settingsOf } from '../settings.ts';
import { readListen } from './listen.ts';

/** An address on the command line. */
interface Address {
  readonly port?: number | undefined;
  readonly hostname?: string | undefined;
}

/**
 * The same server at another address, set through its options `port` and `host` (`hostname` of `wheatpaste:serve`).
 * The other part of an option `listen` or `bind` stays.
 */
export function listensAt(context: FactoryContext, address: Address): FactoryContext {
  const { port, hostname } = address;
  if (port === undefined && hostname === undefined) return context;
  const local = new Map(context.local);
  const listen = local.get('listen') ?? local.get('bind');
  for (const option of ['listen', 'bind']) local.delete(option);
  const hostOption = context.reference.scheme === 'wheatpaste' ? 'hostname' : 'host';
  const inFile = listen ? readListen(listen.value) : { port: undefined, hostname: undefined };
  const options = [
    ['port', port ?? inFile.port],
    [hostOption, hostname ?? inFile.hostname],
  ].filter(([, value]) => value !== undefined);
  const conf = Object.fromEntries(options.map(([name, value]) => [name, String(value)]));
  return { ...context, local: overlaid(local, settingsOf(conf)) };
}
