/**
 * Trusts the proxies in front of a server, and nothing else.
 *
 * @module
 */
import { exchangeOf } from '../../wsgi/exchange.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { AddressSet } from './address.ts';
import { believedEnviron, type ForwardedPart, type ForwardingHeaders, type Trust } from './forwarding.ts';

/** Options for reading the headers of proxies. */
export interface ForwardingOptions {
  /** Which headers to read; the others are removed. Defaults to `'x-forwarded'`. */
  readonly headers?: ForwardingHeaders | undefined;
  /**
   * Which parts to trust. Defaults to all. Name those that your proxy sets, because it passes on the others from
   * clients.
   */
  readonly use?: readonly ForwardedPart[] | undefined;
}

/** Which proxies to trust, given by their addresses or by their number. */
export type TrustedProxiesOptions = ForwardingOptions &
  (
    | {
        /** Addresses, networks such as `10.0.0.0/8`, and `loopback`, `linklocal` and `uniquelocal`. */
        readonly trust: readonly string[];
      }
    | {
        /** The number of proxies. All requests must come through them. */
        readonly hops: number;
      }
  );

const PARTS: readonly ForwardedPart[] = ['for', 'proto', 'host', 'port', 'prefix'];
const HEADERS: readonly string[] = ['x-forwarded', 'forwarded'];

/**
 * Gives the application the request that the client sent to the outermost trusted proxy, by setting `REMOTE_ADDR`,
 * `wsgi.url_scheme`, `HTTPS`, `HTTP_HOST`, `SERVER_PORT` and `SCRIPT_NAME`.
 *
 * The addresses are read from the end, as long as their senders are trusted; the first untrusted one is the client,
 * and is noted for the log. Scheme, host, port and prefix are taken from the same position. If an element is not an
 * address, it and everything before it are not trusted. Untrusted elements are removed from the headers; for
 * untrusted peers, the headers are removed entirely.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const app = trustedProxies({ trust: ['loopback'] })(wsgify((request) => `${request.remoteAddr} ${request.url}`));
 * const request = Request.blank('/', {
 *   remoteAddr: '127.0.0.1',
 *   headers: { 'X-Forwarded-For': '6.6.6.6, 203.0.113.7', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'a.example' },
 * });
 * await (await request.send(app)).text(); // '203.0.113.7 https://a.example/'
 * ```
 */
export function trustedProxies(options: TrustedProxiesOptions): AppMiddleware {
  const trust = trustOf(options);
  return middleware((app) => (environ, startResponse) => {
    const { notes } = exchangeOf(environ);
    const believed = believedEnviron(environ, trust);
    if (believed.REMOTE_ADDR !== undefined) notes.remoteAddr = believed.REMOTE_ADDR;
    return app(believed, startResponse);
  });
}

function trustOf(options: TrustedProxiesOptions): Trust {
  const given: ForwardingOptions & { trust?: readonly string[]; hops?: number } = options;
  assertOptions('trustedProxies', given, { trust: true, hops: true, headers: true, use: true });
  const { trust, hops, headers = 'x-forwarded', use = PARTS } = given;
  if (!HEADERS.includes(headers)) {
    throw new TypeError(`headers of trustedProxies must be one of ${HEADERS.join(', ')}: ${String(headers)}`);
  }
  const wrong = Array.isArray(use) ? use.find((part) => !PARTS.includes(part)) : kindOf(use);
  if (wrong !== undefined) {
    throw new TypeError(`use of trustedProxies must be a list of ${PARTS.join(', ')}: ${String(wrong)}`);
  }
  if ((trust === undefined) === (hops === undefined)) {
    throw new TypeError(
      'trustedProxies takes either trust, a list of addresses, or hops, a number of proxies',
    );
  }
  return { trusts: trust ? trusting(trust) : counting(hops), headers, use: new Set(use) };
}

/** Trusts peers with any of these addresses. */
export function trusting(rules: readonly string[]): Trust['trusts'] {
  const set = new AddressSet(rules, 'trust');
  return (address) => address !== undefined && set.has(address);
}

function counting(hops = 0): Trust['trusts'] {
  if (!Number.isInteger(hops) || hops < 1) {
    throw new RangeError(`hops of trustedProxies must be a whole number of 1 or more: ${hops}`);
  }
  return (_, hop) => hop < hops;
}
