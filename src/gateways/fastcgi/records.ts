/**
 * FastCGI records, and how to write them (FastCGI 1.0, sections 3.3, 4 and 5).
 *
 * @module
 */

/** The version of every record. */
export const VERSION = 1;
/** The bytes before the content of a record. */
export const HEADER_SIZE = 8;
/** The bytes of END_REQUEST. */
export const END_SIZE = 16;
/** The request id of records that concern the connection. */
export const NO_REQUEST = 0;

/** The types of records. */
export const TYPE = {
  begin: 1,
  abort: 2,
  end: 3,
  params: 4,
  stdin: 5,
  stdout: 6,
  stderr: 7,
  data: 8,
  getValues: 9,
  getValuesResult: 10,
  unknownType: 11,
} as const;

/** How a request ended, as END_REQUEST reports it. */
export const PROTOCOL_STATUS = { complete: 0, unknownRole: 3 } as const;

/** The most content of a record that needs no padding. */
const MOST_CONTENT = 65_528;
const ALIGNMENT = 8;
const PADDING = Buffer.alloc(ALIGNMENT);

/** The bytes of a small record, padded to a multiple of 8. */
export function record(type: number, id: number, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(HEADER_SIZE + padded(content.length));
  writeHeader(bytes, 0, type, id, content.length);
  bytes.set(content, HEADER_SIZE);
  return bytes;
}

/** The record that ends a request. */
export function endRequest(id: number, protocolStatus: number): Buffer {
  const bytes = Buffer.allocUnsafe(END_SIZE);
  writeEnd(bytes, 0, id, protocolStatus);
  return bytes;
}

/**
 * The bytes of a stream in as few records as possible: headers, contents and paddings to be sent in this order. The
 * contents are views, not copies.
 */
export function* recordsOf(type: number, id: number, content: Uint8Array): Generator<Uint8Array, void> {
  for (let start = 0; start < content.length; start += MOST_CONTENT) {
    const piece = content.subarray(start, start + MOST_CONTENT);
    const header = Buffer.allocUnsafe(HEADER_SIZE);
    writeHeader(header, 0, type, id, piece.length);
    yield header;
    yield piece;
    const padding = padded(piece.length) - piece.length;
    if (padding > 0) yield PADDING.subarray(0, padding);
  }
}

/** Writes the header of a record, which precedes its content. */
export function writeHeader(bytes: Buffer, at: number, type: number, id: number, length: number): void {
  bytes[at] = VERSION;
  bytes[at + 1] = type;
  bytes.writeUInt16BE(id, at + 2);
  bytes.writeUInt16BE(length, at + 4);
  bytes[at + 6] = padded(length) - length;
  bytes[at + 7] = 0;
}

/** Writes {@link endRequest} into bytes. */
export function writeEnd(bytes: Buffer, at: number, id: number, protocolStatus: number): void {
  writeHeader(bytes, at, TYPE.end, id, END_SIZE - HEADER_SIZE);
  bytes.writeUInt32BE(0, at + HEADER_SIZE);
  bytes.writeUInt32BE(protocolStatus * 2 ** 24, at + HEADER_SIZE + 4);
}

/** A length including its padding. */
export function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
