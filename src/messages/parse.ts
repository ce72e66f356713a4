/**
 * Reads whole HTTP/1 messages: start line, header fields and body (RFC 9112).
 *
 * @module
 */

import { framingOf } from '../headers/framing.ts';
import { isFieldValue, isToken, trimWhitespace } from '../headers/grammar/field-value.ts';
import { getField } from '../headers/lists/header-list.ts';
import { concat } from '../wsgi/app-iter.ts';
import type { HeaderList } from '../wsgi/contract.ts';
import { nativeFromBytes } from '../wsgi/native-string.ts';
import { isBodyless } from '../wsgi/status.ts';

/** A parsed message. Its text is native strings. */
export interface Message {
  readonly startLine: string;
  readonly fields: HeaderList;
  readonly body: Uint8Array;
}

const CR = 0x0d;
const LF = 0x0a;
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/;

/**
 * Reads a message. Its start line says whether it is a request or a response. Without a length, a request has no
 * body, and a response's body is everything that follows (section 6.3).
 *
 * @throws TypeError when the message is malformed, ends too early, or continues after its body.
 */
export function parseMessage(bytes: Uint8Array): Message {
  const bodyStart = endOfHead(bytes);
  const [startLine = '', ...lines] = nativeFromBytes(bytes.subarray(0, bodyStart)).split(/\r?\n/);
  lines.splice(-2);
  if (!isFieldValue(startLine)) throw new TypeError('The start line contains a control character.');
  const fields = lines.map(parseField);
  return { startLine, fields, body: bodyOf(startLine, fields, bytes.subarray(bodyStart)) };
}

/** The position after the empty line that ends the head. A line may end with LF alone (section 2.2). */
function endOfHead(bytes: Uint8Array): number {
  for (let lineEnd = bytes.indexOf(LF); lineEnd !== -1; lineEnd = bytes.indexOf(LF, lineEnd + 1)) {
    const next = bytes[lineEnd + 1] === CR ? lineEnd + 2 : lineEnd + 1;
    if (bytes[next] === LF) return next + 1;
  }
  throw new TypeError('The header section is not terminated.');
}

function parseField(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  const value = trimWhitespace(line.slice(colon + 1));
  if (colon === -1 || !isToken(name) || !isFieldValue(value)) {
    throw new TypeError(`Malformed header line: ${JSON.stringify(line)}.`);
  }
  return [name, value];
}

function bodyOf(startLine: string, fields: HeaderList, rest: Uint8Array): Uint8Array {
  const status = STATUS_LINE.exec(startLine)?.[1];
  // A recipient reads the body of a 205 by its declared length, as it does for other responses (RFC 9112, section
  // 6.3).
  if (status !== undefined && status !== '205' && isBodyless(Number(status))) return ofLength(rest, 0);
  const { length, coding } = framingOf(
    getField(fields, 'Content-Length'),
    getField(fields, 'Transfer-Encoding'),
  );
  if (coding !== undefined) {
    if (coding !== 'chunked')
      throw new TypeError(`The transfer coding ${JSON.stringify(coding)} is unknown.`);
    return dechunk(rest);
  }
  return length === undefined && status !== undefined ? rest : ofLength(rest, length ?? 0);
}

function ofLength(rest: Uint8Array, length: number): Uint8Array {
  if (rest.length < length) throw new TypeError(`The body ends after ${rest.length} of ${length} bytes.`);
  if (rest.length > length)
    throw new TypeError(`The message has ${rest.length - length} bytes after its body.`);
  return rest;
}

/**
 * Decodes the chunked transfer coding (RFC 9112, section 7.1) and drops trailers. Here a line must end with CR LF:
 * section 2.2 is lenient with the head only.
 */
function dechunk(bytes: Uint8Array): Uint8Array {
  const native = nativeFromBytes(bytes);
  const sizeLine = /([0-9a-f]{1,12})[\t ]*(?:;[^\r\n]*)?\r\n/iy;
  const chunks: Uint8Array[] = [];
  for (;;) {
    const match = sizeLine.exec(native);
    if (!match) throw new TypeError('A chunk has no valid size.');
    const size = Number.parseInt(match[1] as string, 16);
    if (size === 0) break;
    const start = sizeLine.lastIndex;
    const end = start + size;
    if (!native.startsWith('\r\n', end)) throw new TypeError('Chunk data does not match its declared size.');
    chunks.push(bytes.subarray(start, end));
    sizeLine.lastIndex = end + 2;
  }
  const trailers = /(?:[^\r\n]+\r\n)*\r\n$/y;
  trailers.lastIndex = sizeLine.lastIndex;
  if (!trailers.test(native))
    throw new TypeError('The message does not end after its last chunk and trailers.');
  return concat(chunks);
}
