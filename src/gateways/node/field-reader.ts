/**
 * The header fields of the requests on a connection.
 *
 * @module
 */
import { appendValue, arrivalKey } from '../../headers/lists/environ-keys.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { nativeFromText } from '../../wsgi/native-string.ts';
import { RefusedRequestError } from '../refusal.ts';
import { type FieldWriter, writerOf } from './field-writers.ts';
import type { NodeRequest } from './request.ts';

const COLON = 0x3a;
/** How many names and values node keeps for an HTTP/1 request by default. */
const USUAL_MOST = 2000;

/**
 * The fields of a request, alternating names and values. Hosts that fake a request fill only its `headers`.
 *
 * @param most how many names and values the server keeps.
 * @throws RefusedRequestError (431) when there are so many that node dropped some.
 */
export function fieldsOf(incoming: NodeRequest, most: number): readonly string[] {
  const { rawHeaders } = incoming;
  if (!rawHeaders || rawHeaders.length === 0) return flattened(incoming.headers ?? {});
  if (rawHeaders.length >= most) {
    throw new RefusedRequestError(431, 'The request has too many header fields.');
  }
  return rawHeaders;
}

/** How many names and values the server of a request keeps. */
export function mostKept({ socket }: NodeRequest): number {
  const server: unknown = socket && 'server' in socket ? socket.server : undefined;
  const isLimited = typeof server === 'object' && server !== null && 'maxHeadersCount' in server;
  const count = isLimited ? server.maxHeadersCount : undefined;
  return typeof count === 'number' ? 2 * count || Infinity : USUAL_MOST;
}

function flattened(headers: NodeRequest['headers']): string[] {
  const fields: string[] = [];
  for (const [name, values] of Object.entries(headers)) {
    for (const value of [values].flat()) {
      if (value !== undefined) fields.push(name, nativeFrom(String(value)));
    }
  }
  return fields;
}

/** A value with characters beyond a byte is text, and is converted to a native string. */
function nativeFrom(value: string): string {
  return /[^\0-\xff]/.test(value) ? nativeFromText(value) : value;
}

/**
 * Adds fields to environs under their {@link arrivalKey}, joining repeated names.
 *
 * It caches the names of the last request with their writers, because a client mostly sends the same fields in the
 * same order.
 */
export class FieldReader {
  #names: readonly string[] = [];
  /** `undefined` for a field to drop. */
  #writers: readonly (FieldWriter | undefined)[] = [];

  /** @param rawHeaders alternating names and values, as in node. */
  addTo(environ: Environ, rawHeaders: readonly string[]): void {
    if (!this.#knows(rawHeaders)) {
      this.#learn(environ, rawHeaders);
      return;
    }
    const writers = this.#writers;
    for (let i = 0; i < writers.length; i++) writers[i]?.(environ, rawHeaders[2 * i + 1]);
  }

  #knows(rawHeaders: readonly string[]): boolean {
    const names = this.#names;
    if (rawHeaders.length !== 2 * names.length) return false;
    for (let i = 0; i < names.length; i++) if (rawHeaders[2 * i] !== names[i]) return false;
    return true;
  }

  #learn(environ: Environ, rawHeaders: readonly string[]): void {
    const names: string[] = [];
    const writers: (FieldWriter | undefined)[] = [];
    let isRepeated = false;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i] as string;
      const isHost = names[0]?.charCodeAt(0) === COLON && name.toLowerCase() === 'host';
      // In HTTP/2 a Host may repeat the value of :authority (RFC 9113, section 8.3.1).
      const isSaid = isHost && environ.HTTP_HOST === rawHeaders[i + 1];
      isRepeated ||= isSaid;
      const key = isSaid ? '' : keyOf(name);
      names.push(name);
      writers.push(key === '' ? undefined : writerOf(key));
      if (key === '') continue;
      isRepeated ||= environ[key] !== undefined;
      appendValue(environ, key, rawHeaders[i + 1] as string);
    }
    if (isRepeated) return;
    this.#names = names;
    this.#writers = writers;
  }
}

/** HTTP/2's pseudo-fields are not headers, except the one that corresponds to `Host`. */
function keyOf(name: string): string {
  if (name.charCodeAt(0) !== COLON) return arrivalKey(name);
  return name === ':authority' ? 'HTTP_HOST' : '';
}
