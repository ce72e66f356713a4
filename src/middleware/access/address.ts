/**
 * Network addresses in one canonical spelling each, and sets of them (RFC 4291, section 2.2; RFC 5952; RFC 4632).
 *
 * Membership in a set is decided by the address, never by its text, because one address has many spellings.
 *
 * @module
 */
import type { BlockList } from 'node:net';
import { withParseCache } from '../../collections/parse-cache.ts';
import { isIPv6 } from '../../url/ipv6.ts';
import { kindOf } from '../../wsgi/kind-of.ts';

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const ZONE = /%[!-$&-~]+$/;
const GROUPS = 8;
const GROUP_BITS = 16;
/** The groups before the IPv4 address in an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2). */
const MAPPED = '0:0:0:0:0:ffff';

/** The sets of addresses that have names. */
const NAMED_SETS: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['linklocal', ['169.254.0.0/16', 'fe80::/10']],
  ['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
]);

/** An address. Immutable. */
export class Address {
  /** In its canonical spelling (RFC 5952), without brackets and without a zone. */
  readonly text: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly #groups: readonly number[];

  constructor(text: string, family: 'ipv4' | 'ipv6', groups: readonly number[] = []) {
    this.text = text;
    this.family = family;
    this.#groups = groups;
  }

  /**
   * Reads an address; `undefined` when it is absent or malformed. An IPv4-mapped IPv6 address becomes the IPv4
   * address. A zone (`fe80::1%eth0`) is dropped, because it concerns this machine's interfaces.
   *
   * @example
   * ```ts
   * Address.parse('::FFFF:7F00:1')?.text; // '127.0.0.1'
   * Address.parse('2001:DB8:0:0::7')?.text; // '2001:db8::7'
   * Address.parse('127.1'); // undefined
   * ```
   */
  static parse(text: string | undefined): Address | undefined {
    return text === undefined ? undefined : parse(text);
  }

  /**
   * The network of the address: its first bits, as text. A provider's customer can choose addresses from an entire
   * IPv6 network. The network of an IPv4 address is the address itself.
   *
   * @example
   * ```ts
   * Address.parse('2001:db8:1:2ff:3::4')?.network(56); // '2001:db8:1:200::/56'
   * ```
   */
  network(bits: number): string {
    if (this.family === 'ipv4') return this.text;
    const groups = this.#groups.map((group, index) => group & groupMask(bits - index * GROUP_BITS));
    return `${textOf(groups)}/${bits}`;
  }
}

/**
 * A set of addresses. A malformed address can be neither inside nor outside, because there is no {@link Address}
 * for it.
 *
 * @example
 * ```ts
 * const set = new AddressSet(['loopback', '192.0.2.0/24'], 'trust');
 * const address = Address.parse('::ffff:192.0.2.7');
 * address !== undefined && set.has(address); // true
 * ```
 */
export class AddressSet {
  /** One list per family: a list of both would find an IPv4 address in `::/0`. */
  readonly #lists: Readonly<Record<Address['family'], BlockList>>;
  /** The same few proxies ask again and again, and to look one up in a list takes 4 µs. */
  readonly #has: (text: string) => boolean;

  /**
   * @param rules addresses, networks (`10.0.0.0/8`), and `loopback`, `linklocal` and `uniquelocal`.
   * @param what the name of the option, for messages.
   * @throws TypeError when they are not a list, or one of them is malformed.
   */
  constructor(rules: readonly string[], what: string) {
    if (!Array.isArray(rules)) throw new TypeError(`${what} takes a list of addresses, not ${kindOf(rules)}`);
    const { BlockList } = process.getBuiltinModule('node:net');
    this.#lists = { ipv4: new BlockList(), ipv6: new BlockList() };
    this.#has = withParseCache((text) => {
      const family = text.includes(':') ? 'ipv6' : 'ipv4';
      return this.#lists[family].check(text, family);
    });
    for (const rule of rules) {
      for (const network of NAMED_SETS.get(rule) ?? [rule]) this.#add(network, what);
    }
  }

  has(address: Address): boolean {
    return this.#has(address.text);
  }

  #add(rule: string, what: string): void {
    const [, text = '', digits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(rule) ?? [];
    const address = Address.parse(text);
    const isMapped = address?.family === 'ipv4' && text.includes(':');
    const most = text.includes(':') ? 128 : 32;
    const bits = Number(digits ?? most) - (isMapped ? 96 : 0);
    if (address === undefined || bits < 0 || bits > (address.family === 'ipv4' ? 32 : 128)) {
      throw new TypeError(
        `invalid address in ${what}: ${JSON.stringify(rule)}; give an address, a network such as 10.0.0.0/8, or one of ${[...NAMED_SETS.keys()].join(', ')}`,
      );
    }
    this.#lists[address.family].addSubnet(address.text, bits, address.family);
  }
}

const parse = withParseCache((text: string): Address | undefined => {
  if (IPV4.test(text)) return new Address(text, 'ipv4');
  const plain = text.replace(ZONE, '');
  if (!isIPv6(plain)) return undefined;
  const groups = groupsIn(plain);
  if (groups.slice(0, 6).map(hex).join(':') !== MAPPED) return new Address(textOf(groups), 'ipv6', groups);
  const bytes = groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]);
  return new Address(bytes.join('.'), 'ipv4');
});

/** The eight groups of a well-formed address. */
function groupsIn(text: string): number[] {
  const [left = [], right] = text.split('::').map(groupsOfHalf);
  return right === undefined ? [...left] : [...left, ...zeros(GROUPS - left.length - right.length), ...right];
}

function groupsOfHalf(half: string): number[] {
  if (half === '') return [];
  return half.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

/** Writes an address with the first of its longest runs of zeros as `::` (RFC 5952, section 4.2). */
function textOf(groups: readonly number[]): string {
  let start = 0;
  let length = 0;
  for (let from = 0; from < groups.length; from++) {
    let to = from;
    while (groups[to] === 0) to++;
    if (to - from > length) [start, length] = [from, to - from];
  }
  if (length < 2) return groups.map(hex).join(':');
  const before = groups.slice(0, start).map(hex).join(':');
  return `${before}::${groups
    .slice(start + length)
    .map(hex)
    .join(':')}`;
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

function hex(group: number): string {
  return group.toString(16);
}

/** The mask that keeps this many bits of a group. */
function groupMask(bits: number): number {
  if (bits >= GROUP_BITS) return 0xffff;
  return bits <= 0 ? 0 : (0xffff << (GROUP_BITS - bits)) & 0xffff;
}
