/**
 * Sending what an application answers through a node response.
 *
 * @module
 */
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { TextBody } from '../../body/text-body.ts';
import { parseContentLength } from '../../headers/content-length.ts';
import { closeUnread, isLending, iterate } from '../../wsgi/app-iter.ts';
import type { AppIter, HeaderList, Write } from '../../wsgi/contract.ts';
import { drained } from '../../wsgi/drained.ts';
import { isBodyless } from '../../wsgi/status.ts';
import { closeLingering } from './lingering-close.ts';

/** A response of node:http or of node:http2's compatibility API. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** INTERNAL_ERROR (RFC 9113, section 7). */
const HTTP2_INTERNAL_ERROR = 2;

/** The fields that HTTP/2 has no place for (RFC 9113, section 8.2.2). */
const CONNECTION_FIELDS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/**
 * One response on its way through node. Status and headers are kept until the first byte or the end,
 * so that an application that fails before can still be answered for.
 */
export class NodeExchange {
  readonly #outgoing: NodeResponse;
  readonly #isHead: boolean;
  #code = 0;
  #reason = '';
  #headers: HeaderList = [];
  #declared: number | undefined;
  #sent = 0;
  #controller: AbortController | undefined;

  /** Tells, when the headers are sent, whether the connection closes behind the response. */
  closesConnection: (() => boolean) | undefined;

  constructor(outgoing: NodeResponse, isHead: boolean) {
    this.#outgoing = outgoing;
    this.#isHead = isHead;
  }

  /** Whether the client has gone away, or the connection was cut. */
  get isGone(): boolean {
    const outgoing = this.#outgoing;
    return isHttp2(outgoing) ? outgoing.stream.destroyed : outgoing.destroyed;
  }

  /** Fires when the client goes away before the response has ended. */
  get signal(): AbortSignal {
    if (this.#controller) return this.#controller.signal;
    const controller = new AbortController();
    this.#controller = controller;
    if (this.isGone) controller.abort();
    else {
      this.#outgoing.once('close', () => {
        if (!this.#outgoing.writableEnded) controller.abort();
      });
    }
    return controller.signal;
  }

  /** `startResponse` (PEP 3333). */
  start(status: string, headers: HeaderList, excInfo?: unknown): Write {
    if (excInfo !== undefined && this.#outgoing.headersSent) throw excInfo;
    if (this.#code !== 0 && excInfo === undefined) throw new TypeError('startResponse was called twice');
    const code = Number(status.slice(0, 3));
    if (!(code >= 200 && code <= 999)) throw new TypeError(`not a final status: ${JSON.stringify(status)}`);
    this.#code = code;
    this.#reason = status.slice(4);
    this.#headers = headers;
    this.#declared = undefined;
    return (chunk) => this.#write(chunk);
  }

  /**
   * Sends a body to its end, no faster than the client takes it. When the client goes away the body's
   * `return()` is called.
   *
   * @throws TypeError when the application announced no status, or another Content-Length.
   */
  send(body: AppIter): void | Promise<void> {
    if (this.#code === 0 || this.#outgoing.headersSent) return this.#stream(body);
    if (this.#hasNoBody) return this.#sendWithout(body);
    if (body instanceof TextBody) return this.#sendWhole(body.text, body.byteLength);
    if (!Array.isArray(body) || body.length > 1) return this.#stream(body);
    const chunk: Uint8Array | undefined = body[0];
    return this.#sendWhole(chunk ?? '', chunk?.byteLength ?? 0);
  }

  /** Answers for an application that failed: with a 500 that tells nothing or, too late for it, by a cut. */
  fail(): void {
    if (this.#outgoing.headersSent) this.#cut();
    else this.answer('500 Internal Server Error', 'Internal Server Error');
  }

  /** Answers in the application's stead, and closes the connection. */
  answer(status: string, text: string): void {
    this.#code = 0;
    this.start(status, [['Content-Type', 'text/plain; charset=UTF-8']]);
    this.closesConnection = () => true;
    if (this.#isHead) this.#sendWithout([]);
    else this.#sendWhole(text, Buffer.byteLength(text));
  }

  get #hasNoBody(): boolean {
    return this.#isHead || isBodyless(this.#code);
  }

  #sendWhole(data: string | Uint8Array, length: number): void {
    this.#sendHead(length);
    (this.#outgoing as ServerResponse).end(data);
  }

  #sendWithout(body: AppIter): void | Promise<void> {
    this.#sendHead();
    this.#outgoing.end();
    if (!Array.isArray(body) && !(body instanceof TextBody)) return closeUnread(body);
  }

  async #stream(body: AppIter): Promise<void> {
    if (this.isGone) return await closeUnread(body);
    const isLent = isLending(body);
    const iterator = isLent ? body.lend() : iterate(body);
    let isDone = false;
    const stop = async () => {
      if (isDone) return;
      isDone = true;
      await iterator.return?.();
    };
    const closed = new Promise<void>((resolve, reject) => {
      this.#outgoing.once('close', () => stop().then(resolve, reject));
    });
    const pumped = this.#pump(iterator, isLent, () => isDone);
    try {
      await Promise.race([pumped, closed]);
      isDone = true;
    } finally {
      await stop();
    }
  }

  async #pump(
    iterator: ReturnType<typeof iterate>,
    isLent: boolean,
    isStopped: () => boolean,
  ): Promise<void> {
    for (;;) {
      const pending = iterator.next();
      const { done, value } = pending instanceof Promise ? await pending : pending;
      if (isStopped()) return;
      if (done) break;
      const written = this.#write(value, isLent);
      if (written) await written;
    }
    if (!this.#outgoing.headersSent) this.#sendHead(this.#hasNoBody ? undefined : 0);
    if (!this.#hasNoBody && this.#declared !== undefined && this.#sent < this.#declared) {
      throw new TypeError(`the body has ${this.#sent} bytes, its Content-Length is ${this.#declared}`);
    }
    this.#outgoing.end();
  }

  #write(chunk: Uint8Array, isLent = false): void | Promise<void> {
    if (!(chunk instanceof Uint8Array)) throw new TypeError(`a body gives bytes, not ${typeof chunk}`);
    if (chunk.byteLength === 0 || this.isGone) return;
    const outgoing = this.#outgoing as ServerResponse;
    if (!outgoing.headersSent) this.#sendHead();
    if (this.#hasNoBody) return;
    this.#sent += chunk.byteLength;
    if (this.#declared !== undefined && this.#sent > this.#declared) {
      throw new TypeError(`the body has more bytes than its Content-Length of ${this.#declared}`);
    }
    if (isLent) return new Promise((resolve) => void outgoing.write(chunk, () => resolve()));
    if (!outgoing.write(chunk)) return drained(outgoing);
  }

  #sendHead(length?: number): void {
    if (this.#code === 0) throw new TypeError('the application did not call startResponse');
    const outgoing = this.#outgoing;
    const fields: string[] = [];
    for (const field of this.#headers) {
      const [name, value] = [field[0], field[1]];
      const isLength = name.length === 14 && name.toLowerCase() === 'content-length';
      if (isLength && this.#code === 204) continue;
      if (isLength) this.#declared = parseContentLength(value);
      fields.push(name, value);
    }
    if (length !== undefined && this.#declared === undefined) fields.push('Content-Length', String(length));
    else if (length !== undefined && length !== this.#declared) {
      throw new TypeError(`the body has ${length} bytes, its Content-Length is ${this.#declared}`);
    }
    if (isHttp2(outgoing)) {
      outgoing.writeHead(this.#code, http2Headers(fields));
      return;
    }
    if (this.closesConnection?.()) {
      fields.push('Connection', 'close');
      if (outgoing.socket) closeLingering(outgoing.socket);
    }
    outgoing.writeHead(this.#code, this.#reason, fields);
  }

  #cut(): void {
    if (isHttp2(this.#outgoing)) this.#outgoing.stream.close(HTTP2_INTERNAL_ERROR);
    else this.#outgoing.destroy();
  }
}

function isHttp2(outgoing: NodeResponse): outgoing is Http2ServerResponse {
  return 'stream' in outgoing;
}

function http2Headers(fields: readonly string[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (let i = 0; i < fields.length; i += 2) {
    const name = (fields[i] as string).toLowerCase();
    const value = fields[i + 1] as string;
    const before = headers[name];
    if (CONNECTION_FIELDS.has(name)) continue;
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}
