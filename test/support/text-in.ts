import type { Readable } from 'node:stream';

/** All that a stream holds now, as text: from Node 26 on, `read()` gives one chunk at a time. */
export function textIn(stream: Readable, encoding: BufferEncoding = 'utf8'): string {
  const chunks: Buffer[] = [];
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) chunks.push(chunk);
  return Buffer.concat(chunks).toString(encoding);
}
