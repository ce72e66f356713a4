/**
 * The body of a request that node received.
 *
 * @module
 */
import type { Readable } from 'node:stream';
import { URLENCODED } from '../../body/forms/form-types.ts';
import { serializeUrlencoded } from '../../body/forms/urlencoded.ts';
import { STREAM, type StreamInput } from '../../body/input/stream-chunks.ts';
import { MediaType } from '../../headers/media-type.ts';
import type { NodeRequest } from './request.ts';

/** The body of a node request, which can be left unread without cutting the connection. */
export class NodeInput implements AsyncIterable<Uint8Array>, StreamInput {
  readonly #incoming: NodeRequest;
  #beforeReading: (() => void) | undefined;

  /** @param beforeReading called before the first byte is requested. */
  constructor(incoming: NodeRequest, beforeReading: (() => void) | undefined) {
    this.#incoming = incoming;
    this.#beforeReading = beforeReading;
  }

  [STREAM](): Readable {
    this.#beforeReading?.();
    this.#beforeReading = undefined;
    return this.#incoming;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this[STREAM]().iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  }
}

/** A body that another layer has read without leaving anything. */
export class SpentInput implements Iterable<Uint8Array> {
  /** @throws TypeError always. */
  [Symbol.iterator](): Iterator<Uint8Array> {
    throw new TypeError(
      'Another layer, such as a body parser, has read the request body and left neither rawBody nor a body that can be written again. Mount the application before it.',
    );
  }
}

/** What another layer has left of the body on the request: its bytes, or a value that can be serialized again. */
export function bodyLeftBy(incoming: NodeRequest, contentType: string | undefined): Uint8Array | undefined {
  const { rawBody, body } = incoming;
  const bytes = bytesOf(rawBody) ?? bytesOf(body);
  if (bytes || body === null || body === undefined) return bytes;
  const type = MediaType.parse(contentType)?.essence ?? '';
  if (/^application\/(?:.*\+)?json$/.test(type)) return bytesOf(JSON.stringify(body));
  const isForm = type === URLENCODED && typeof body === 'object';
  const pairs = isForm ? pairsOf(body) : undefined;
  return pairs && bytesOf(serializeUrlencoded(pairs));
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return Buffer.from(value);
  return value instanceof Uint8Array ? value : undefined;
}

/** The pairs of a parsed form; `undefined` when it has nested values, whose names only its parser knows. */
function pairsOf(form: object): [name: string, value: string][] | undefined {
  const pairs: [string, string][] = [];
  for (const [name, values] of Object.entries(form)) {
    for (const value of [values].flat()) {
      if (typeof value !== 'string') return undefined;
      pairs.push([name, value]);
    }
  }
  return pairs;
}
