/**
 * Bytes, and text that will be encoded to bytes.
 *
 * @module
 */

/** The number of bytes; text counts as UTF-8. */
export function byteLengthOf(data: Uint8Array | string): number {
  return typeof data === 'string' ? Buffer.byteLength(data) : data.length;
}

/** Writes data into a buffer. */
export function putBytes(bytes: Buffer, at: number, data: Uint8Array | string): void {
  if (typeof data === 'string') bytes.write(data, at);
  else bytes.set(data, at);
}
