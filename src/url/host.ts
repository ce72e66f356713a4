/**
 * `Host`: the host and port that a request is for (RFC 9110, section 7.2; the grammar is RFC 3986, section 3.2.2).
 *
 * @module
 */
import { withParseCache } from '../collections/parse-cache.ts';
import { BadRequestError } from '../wsgi/request-errors.ts';
import { isIPv6 } from './ipv6.ts';

const HOST = /^(?:\[([^\]%]*)\]|(?:[A-Za-z0-9._~!$&'()*+;=-]|%[0-9A-Fa-f]{2})+)(?::(\d{0,5}))?$/;

/**
 * One `Host` value. Immutable.
 *
 * A list is not a host: the comma that joins two `Host` fields makes the value malformed.
 *
 * @example
 * ```ts
 * const host = Host.parse('[::1]:8443');
 * host?.domain; // '[::1]'
 * host?.port; // 8443
 * Host.parse('user@example.com'); // undefined
 * ```
 */
export class Host {
  /** The name or address as it was written; an IPv6 address includes its brackets. */
  readonly domain: string;
  /** The port, or `undefined` if none is given. */
  readonly port: number | undefined;

  constructor(domain: string, port: number | undefined) {
    this.domain = domain;
    this.port = port;
  }

  /** Reads a header value; `undefined` when it is absent or malformed. */
  static parse(value: string | undefined): Host | undefined {
    return value === undefined ? undefined : parseHost(value);
  }

  /**
   * Reads a host that is configured by this program.
   *
   * @throws TypeError when it is malformed.
   */
  static from(value: string): Host {
    const host = parseHost(value);
    if (!host) throw new TypeError(`invalid host: ${JSON.stringify(value)}`);
    return host;
  }

  /**
   * Reads the host that a client sent.
   *
   * @throws BadRequestError (400) when it is malformed (RFC 9112, section 3.2).
   */
  static fromClient(value: string): Host {
    const host = parseHost(value);
    if (!host) throw new BadRequestError(`Malformed Host: ${JSON.stringify(value)}.`);
    return host;
  }

  /** The header value. */
  toString(): string {
    return this.port === undefined ? this.domain : `${this.domain}:${this.port}`;
  }
}

const parseHost = withParseCache((value: string): Host | undefined => {
  const match = HOST.exec(value);
  if (!match) return undefined;
  const [, address, digits] = match;
  if (address !== undefined && !isIPv6(address)) return undefined;
  const port = digits ? Number(digits) : undefined;
  if (port !== undefined && port > 65535) return undefined;
  return new Host(digits === undefined ? value : value.slice(0, value.lastIndexOf(':')), port);
});
