import type { Readable } from 'node:stream';

/** The current content of a stream as text: from Node 26 on, `read()` returns one chunk at a time. */
export function textIn(stream: Readable, encoding: BufferEncoding = 'utf8'): string {
  const chunks: Buffer[] = [];
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) chunks.push(chunk);
  return Buffer.concat(chunks).toString(encoding);
}
