/**
 * Asking a Fetch handler.
 *
 * @module
 */
import type { Ask } from './runner.ts';

/**
 * Asks a Fetch handler.
 *
 * @param url where the application stands, without a slash at its end.
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
