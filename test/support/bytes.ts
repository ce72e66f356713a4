/** The text's bytes, in UTF-8. */
export const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** The text that bytes in UTF-8 stand for. */
export const text = (given: Uint8Array): string => Buffer.from(given).toString();

/** All that a body gives, as text. */
export async function collect(body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return text(Buffer.concat(chunks));
}

/** All that a body gives, as a native string: one character a byte. */
export async function collectNative(body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}
