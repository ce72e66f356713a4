/**
 * The option `listen` of waitress, and `bind` of gunicorn.
 *
 * @module
 */
import { DeployError } from '../deploy-error.ts';
import { wordsOf } from '../white-space.ts';
import { port } from './readers.ts';

/**
 * Parses `HOST:PORT`, `*:PORT` or `PORT`. The last two mean all IPv4 addresses.
 *
 * @throws DeployError `bad-value` for anything else, and for several addresses.
 */
export function readListen(value: string): { hostname: string; port: number } {
  const [address = '', ...more] = wordsOf(value.replaceAll(',', ' '));
  const [, host, digits] = /^(?:(.*):)?(\d+)$/.exec(address) ?? [];
  if (more.length > 0 || digits === undefined) {
    const reason =
      more.length > 0 ? 'a server listens on a single address: give only one' : 'write HOST:PORT';
    throw new DeployError('bad-value', `${JSON.stringify(value)}: ${reason}`);
  }
  const hostname =
    host === undefined || host === '*' || host === '' ? '0.0.0.0' : host.replace(/^\[(.*)\]$/, '$1');
  return { hostname, port: port(digits) };
}
