/** HTTP/2 frames, byte by byte, for misbehaving clients (RFC 9113, sections 4 and 6). */
export const DATA = 0;
export const RST_STREAM = 3;
const HEADERS = 1;
const SETTINGS = 4;
const END_HEADERS = 4;
export const END_STREAM = 1;

export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** The beginning of a client: the preface, and no settings. */
export const PREFACE = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(SETTINGS, 0, 0),
]);

/**
 * The head of a request for `/` on the host `h`, with further fields in plain literals (RFC 7541, section
 * 6.2.2).
 */
export function headersFrame(
  stream: number,
  method: 'GET' | 'POST',
  fields: readonly (readonly [name: string, value: string])[] = [],
  flags = 0,
): Buffer {
  const literal = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
  const pseudo = [method === 'GET' ? 0x82 : 0x83, 0x86, 0x84, 0x41];
  const others = fields.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]);
  const block = Buffer.concat([Buffer.from(pseudo), literal('h'), ...others]);
  return frame(HEADERS, END_HEADERS | flags, stream, block);
}
