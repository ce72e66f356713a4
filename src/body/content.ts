/**
 * Converts the kinds of body that a message can be given into the few that are stored.
 *
 * @module
 */
import { MediaType } from '../headers/media-type.ts';
import { isPromise } from '../wsgi/app-iter.ts';
import { isChunks } from '../wsgi/capabilities.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { jsonText } from '../wsgi/json-text.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import { BlobBody } from './blob-body.ts';
import { encodeMultipart } from './forms/multipart-encode.ts';

/** What a message's body can be made from. */
export type BodyInit =
  | string
  | ArrayBufferView
  | ArrayBuffer
  | Blob
  | FormData
  | URLSearchParams
  | ReadableStream<Uint8Array>
  | Iterable<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** A body as it is stored: text, chunks in memory, or an iterable. */
export type BodyData = string | Uint8Array[] | AppIter;

/** A body with its properties. */
interface GivenContent {
  readonly data: BodyData;
  /** The media type that the body implies. */
  readonly type?: string;
}

/**
 * The content of a body.
 *
 * @throws TypeError when the value cannot be a body.
 *
 * @example
 * ```ts
 * contentOf(new URLSearchParams({ a: 'b c' })).data; // 'a=b+c'
 * ```
 */
export function contentOf(body: BodyInit | null | undefined): GivenContent {
  if (body === null || body === undefined) return { data: [] };
  if (typeof body === 'string') return { data: body };
  if (body instanceof Uint8Array) return { data: [body] };
  if (body instanceof ArrayBuffer) return { data: [new Uint8Array(body)] };
  if (ArrayBuffer.isView(body)) {
    return { data: [new Uint8Array(body.buffer, body.byteOffset, body.byteLength)] };
  }
  if (body instanceof Blob) {
    return { data: new BlobBody(body), ...(MediaType.parse(body.type) && { type: body.type }) };
  }
  if (body instanceof URLSearchParams) {
    return { data: String(body), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  if (isFormData(body)) {
    const data = encodeMultipart(body);
    return { data, type: data.contentType };
  }
  if (isIterable(body) && !isChunks(body)) return { data: body };
  if (isChunks(body) && body.every((chunk) => chunk instanceof Uint8Array)) return { data: [...body] };
  const advice = isPromise(body) ? 'await it first' : 'for JSON use Response.json(value) or { json: value }';
  throw new TypeError(
    `a body must be text, bytes, a Blob, a FormData, URLSearchParams, a stream or an iterable of bytes; got ${kindOf(body)}: ${advice}`,
  );
}

/**
 * The content of a value as JSON.
 *
 * @throws TypeError when it is not a JSON value.
 */
export function jsonContent(value: unknown): GivenContent {
  return { data: jsonText(value), type: 'application/json' };
}

function isIterable(body: unknown): body is AppIter {
  return (
    typeof body === 'object' && body !== null && (Symbol.asyncIterator in body || Symbol.iterator in body)
  );
}

/** Checks the tag, because naming the class would load all of Fetch. */
function isFormData(body: object): body is FormData {
  return Object.prototype.toString.call(body) === '[object FormData]';
}
