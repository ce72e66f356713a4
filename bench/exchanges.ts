/**
 * Requests as node's own parser delivers them: with new strings that no code has accessed.
 *
 * @module
 */
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';

/** The arguments of a request listener. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: KeptResponse;
}

/** A browser's request for a page: 15 header fields, and four cookies of a returning visitor. */
export const BROWSER_REQUEST = [
  'GET /articles/2026/content-negotiation?q=content%20type&page=2&sort=date HTTP/1.1',
  'Host: www.example.com',
  'Connection: keep-alive',
  'Cache-Control: max-age=0',
  'sec-ch-ua: "Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"',
  'sec-ch-ua-mobile: ?0',
  'sec-ch-ua-platform: "Linux"',
  'Upgrade-Insecure-Requests: 1',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  'Sec-Fetch-Site: same-origin',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Dest: document',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-GB,en;q=0.9,de;q=0.8',
  'Cookie: theme=dark; consent=yes; session=0f7b8a4c2d6e4f1c9a3b; seen=2026-11-20T08%3A15%3A00Z',
  '\r\n',
].join('\r\n');

/** A response that keeps what is written to it instead of sending it. */
export class KeptResponse extends ServerResponse {
  #fields: readonly string[] = [];
  #body: string | Uint8Array = '';
  /** Called when the response is ended. */
  onEnd: (() => void) | undefined;
  isEnded = false;

  override writeHead(status: number, ...rest: unknown[]): this {
    this.statusCode = status;
    const headers = rest.at(-1);
    if (Array.isArray(headers)) this.#fields = headers;
    else if (typeof headers === 'object') this.#setAll(headers as OutgoingHttpHeaders);
    return this;
  }

  override write(chunk: unknown): boolean {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) this.#body = chunk;
    return true;
  }

  override end(chunk?: unknown): this {
    this.write(chunk);
    this.isEnded = true;
    this.onEnd?.();
    return this;
  }

  /** Status, header list and bytes. */
  get answer(): Answer {
    const fields: [string, string][] = [];
    for (let i = 0; i < this.#fields.length; i += 2)
      fields.push(this.#fields.slice(i, i + 2) as [string, string]);
    const headers = this.getHeaders();
    for (const name in headers) {
      const value = headers[name];
      if (Array.isArray(value)) for (const one of value) fields.push([name, one]);
      else fields.push([name, String(value)]);
    }
    const body = this.#body;
    return [this.statusCode, fields, typeof body === 'string' ? Buffer.from(body) : body];
  }

  #setAll(headers: OutgoingHttpHeaders): void {
    for (const name in headers) {
      const value = headers[name];
      if (value !== undefined) this.setHeader(name, value);
    }
  }
}

/** A response as a plain value. */
export type Answer = [status: number, fields: [name: string, value: string][], body: Uint8Array];

/** A connection that provides requests and ignores answers. */
class Connection extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort = 50_000;
  readonly localAddress = '127.0.0.1';
  readonly localPort = 8080;

  override _read(): void {}
}

/** Returns as many requests, all of one connection. */
export async function exchanges(count: number): Promise<Exchange[]> {
  const received: Exchange[] = [];
  const connection = new Connection();
  const server = createServer({ ServerResponse: KeptResponse }, (incoming, outgoing) => {
    received.push({ incoming, outgoing: outgoing as KeptResponse });
  });
  server.emit('connection', connection);
  connection.push(BROWSER_REQUEST.repeat(count), 'latin1');
  while (received.length < count) await new Promise(setImmediate);
  return received;
}
