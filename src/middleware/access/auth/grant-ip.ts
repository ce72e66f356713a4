/**
 * Users and roles by address, as Paste's `grantip` does.
 *
 * @module
 */

import { type PairsInit, pairsOf } from '../../../collections/pairs.ts';
import type { Environ } from '../../../wsgi/contract.ts';
import { exchangeOf } from '../../../wsgi/exchange.ts';
import { nativeFromText } from '../../../wsgi/native-string.ts';
import { type AppMiddleware, assertOptions, middleware } from '../../app-middleware.ts';
import { assertList } from '../../option-checks.ts';
import { Address, AddressSet } from '../address.ts';
import { nativeRole, rolesOf, setRoles } from './user.ts';

/** What an address is granted. */
export interface Grant {
  /** The user that it is logged in as; `null` means nobody, even if a user is logged in. */
  readonly user?: string | null | undefined;
  /** The roles that it gets. A role with a leading `-` is removed. */
  readonly roles?: readonly string[] | undefined;
}

/** Options of {@link grantIp}. */
export interface GrantIpOptions {
  /** Whether an address's user replaces one who is logged in. Defaults to true. */
  readonly clobberUser?: boolean | undefined;
}

const WHAT = 'grantIp';
const NETMASK = /^([\d.]+)\/(\d+\.\d+\.\d+\.\d+)$/;
const RANGE = /^([\d.]+)<->([\d.]+)$/;
const PARTIAL = /^\d+(?:\.\d+){0,2}$/;
const IPV4_BYTES = 4;

/**
 * Grants users and roles to addresses. Keys are addresses, networks (`10.0.0.0/8`, `10.0.0.0/255.0.0.0`), the
 * beginning of an IPv4 address (`10.1.2`), and ranges (`10.1.2.3<->10.1.3.4`, `10.1.2<->5`), IPv4 or IPv6; an
 * IPv4-mapped IPv6 address counts as the IPv4 address. All matching entries apply, in order. Roles and users are
 * removed at the end.
 *
 * The address is the peer's; with a proxy in front, put `trustedProxies` outside. A malformed address matches
 * nothing.
 *
 * @throws TypeError when a key is malformed, or an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const app = grantIp([
 *   ['192.168.0.0/24', { roles: ['editor'] }],
 *   ['192.168.0.7', { user: 'joe' }],
 *   ['192.168.0.9', { user: null, roles: ['-editor'] }],
 * ])(wsgify((request) => `${request.remoteUser} ${request.environ.REMOTE_USER_TOKENS}`));
 * await (await Request.blank('/', { remoteAddr: '192.168.0.7' }).send(app)).text(); // 'joe editor'
 * await (await Request.blank('/', { remoteAddr: '192.168.0.9' }).send(app)).text(); // 'undefined undefined'
 * ```
 */
export function grantIp(grants: PairsInit<Grant>, options: GrantIpOptions = {}): AppMiddleware {
  assertOptions(WHAT, options, { clobberUser: true });
  const { clobberUser = true } = options;
  const entries = Array.from(pairsOf(grants), ([key, grant]): Entry => {
    assertOptions(`a grant of ${WHAT}`, grant, { user: true, roles: true });
    const { user, roles = [] } = grant;
    assertList(`the roles of ${key}`, roles);
    if (user === '') throw new TypeError(`the user of ${key} must have a name, or be null`);
    return { has: matcherOf(key), user, roles: roles.map(nativeRole) };
  });
  return middleware((app) => (environ, startResponse) => {
    const address = Address.parse(environ.REMOTE_ADDR);
    const matching = address ? entries.filter(({ has }) => has(address)) : [];
    return app(matching.length > 0 ? granted(environ, matching, clobberUser) : environ, startResponse);
  });
}

interface Entry {
  has(address: Address): boolean;
  readonly user: string | null | undefined;
  /** Native strings. */
  readonly roles: readonly string[];
}

function granted(environ: Environ, entries: readonly Entry[], clobberUser: boolean): Environ {
  const { notes } = exchangeOf(environ);
  const changed = { ...environ };
  const roles = new Set(rolesOf(environ));
  const users = entries.flatMap(({ user }) => (user === undefined ? [] : [user]));
  for (const user of users) {
    if (user === null || (changed.REMOTE_USER && !clobberUser)) continue;
    changed.REMOTE_USER = nativeFromText(user);
    notes.user = user;
    delete notes.account;
  }
  if (users.includes(null)) {
    for (const key of ['REMOTE_USER', 'AUTH_TYPE'] as const) delete changed[key];
    for (const key of ['user', 'account'] as const) delete notes[key];
  }
  const given = entries.flatMap((entry) => entry.roles);
  for (const role of given) if (!role.startsWith('-')) roles.add(role);
  for (const role of given) if (role.startsWith('-')) roles.delete(role.slice(1));
  setRoles(changed, roles);
  return changed;
}

function matcherOf(key: string): (address: Address) => boolean {
  const [, first, last] = RANGE.exec(key) ?? [];
  if (first !== undefined && last !== undefined) return rangeOf(key, first, last);
  const set = new AddressSet([networkOf(key)], WHAT);
  return (address) => set.has(address);
}

/** The network in CIDR notation, if it is in one of Paste's notations. */
function networkOf(key: string): string {
  const [, address, mask] = NETMASK.exec(key) ?? [];
  if (address !== undefined && mask !== undefined) return `${address}/${bitsOf(key, mask)}`;
  if (!PARTIAL.test(key)) return key;
  const bytes = key.split('.');
  return `${[...bytes, ...zeros(bytes.length)].join('.')}/${bytes.length * 8}`;
}

/** In `10.1.2<->5`, the second part replaces the last number of the first. */
function rangeOf(key: string, first: string, last: string): (address: Address) => boolean {
  const start = first.split('.');
  const end = last.includes('.') ? last.split('.') : [...start.slice(0, -1), last];
  const low = numberOf([...start, ...zeros(start.length)].join('.'));
  const high = numberOf([...end, ...zeros(end.length).fill('255')].join('.'));
  if (low === undefined || high === undefined || low > high) {
    throw new TypeError(`invalid range of addresses in ${WHAT}: ${JSON.stringify(key)}`);
  }
  return ({ family, text }) => {
    const number = family === 'ipv4' ? numberOf(text) : undefined;
    return number !== undefined && number >= low && number <= high;
  };
}

function bitsOf(key: string, mask: string): number {
  const number = numberOf(mask);
  const bits = number?.toString(2).padStart(32, '0') ?? '';
  if (/^1*0*$/.test(bits) && bits !== '') return bits.lastIndexOf('1') + 1;
  throw new TypeError(`invalid netmask in ${WHAT}: ${JSON.stringify(key)}`);
}

function numberOf(ipv4: string): number | undefined {
  const address = Address.parse(ipv4);
  if (!address) return undefined;
  return address.text.split('.').reduce((number, byte) => number * 256 + Number(byte), 0);
}

function zeros(present: number): string[] {
  return new Array<string>(Math.max(0, IPV4_BYTES - present)).fill('0');
}
