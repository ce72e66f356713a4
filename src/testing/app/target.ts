/**
 * What a TestApp can send requests to.
 *
 * @module
 */

import type { Request } from '../../request/request.ts';
import { Response } from '../../response/response.ts';
import { parseUrl } from '../../url/parse-url.ts';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import { toApplication } from '../../wsgi/to-application.ts';

/** An object with a Fetch handler, such as a Hono app or the default export of a Worker. */
export interface FetchTarget {
  fetch(request: globalThis.Request): globalThis.Response | Promise<globalThis.Response>;
}

/** An application, a Fetch handler, or the URL of a server. */
export type TestTarget = Application | ToApplication | FetchTarget | string | URL;

/** Something that responds to a request. */
export interface Asked {
  readonly kind: 'application' | 'fetch' | 'url';
  /** The URL of a server. */
  readonly url?: string;
  send(request: Request): Promise<Response>;
}

/**
 * The responder for a target.
 *
 * @param around wraps an application.
 * @throws TypeError when the target is anything else, or the scheme of the URL is not http or https.
 */
export function askedOf(target: TestTarget, around: (app: Application) => Application): Asked {
  if (typeof target === 'string' || target instanceof URL) return serverAt(target);
  if (isFetchTarget(target)) {
    return {
      kind: 'fetch',
      send: async (request) => Response.fromFetch(await target.fetch(await toFetch(request))),
    };
  }
  const app = around(toApplication(target));
  return { kind: 'application', send: (request) => request.send(app) };
}

function serverAt(target: string | URL): Asked {
  const url = parseUrl(String(target));
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      `not the URL of a server: ${JSON.stringify(String(target))}; it begins with http: or https:`,
    );
  }
  return {
    kind: 'url',
    url: url.href,
    async send(request) {
      const { sendRequest } = await import('../../apps/client/send-request.ts');
      return await request.send(sendRequest);
    },
  };
}

function isFetchTarget(target: Exclude<TestTarget, string | URL>): target is FetchTarget {
  if (typeof target !== 'object' || target === null || 'toApp' in target) return false;
  return 'fetch' in target && typeof target.fetch === 'function';
}

async function toFetch(request: Request): Promise<globalThis.Request> {
  const { method, url } = request;
  const body = await request.bytes();
  const headers = [...request.headers].filter(([name]) => name !== 'content-length');
  return new globalThis.Request(url, {
    method,
    headers,
    redirect: 'manual',
    ...(body.length > 0 && { body }),
  });
}
