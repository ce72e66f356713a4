/**
 * The kinds of body that a message can be given, brought to the few that are kept.
 *
 * @module
 */
import type { AppIter } from '../wsgi/contract.ts';
import { kindOf } from '../wsgi/kind-of.ts';

/** What a message's body can be made from. */
export type BodyInit =
  | string
  | ArrayBufferView
  | ArrayBuffer
  | Blob
  | URLSearchParams
  | ReadableStream<Uint8Array>
  | Iterable<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** A body as it is kept: text, chunks of known length, or a stream to be read once. */
export interface Content {
  readonly data: string | Uint8Array[] | AppIter;
  /** Bytes, where the data does not tell. */
  readonly length?: number;
  /** The media type that the body brings along. */
  readonly type?: string;
}

/**
 * The content that a body stands for.
 *
 * @throws TypeError when it is no body.
 */
export function contentOf(body: BodyInit | null | undefined): Content {
  if (body === null || body === undefined) return { data: [] };
  if (typeof body === 'string') return { data: body };
  if (body instanceof Uint8Array) return { data: [body] };
  if (body instanceof ArrayBuffer) return { data: [new Uint8Array(body)] };
  if (ArrayBuffer.isView(body)) {
    return { data: [new Uint8Array(body.buffer, body.byteOffset, body.byteLength)] };
  }
  if (body instanceof Blob)
    return { data: body.stream(), length: body.size, ...(body.type && { type: body.type }) };
  if (body instanceof URLSearchParams) {
    return { data: String(body), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  if (Array.isArray(body)) {
    if (body.every((chunk) => chunk instanceof Uint8Array)) return { data: [...body] };
  } else if (typeof body === 'object' && isIterable(body) && !isFormData(body)) {
    return { data: body };
  }
  throw new TypeError(
    `a body must be text, bytes, a Blob, URLSearchParams, a stream or an iterable of bytes; got ${kindOf(body)}: for JSON use Response.json(value) or { json: value }`,
  );
}

/** Whether the content is kept as chunks of known length. */
export function isChunks(data: Content['data']): data is Uint8Array[] {
  return Array.isArray(data);
}

/** The number of bytes in the chunks. */
export function byteLengthOf(chunks: readonly Uint8Array[]): number {
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  return length;
}

function isIterable(body: object): body is AppIter {
  return Symbol.asyncIterator in body || Symbol.iterator in body;
}

/** By its tag: to name the class would load all of Fetch. */
function isFormData(body: object): boolean {
  return Object.prototype.toString.call(body) === '[object FormData]';
}
