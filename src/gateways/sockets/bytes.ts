/**
 * Bytes, and text on its way to become some.
 *
 * @module
 */

/** How many bytes it has; text is UTF-8. */
export function byteLengthOf(data: Uint8Array | string): number {
  return typeof data === 'string' ? Buffer.byteLength(data) : data.length;
}

/** Writes it into bytes. */
export function putBytes(bytes: Buffer, at: number, data: Uint8Array | string): void {
  if (typeof data === 'string') bytes.write(data, at);
  else bytes.set(data, at);
}
