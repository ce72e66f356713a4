/**
 * Converts bodies to the streams and arrays that the platform's functions take.
 *
 * @module
 */
import { BodyReader } from '../wsgi/app-iter.ts';
import type { AppIter } from '../wsgi/contract.ts';

/**
 * A body as a web stream. The body is not touched until the stream is read, and is stopped when the stream is
 * cancelled.
 *
 * @example
 * ```ts
 * await new globalThis.Response(streamOf([Buffer.from('Hello')])).text(); // 'Hello'
 * ```
 */
export function streamOf(body: AppIter): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = new BodyReader(body);
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.next();
          if (!done) {
            controller.enqueue(unshared(value));
            return;
          }
        } catch (error) {
          await reader.close();
          throw error;
        }
        await reader.close();
        controller.close();
      },
      cancel: () => reader.close(),
    },
    { highWaterMark: 0 },
  );
}

/**
 * The same bytes in an ArrayBuffer of fixed length, as Fetch requires; copied only if they are in another kind of
 * buffer.
 */
export function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && Reflect.get(buffer, 'resizable') !== true
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(bytes);
}
