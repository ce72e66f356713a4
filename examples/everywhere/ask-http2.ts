/**
 * Sends requests over HTTP/2.
 *
 * @module
 */
import { once } from 'node:events';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import type { Ask } from './runner.ts';

/** Sends requests to an HTTP/2 server, each on a separate connection. */
export function askingHttp2(url: string): Ask {
  return async ({ method = 'GET', path, headers = [], body }) => {
    const session = connect(url, { rejectUnauthorized: false });
    try {
      const { pathname } = new URL(url);
      const fields: Record<string, string[]> = {};
      for (const [name, value] of headers) {
        const key = name.toLowerCase();
        fields[key] = [...(fields[key] ?? []), value];
      }
      const stream = session.request({
        ':method': method,
        ':path': (pathname === '/' ? '' : pathname) + path,
        ...Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, unwrapped(values)])),
      });
      stream.end(body);
      const [received]: IncomingHttpHeaders[] = await once(stream, 'response');
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const { ':status': status, ...others } = received ?? {};
      return { status: Number(status), headers: pairsOf(others), body: Buffer.concat(chunks) };
    } finally {
      session.close();
    }
  };
}

/** A single value as a string, because node accepts no lists for fields such as Content-Type. */
function unwrapped(values: string[]): string | string[] {
  return values.length === 1 ? values.join() : values;
}

function pairsOf(headers: IncomingHttpHeaders): [name: string, value: string][] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value): [string, string][] => (value === undefined ? [] : [[name, value]])),
  );
}
