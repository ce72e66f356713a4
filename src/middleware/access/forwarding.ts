/**
 * What trusted proxies report about a request: `X-Forwarded-*`, which no standard defines, and `Forwarded` (RFC
 * 7239).
 *
 * Clients can forge the beginning of these lists. So they are read from the end, as long as the sender of each
 * element is trusted.
 *
 * @module
 */
import { Forwarded } from '../../headers/forwarded.ts';
import { setPaths } from '../../url/environ-url.ts';
import { Host } from '../../url/host.ts';
import { percentDecode } from '../../url/percent-encoding.ts';
import { defaultPort } from '../../url/target.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { exchangeOf } from '../../wsgi/exchange.ts';
import { nativeAt } from '../../wsgi/native-string.ts';
import { withKey, withoutKey } from '../../wsgi/with-key.ts';
import { Address } from './address.ts';
import { membersFromEnd } from './from-the-end.ts';

/** What a proxy can report. */
export type ForwardedPart = 'for' | 'proto' | 'host' | 'port' | 'prefix';

/** Which headers are read. */
export type ForwardingHeaders = 'forwarded' | 'x-forwarded';

/** Which proxies to trust, and for what. */
export interface Trust {
  /**
   * Whether the sender at this address is trusted.
   *
   * @param hop the number of hops between it and this server: 0 for the peer.
   */
  trusts(address: Address | undefined, hop: number): boolean;
  readonly headers: ForwardingHeaders;
  readonly use: ReadonlySet<ForwardedPart>;
}

/** The origin of a request. */
interface Node {
  readonly address: Address;
  readonly port: string | undefined;
}

/** The trusted information about a request, and the fields reduced to it. */
interface Beliefs {
  client?: Node | undefined;
  readonly claims: { [Part in Exclude<ForwardedPart, 'for'>]?: string | undefined };
  readonly fields: Partial<Environ>;
}

/** IPv6 in brackets, IPv4, or bare IPv6; the first two may have a port, or a name instead of one. */
const NODE = /^(?:\[([^\]]*)\](?::([^:]*))?|([^:[\]]*)(?::([^:]*))?|([^[\]]*))$/;
const PREFIX = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~!$&'()*+;=:@%-]+)*\/?$/;
const PORT = /^[0-9]{1,5}$/;
/** Longer chains of proxies are not trusted. */
const MOST_HOPS = 100;

/** Dropping keys by copying takes time proportional to the number of keys, so it is done only up to this number. */
const FEW_KEYS = 8;

const X_FORWARDED = 'HTTP_X_FORWARDED_';
const LISTS = ['proto', 'host', 'port', 'prefix'] as const;

/**
 * The environ of the request as the client sent it to the outermost trusted proxy. Its forwarding headers are
 * reduced to the trusted elements.
 */
export function believedEnviron(environ: Environ, trust: Trust): Environ {
  const isTrusted = trust.trusts(Address.parse(environ.REMOTE_ADDR), 0);
  const read = trust.headers === 'forwarded' ? fromForwarded : fromXForwarded;
  const { client, claims, fields }: Beliefs = isTrusted ? read(environ, trust) : { claims: {}, fields: {} };
  const isClientKnown = client !== undefined && trust.use.has('for');
  const dropped = Object.keys(environ).filter((key) => isOfProxies(key) && !(key in fields));
  if (isClientKnown) dropped.push('REMOTE_HOST');
  if (isClientKnown && client.port === undefined) dropped.push('REMOTE_PORT');
  for (const part of LISTS) if (!trust.use.has(part)) delete claims[part];
  const kept = without(environ, dropped);
  const isSecure = claims.proto?.toLowerCase() === 'https';
  const changed = Object.assign(isSecure ? withKey(kept, 'HTTPS', 'on') : kept, fields);
  if (isClientKnown) {
    changed.REMOTE_ADDR = client.address.text;
    if (client.port !== undefined) changed.REMOTE_PORT = client.port;
    const exchange = exchangeOf(environ);
    exchange.notes.remoteAddr = client.address.text;
    changed['wheatpaste.exchange'] = exchange;
  }
  setTarget(changed, claims);
  return changed;
}

function isOfProxies(key: string): boolean {
  return key === 'HTTP_FORWARDED' || key.startsWith(X_FORWARDED);
}

/** A copy without some keys. If these are few, it is one that engines can copy quickly. */
function without(environ: Environ, keys: readonly string[]): Environ {
  if (keys.length <= FEW_KEYS) return keys.reduce(withoutKey, { ...environ });
  const kept = { ...environ };
  for (const key of keys) delete kept[key];
  return kept;
}

function fromXForwarded(environ: Environ, { trusts, use }: Trust): Beliefs {
  const beliefs: Beliefs = { claims: {}, fields: {} };
  const chain = environ[`${X_FORWARDED}FOR`] ?? '';
  let hops = 0;
  for (const { text, start } of membersFromEnd(chain)) {
    if ((hops > 0 && !trusts(beliefs.client?.address, hops)) || hops === MOST_HOPS) break;
    const client = nodeOf(text);
    if (!client) break;
    beliefs.client = client;
    if (use.has('for')) beliefs.fields[`${X_FORWARDED}FOR`] = chain.slice(start).trim();
    hops++;
  }
  for (const part of LISTS) {
    const key: `HTTP_${string}` = `${X_FORWARDED}${part.toUpperCase()}`;
    const value = environ[key];
    if (value === undefined || !use.has(part)) continue;
    // As many as there are addresses, but at least the peer's own.
    let left = Math.max(hops, 1);
    for (const { text, start } of membersFromEnd(value)) {
      beliefs.claims[part] = text;
      beliefs.fields[key] = value.slice(start).trim();
      if (--left === 0) break;
    }
    if (!isClaim(part, beliefs.claims[part])) {
      delete beliefs.claims[part];
      delete beliefs.fields[key];
    }
  }
  return beliefs;
}

function fromForwarded(environ: Environ, { trusts }: Trust): Beliefs {
  const beliefs: Beliefs = { claims: {}, fields: {} };
  const value = environ.HTTP_FORWARDED ?? '';
  let hops = 0;
  for (const { text, start } of membersFromEnd(value)) {
    if ((hops > 0 && !trusts(beliefs.client?.address, hops)) || hops === MOST_HOPS) break;
    const element = Forwarded.parse(text)?.elements[0];
    if (!element) break;
    beliefs.fields.HTTP_FORWARDED = value.slice(start).trim();
    for (const part of ['proto', 'host'] as const) {
      if (isClaim(part, element[part])) beliefs.claims[part] = element[part];
    }
    const client = nodeOf(element.for ?? '');
    if (!client) break;
    beliefs.client = client;
    hops++;
  }
  return beliefs;
}

/** An address with an optional port; `undefined` for anything else, such as `unknown` and obfuscated names. */
function nodeOf(text: string): Node | undefined {
  const [, bracketed, bracketedPort, ipv4, ipv4Port, ipv6] = NODE.exec(text) ?? [];
  const address = Address.parse(bracketed ?? ipv4 ?? ipv6);
  const port = bracketedPort ?? ipv4Port;
  return address && { address, port: port !== undefined && PORT.test(port) ? port : undefined };
}

const IS_CLAIM: Readonly<Record<keyof Beliefs['claims'], (text: string) => boolean>> = {
  proto: (text) => /^https?$/i.test(text),
  host: (text) => Host.parse(text) !== undefined,
  port: (text) => PORT.test(text) && Number(text) > 0 && Number(text) < 2 ** 16,
  prefix: (text) => PREFIX.test(text),
};

function isClaim(part: keyof Beliefs['claims'], text: string | undefined): boolean {
  return text !== undefined && IS_CLAIM[part](text);
}

function setTarget(environ: Environ, { proto, host, port, prefix }: Beliefs['claims']): void {
  if (proto !== undefined) setScheme(environ, proto.toLowerCase());
  if ((proto ?? host ?? port) !== undefined)
    setHost(environ, host, port === undefined ? undefined : Number(port));
  const script = percentDecode((prefix ?? '').replace(/\/$/, ''));
  if (script !== '') setPaths(environ, { scriptName: script + nativeAt(environ, 'SCRIPT_NAME') });
}

/** Sets the scheme that the client used. */
export function setScheme(environ: Environ, scheme: string): void {
  environ['wsgi.url_scheme'] = scheme;
  if (scheme === 'https') environ.HTTPS = 'on';
  else delete environ.HTTPS;
}

/** Sets the host or the port that the client used. */
function setHost(environ: Environ, given: string | undefined, givenPort: number | undefined): void {
  const host = Host.parse(given ?? environ.HTTP_HOST);
  const usual = defaultPort(environ['wsgi.url_scheme']);
  environ.SERVER_PORT = String(givenPort ?? host?.port ?? usual);
  if (!host || (given ?? givenPort) === undefined) return;
  const port = givenPort === usual ? undefined : (givenPort ?? host.port);
  environ.HTTP_HOST = String(new Host(host.domain, port));
}
