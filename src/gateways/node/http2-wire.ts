/**
 * The wire to a client of node:http2.
 *
 * @module
 */
import type { Http2ServerResponse } from 'node:http2';
import type { HeaderList } from '../../wsgi/contract.ts';
import type { Wire } from '../wire.ts';
import { listOf, unwrapped, withEarlier } from './earlier-fields.ts';
import { watch, written } from './node-response.ts';

/** NO_ERROR (RFC 9113, section 7). */
const HTTP2_NO_ERROR = 0;

/** The wire of a response of node:http2. */
export class Http2Wire implements Wire {
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
