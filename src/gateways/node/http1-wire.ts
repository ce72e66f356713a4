/**
 * The wire to a client of node:http.
 *
 * @module
 */
import type { ServerResponse } from 'node:http';
import type { HeaderList } from '../../wsgi/contract.ts';
import { isBodyless } from '../../wsgi/status.ts';
import type { Wire } from '../wire.ts';
import { endBodyless } from './bodyless-request.ts';
import { listOf, unwrapped, withEarlier } from './earlier-fields.ts';
import { closeLingering } from './lingering-close.ts';
import { usual, watch, written } from './node-response.ts';
import { endInOneWrite } from './one-write.ts';
import { waitsInVain, watchWhileWaiting } from './waiting-response.ts';

/** Whether an HTTP/1 connection closes after the response. It is called when the head is sent. */
export type ClosesConnection = () => boolean;

/** The wire of a response of node:http. */
export class Http1Wire implements Wire {
  readonly #outgoing: ServerResponse;
  readonly #closesConnection: ClosesConnection;
  readonly #answersBodyless: boolean;

  /** @param answersBodyless whether the request is known to have no body. */
  constructor(outgoing: ServerResponse, closesConnection: ClosesConnection, answersBodyless: boolean) {
    this.#outgoing = outgoing;
    this.#closesConnection = closesConnection;
    this.#answersBodyless = answersBodyless;
  }

  get isGone(): boolean {
    const outgoing = this.#outgoing;
    return outgoing.destroyed || waitsInVain(outgoing);
  }

  head(code: number, reason: string, fields: HeaderList): void {
    const outgoing = this.#outgoing;
    const options = this.#connectionOptions(code === 426);
    if (options !== undefined) fields.push(['Connection', options]);
    const before = outgoing.getHeaderNames();
    // Fakes of node's responses, and middleware that replaces `writeHead`, may keep only the last field of a name.
    const isUsual = outgoing.writeHead === usual().writeHead;
    if (isUsual && before.length === 0) outgoing.writeHead(code, reason, flat(fields));
    else this.#headAfterOthers(code, reason, fields, before);
  }

  flush(): void {
    this.#outgoing.flushHeaders();
  }

  write(chunk: Uint8Array, isLent: boolean): void | Promise<void> {
    return written(this.#outgoing, chunk, isLent);
  }

  end(last?: Uint8Array | string, length?: number): void {
    const outgoing = this.#outgoing;
    if (this.#answersBodyless) endBodyless(outgoing.req);
    const isKnown = last !== undefined && length !== undefined && outgoing.end === usual().end;
    if (isKnown && endInOneWrite(outgoing, last, length)) return;
    // Node would encode a head like the text that follows it, and fields are native strings.
    outgoing.end(typeof last === 'string' ? Buffer.from(last) : last);
  }

  cut(): void {
    const { req, socket } = this.#outgoing;
    // If the end of the connection is the end of the body, only a reset shows that the body is incomplete.
    if (req.httpVersion === '1.0' && socket?.remoteFamily && !('encrypted' in socket))
      socket.resetAndDestroy();
    this.#outgoing.destroy();
  }

  watch(gone: () => void): void {
    const outgoing = this.#outgoing;
    const { isGone } = this;
    watch(outgoing, isGone, gone);
    if (isGone) return;
    watchWhileWaiting(outgoing, () => {
      if (!outgoing.writableEnded) gone();
    });
  }

  /** A response with Upgrade, which only a 426 has, names it in Connection (RFC 9110, section 7.8). */
  #connectionOptions(upgrades: boolean): string | undefined {
    if (!this.#closesConnection()) return upgrades ? 'upgrade' : undefined;
    const { socket, req } = this.#outgoing;
    // A response that waits for an earlier one has no socket yet.
    const connection = socket ?? req?.socket;
    if (connection) closeLingering(connection);
    return upgrades ? 'close, upgrade' : 'close';
  }

  /** Sends the fields together with those set on the response before, which node's `writeHead` would drop. */
  #headAfterOthers(code: number, reason: string, fields: HeaderList, before: readonly string[]): void {
    const outgoing = this.#outgoing;
    const earlier = before.map((name): [string, string[]] => [name, listOf(outgoing.getHeader(name))]);
    const all = withEarlier(fields, earlier);
    const mayChunk =
      outgoing.useChunkedEncodingByDefault && outgoing.req.method !== 'HEAD' && !isBodyless(code);
    if (all.has('content-length') || !mayChunk) for (const name of CHUNKING) all.delete(name);
    try {
      for (const name of before) if (!all.has(name)) outgoing.removeHeader(name);
      for (const [name, values] of all.values()) outgoing.setHeader(name, unwrapped(values));
      outgoing.writeHead(code, reason);
    } catch (error) {
      for (const [name] of all.values()) outgoing.removeHeader(name);
      for (const [name, values] of earlier) outgoing.setHeader(name, unwrapped(values));
      throw error;
    }
  }
}

/** The fields of a body in chunks (RFC 9112, section 6.1, and RFC 9110, section 6.6.2). */
const CHUNKING = ['transfer-encoding', 'trailer'];

/** Alternating names and values, which node accepts most quickly. */
function flat(fields: HeaderList): string[] {
  const list = new Array<string>(2 * fields.length);
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as HeaderList[number];
    list[2 * i] = field[0];
    list[2 * i + 1] = field[1];
  }
  return list;
}
