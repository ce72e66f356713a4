/**
 * Admits or rejects requests by address.
 *
 * @module
 */
import { HTTPForbidden } from '../../exceptions/client-errors.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { Address, AddressSet } from './address.ts';

/**
 * Options of {@link ipFilter}, at least one of which is required: addresses, networks, `loopback`, `linklocal`,
 * `uniquelocal`.
 */
export interface IpFilterOptions {
  /** The addresses to admit. Defaults to all. */
  readonly allow?: readonly string[] | undefined;
  /** The addresses to reject, even if `allow` includes them. */
  readonly deny?: readonly string[] | undefined;
}

/**
 * Answers 403 to addresses that are denied, or not allowed, however they are written. An address that is absent or
 * malformed is rejected, because it cannot be compared. The address is the peer's; with a proxy in front, put
 * `trustedProxies` outside.
 *
 * @throws TypeError when an option is unknown or malformed, or both are missing.
 *
 * @example
 * ```ts
 * const app = ipFilter({ allow: ['loopback', '10.0.0.0/8'], deny: ['10.6.6.6'] })(new Response('Hello'));
 * (await Request.blank('/', { remoteAddr: '::ffff:10.0.0.1' }).send(app)).status; // 200
 * (await Request.blank('/', { remoteAddr: '::ffff:a06:606' }).send(app)).status; // 403
 * ```
 */
export function ipFilter(options: IpFilterOptions): AppMiddleware {
  assertOptions('ipFilter', options, { allow: true, deny: true });
  const allow = options.allow && new AddressSet(options.allow, 'allow');
  const deny = options.deny && new AddressSet(options.deny, 'deny');
  if (!allow && !deny) throw new TypeError('ipFilter takes addresses to allow or to deny');
  return middleware((app) => (environ, startResponse) => {
    const address = Address.parse(environ.REMOTE_ADDR);
    const isWelcome = address && !deny?.has(address) && (allow?.has(address) ?? true);
    return (isWelcome ? app : new HTTPForbidden().toApp())(environ, startResponse);
  });
}
