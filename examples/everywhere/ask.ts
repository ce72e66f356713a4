/**
 * Sends requests over HTTP, with a client that returns responses unchanged.
 *
 * @module
 */
import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Answer, Ask } from './runner.ts';

/**
 * Sends requests to a server, each on a separate connection.
 *
 * @param url where the application is mounted, without a slash at its end.
 */
export function asking(url: string): Ask {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return async ({ method = 'GET', path, headers = [], body }) => {
    const fields: Record<string, string[]> = {};
    for (const [name, value] of headers) fields[name] = [...(fields[name] ?? []), value];
    const sent = body === undefined ? undefined : Buffer.from(body);
    const outgoing = request(url + path, {
      agent: false,
      method,
      headers: { ...fields, ...(sent && { 'Content-Length': sent.byteLength }) },
      rejectUnauthorized: false,
    });
    outgoing.end(sent);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return answerOf(incoming);
  };
}

async function answerOf(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { statusCode = 0, rawHeaders } = incoming;
  const headers = rawHeaders.flatMap((name, i): [string, string][] =>
    i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? '']] : [],
  );
  return { status: statusCode, headers, body: Buffer.concat(chunks) };
}
