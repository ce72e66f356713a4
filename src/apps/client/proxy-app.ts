/**
 * A reverse proxy as an application.
 *
 * @module
 */

import { assertKnown } from '../../collections/unknown-name.ts';
import { HTTPBadRequest } from '../../exceptions/client-errors.ts';
import { HTTPException } from '../../exceptions/http-exception.ts';
import { HTTPLoopDetected, HTTPNotImplemented } from '../../exceptions/server-errors.ts';
import { wsgify } from '../../handlers/wsgify.ts';
import { dropConnectionFields } from '../../headers/connection.ts';
import { Forwarded } from '../../headers/forwarded.ts';
import { parseTokenList } from '../../headers/grammar/list-header.ts';
import { via } from '../../headers/via.ts';
import { Request } from '../../request/request.ts';
import { Response } from '../../response/response.ts';
import { pathQsOf, pathsOf } from '../../url/environ-url.ts';
import { bracketed } from '../../url/ipv6.ts';
import { percentDecode } from '../../url/percent-encoding.ts';
import { defaultPort } from '../../url/target.ts';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import { createSendRequest, type SendRequestOptions } from './send-request.ts';

/** Options of {@link ProxyApp}. */
export interface ProxyOptions extends Omit<SendRequestOptions, 'allowedHosts'> {
  /**
   * How the target learns about the client: by `X-Forwarded-For`, `-Host` and `-Proto`, or by `Forwarded` (RFC
   * 7239). Defaults to `'X-Forwarded'`.
   */
  forwarded?: 'X-Forwarded' | 'Forwarded' | undefined;
}

const OPTIONS = ['forwarded', 'timeout', 'agent'];

type Fields = Record<string, string | undefined>;

/** The methods whose hops `Max-Forwards` limits (RFC 9110, section 7.6.2). */
const COUNTED = new Set(['OPTIONS', 'TRACE']);
/** The name of a proxy in `Via`. */
const PSEUDONYM = 'wheatpaste';
const TO_PARENT = /(?:^|[/\\])\.\.(?:[/\\]|$)/;

/**
 * An application that passes each request on to another server: to the target's path followed by the rest of the
 * path, `PATH_INFO`. Bodies are streamed both ways.
 *
 * Hop-by-hop fields are not passed on, Host is set to the target, and `Via` names this proxy (RFC 9110, section
 * 7.6); a request that comes back to this proxy is a 508. A target that cannot be reached or gives an invalid
 * response is a 502, one that takes too long a 504; the cause is reported to `wsgi.errors`. WebSockets are refused
 * with 501, a path with `..` segments with 400.
 *
 * @example
 * ```ts
 * await using target = await serve(wsgify((request) => request.url), { port: 0 });
 * const proxy = new ProxyApp(`${target.url}/api`);
 * const response = await Request.blank('/users?id=7').send(proxy);
 * (await response.text()) === `${target.url}/api/users?id=7`; // true
 * ```
 */
export class ProxyApp implements ToApplication {
  readonly #target: URL;
  readonly #send: Application;
  readonly #fieldsFor: (request: Request) => Fields;
  /** The name of this proxy alone. */
  readonly #name = `${PSEUDONYM}-${process.getBuiltinModule('node:crypto').randomUUID()}`;

  /**
   * @throws TypeError when an option is unknown, or the target is not an http(s) URL, or has more than a host and a
   * path.
   */
  constructor(target: string | URL, options: ProxyOptions = {}) {
    assertKnown('option of ProxyApp', options, OPTIONS);
    const { forwarded = 'X-Forwarded', ...sending } = options;
    this.#target = targetFrom(target);
    this.#send = createSendRequest(sending);
    this.#fieldsFor = FORWARDED[forwarded];
  }

  toApp(): Application {
    return wsgify((request) => {
      if (parseTokenList(request.environ.HTTP_UPGRADE?.toLowerCase()).includes('websocket')) {
        throw new HTTPNotImplemented({
          detail: 'This proxy does not forward WebSockets.',
          expose: true,
        });
      }
      if (COUNTED.has(request.method) && request.maxForwards === 0)
        return new Response(null, { status: 204 });
      const { environ } = this.#towardsTarget(withoutConnectionFields(request));
      return async (_, startResponse) => {
        try {
          return await this.#send(environ, startResponse);
        } catch (error) {
          if (error instanceof HTTPException) {
            environ['wsgi.errors'].write(`ProxyApp: ${request.method} ${request.url}: ${error.message}\n`);
          }
          throw error;
        }
      };
    });
  }

  #towardsTarget(request: Request): Request {
    const { protocol, hostname, port, host, pathname } = this.#target;
    const { pathInfo } = pathsOf(request.environ);
    if (TO_PARENT.test(request.pathInfo))
      throw new HTTPBadRequest('The path must not contain ".." segments.');
    const scheme = protocol.slice(0, -1);
    const path = pathInfo === '' ? pathname : pathname.replace(/\/$/, '') + pathInfo.replace(/^(?!\/)/, '/');
    return request.with({
      environ: {
        SCRIPT_NAME: '',
        PATH_INFO: percentDecode(path),
        REQUEST_URI: pathQsOf(path, request.queryString),
      },
      scheme,
      serverName: hostname,
      serverPort: port || String(defaultPort(scheme)),
      host,
      headers: {
        ...withoutForwarded(request),
        ...this.#fieldsFor(request),
        'Max-Forwards': oneHopLess(request),
        Via: this.#viaOf(request),
      },
    });
  }

  /**
   * Adds this proxy to the names: by the name that all proxies of this kind share or, if that is already there, by
   * the name of this proxy alone.
   *
   * @throws HTTPLoopDetected when the name of this proxy alone is already there.
   */
  #viaOf({ headers, httpVersion }: Request): string | undefined {
    const before = headers.get('Via');
    const names = via.parse(before ?? undefined).map(({ by }) => by);
    if (names.includes(this.#name)) throw new HTTPLoopDetected('The request has come back to this proxy.');
    const name = names.includes(PSEUDONYM) ? this.#name : PSEUDONYM;
    return appended(before, `${httpVersion.replace('HTTP/', '')} ${name}`);
  }
}

const FORWARDED: Readonly<Record<NonNullable<ProxyOptions['forwarded']>, (request: Request) => Fields>> = {
  'X-Forwarded': ({ headers, remoteAddr, host, scheme }) => ({
    'X-Forwarded-For': appended(headers.get('X-Forwarded-For'), remoteAddr),
    'X-Forwarded-Host': host,
    'X-Forwarded-Proto': scheme,
  }),
  Forwarded: ({ forwarded, remoteAddr = 'unknown', host, scheme }) => {
    const elements = [...(forwarded?.elements ?? []), { for: bracketed(remoteAddr), host, proto: scheme }];
    return { Forwarded: String(new Forwarded(elements)) };
  },
};

/** The request without the fields that its `Connection` names, before anything is added to it. */
function withoutConnectionFields({ environ }: Request): Request {
  const kept = { ...environ };
  dropConnectionFields(kept);
  return new Request(kept);
}

/** Removes the client's own forwarding fields, which the target could mistake for this proxy's. */
function withoutForwarded({ headers }: Request): Fields {
  const names = [...headers.keys()].filter((name) => /^(?:x-)?forwarded(?:-|$)/.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

function oneHopLess({ headers, method, maxForwards }: Request): string | undefined {
  const isCounted = COUNTED.has(method) && maxForwards !== undefined;
  return isCounted ? String(maxForwards - 1) : (headers.get('Max-Forwards') ?? undefined);
}

function appended(list: string | null, member: string | undefined): string | undefined {
  return [list, member].filter(Boolean).join(', ') || undefined;
}

function targetFrom(target: string | URL): URL {
  const url = URL.canParse(`${target}`) ? new URL(target) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (isHttp && url.href === url.origin + url.pathname) return url;
  throw new TypeError(
    `invalid proxy target: ${JSON.stringify(String(target))}; use an http or https URL of a host and a path`,
  );
}
