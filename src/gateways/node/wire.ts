/**
 * The wire to a client of node:http or node:http2.
 *
 * @module
 */
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { type GroupedFields, groupedFields } from '../../headers/lists/header-list.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { drained } from '../../wsgi/drained.ts';
import { isBodyless } from '../../wsgi/status.ts';
import type { Wire } from '../wire.ts';
import { endBodyless } from './bodyless-request.ts';
import { closeLingering } from './lingering-close.ts';
import { endInOneWrite } from './one-write.ts';
import { waitsInVain, watchWhileWaiting } from './waiting-response.ts';

/** A response of node:http or of node:http2's compatibility API. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** NO_ERROR (RFC 9113, section 7). */
const HTTP2_NO_ERROR = 0;

/** Whether an HTTP/1 connection closes after the response. It is called when the head is sent. */
export type ClosesConnection = () => boolean;

/** The wire of a node response. */
export function wireOf(outgoing: NodeResponse, closesConnection: ClosesConnection): Wire {
  return 'stream' in outgoing ? new Http2Wire(outgoing) : new Http1Wire(outgoing, closesConnection);
}

class Http1Wire implements Wire {
  readonly #outgoing: ServerResponse;
  readonly #closesConnection: ClosesConnection;

  constructor(outgoing: ServerResponse, closesConnection: ClosesConnection) {
    this.#outgoing = outgoing;
    this.#closesConnection = closesConnection;
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
    endBodyless(outgoing.req);
    if (typeof last !== 'string') outgoing.end(last);
    else if (outgoing.end !== usual().end || last.length !== length || !endInOneWrite(outgoing, last)) {
      // Node would encode a head like the text that follows it, and fields are native strings.
      outgoing.end(Buffer.from(last));
    }
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

class Http2Wire implements Wire {
  readonly #outgoing: Http2ServerResponse;

  constructor(outgoing: Http2ServerResponse) {
    this.#outgoing = outgoing;
  }

  get isGone(): boolean {
    return this.#outgoing.stream.destroyed;
  }

  head(code: number, _reason: string, fields: HeaderList): void {
    const outgoing = this.#outgoing;
    const before = outgoing.getHeaderNames();
    const headers =
      (before.length === 0 ? distinctHeaders(fields) : undefined) ??
      allHeaders(
        fields,
        before.map((name) => [name, outgoing.getHeader(name)]),
      );
    const size = sizeOf(headers);
    if (size > LARGEST_HEAD)
      throw new RangeError(`the header fields have ${size} bytes, more than HTTP/2 sends`);
    headers[':status'] = code;
    this.#outgoing.stream.respond(headers);
  }

  flush(): void {}

  write(chunk: Uint8Array, isLent: boolean): void | Promise<void> {
    return written(this.#outgoing, chunk, isLent);
  }

  end(last?: Uint8Array | string): void {
    const { stream } = this.#outgoing;
    this.#outgoing.end(last ?? '');
    // A client that is still sending is told to stop (RFC 9113, section 8.1).
    if (!stream.readableEnded && !stream.endAfterHeaders) {
      stream.once('finish', () => {
        if (!stream.readableEnded) stream.close(HTTP2_NO_ERROR);
      });
    }
  }

  cut(): void {
    // `close()` with an error code would end the stream first, so that the client would consider the response
    // complete.
    this.#outgoing.stream.destroy(new Error('the response was cut off'));
  }

  watch(gone: () => void): void {
    watch(this.#outgoing, this.isGone, gone);
  }
}

/**
 * The largest head: node closes the whole session for a larger one. It is nghttp2's limit, minus what that adds to
 * a field.
 */
const LARGEST_HEAD = 65_536 - 64;
const FIELD_OVERHEAD = 12;

/** Fields by name. */
type Http2Headers = Record<string, string | string[] | number>;

/**
 * Converts fields with distinct names, which is the usual case, without a list per value, which saves a sixth of
 * the time of a small request. `undefined` if a name is repeated, or is that of a property of all objects.
 */
function distinctHeaders(fields: HeaderList): Http2Headers | undefined {
  const headers: Http2Headers = {};
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    if (key in headers) return undefined;
    if (key !== 'upgrade') headers[key] = value;
  }
  return headers;
}

/** Our fields and those that were set before. */
function allHeaders(
  fields: HeaderList,
  earlier: [string, number | string | string[] | undefined][],
): Http2Headers {
  const before = earlier.map(([name, value]): [string, string[]] => [name, listOf(value)]);
  const headers: Http2Headers = Object.create(null);
  for (const [name, [, values]] of withEarlier(fields, before)) {
    if (name !== 'upgrade') headers[name] = unwrapped(SINGLE.has(name) ? lineOf(name, values) : values);
  }
  return headers;
}

function sizeOf(headers: Http2Headers): number {
  let size = 0;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    const values = typeof value === 'string' ? [value] : listOf(value);
    for (const { length } of values) size += name.length + length + FIELD_OVERHEAD;
  }
  return size;
}

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

/** The fields of a body in chunks (RFC 9112, section 6.1, and RFC 9110, section 6.6.2). */
const CHUNKING = ['transfer-encoding', 'trailer'];

/** Lists that are merged, not replaced, if they were set before. */
const MERGED = new Set(['set-cookie', 'vary']);

/** The fields that node's http2 accepts only once. */
const SINGLE = new Set([
  'access-control-allow-credentials',
  'access-control-max-age',
  'access-control-request-method',
  'age',
  'authorization',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-md5',
  'content-range',
  'content-type',
  'date',
  'dnt',
  'etag',
  'expires',
  'from',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'range',
  'referer',
  'retry-after',
  'tk',
  'upgrade-insecure-requests',
  'user-agent',
  'x-content-type-options',
]);
/** Those of them that are lists, so that their lines may be joined (RFC 9110, section 5.3). */
const LISTS = new Set(['content-encoding', 'content-language', 'if-match', 'if-none-match']);

/**
 * Joins several lines into one. Different values of a field that is not a list stay separate, and node rejects
 * them.
 */
function lineOf(name: string, values: readonly string[]): string[] {
  const different = [...new Set(values)];
  return LISTS.has(name) ? [different.join(', ')] : different;
}

/**
 * Our fields, and those set before that ours do not replace: cookies are added, `Vary` is merged. A length set before
 * is not that of our body.
 */
function withEarlier(
  fields: HeaderList,
  earlier: readonly [name: string, values: string[]][],
): GroupedFields {
  const all = groupedFields(fields);
  for (const [name, values] of earlier) {
    const key = name.toLowerCase();
    const ours = all.get(key);
    if (!ours && key !== 'content-length') all.set(key, [name, values]);
    else if (ours && MERGED.has(key))
      ours[1] = key === 'vary' ? [mergedVary([...values, ...ours[1]])] : [...values, ...ours[1]];
  }
  return all;
}

function mergedVary(values: readonly string[]): string {
  const names = new Map(
    values.flatMap((value) => value.split(',')).map((name) => [name.trim().toLowerCase(), name.trim()]),
  );
  return names.has('*') ? '*' : [...names.values()].join(', ');
}

/** Unwraps a single value, since middleware that reads a header expects no list. */
function unwrapped(values: string[]): string | string[] {
  return values.length === 1 ? values.join() : values;
}

function listOf(value: number | string | readonly string[] | undefined): string[] {
  return [value].flat().map(String);
}

function written(outgoing: NodeResponse, chunk: Uint8Array, isLent: boolean): void | Promise<void> {
  const stream = outgoing as ServerResponse;
  if (isLent && isUsual(stream)) return new Promise((resolve) => void stream.write(chunk, () => resolve()));
  if (!stream.write(isLent ? new Uint8Array(chunk) : chunk)) return drained(stream);
}

/**
 * Whether node itself writes the bytes. Middleware that replaces the methods may keep the bytes, and forget the
 * callback.
 */
function isUsual(outgoing: ServerResponse): boolean {
  if (!('stream' in outgoing)) return outgoing.write === usual().write;
  return outgoing.write === process.getBuiltinModule('node:http2').Http2ServerResponse.prototype.write;
}

let usualResponse: ServerResponse | undefined;

/** Node's own methods. The module was loaded with the response, and looking it up takes longer than calling it. */
function usual(): ServerResponse {
  usualResponse ??= process.getBuiltinModule('node:http').ServerResponse.prototype;
  return usualResponse;
}

function watch(outgoing: NodeResponse, isGone: boolean, gone: () => void): void {
  if (isGone) gone();
  else {
    outgoing.once('close', () => {
      if (!outgoing.writableEnded) gone();
    });
  }
}
