/**
 * Sends requests to a Fetch handler.
 *
 * @module
 */
import type { Ask } from './runner.ts';

/**
 * Sends requests to a Fetch handler.
 *
 * @param url where the application is mounted, without a slash at its end.
 */
export function askingFetch(handler: (request: Request) => Response | Promise<Response>, url: string): Ask {
  return async ({ method = 'GET', path, headers = [], body }) => {
    const sent = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const request = new Request(url + path, {
      method,
      headers: [...headers].map(([name, value]): [string, string] => [name, value]),
      ...(sent && { body: new Uint8Array(sent) }),
    });
    const response = await handler(request);
    return {
      status: response.status,
      headers: [...response.headers],
      body: new Uint8Array(await response.arrayBuffer()),
    };
  };
}
