/**
 * The parts of a multipart body, as they arrive.
 *
 * @module
 */
import type { MediaType } from '../../headers/media-type.ts';
import { bytesFromNative } from '../../wsgi/native-string.ts';
import type { BodyReading } from '../input/body-reading.ts';
import { type BodyLimits, resolveBodyLimits } from '../limits.ts';
import { MultipartFields } from './multipart-fields.ts';
import { MultipartReader } from './multipart-reader.ts';
import { Part } from './part.ts';

/**
 * Yields the parts of a body one after another. The body is read only when a part or its content is requested.
 * Content that the caller does not read is skipped, and reading stops when the caller stops.
 *
 * @param type the Content-Type of the body.
 * @throws BadRequestError (400) when the body is malformed or of another type, BodyLimitError (413) when it exceeds
 * a limit, UnsupportedCharsetError (415) when a field's charset is unknown.
 */
export async function* readMultipart(
  reading: BodyReading,
  type: MediaType | undefined,
  given?: Partial<BodyLimits>,
): AsyncGenerator<Part, void> {
  const limits = resolveBodyLimits(given);
  const fields = await MultipartFields.load();
  const reader = new MultipartReader({ reading, reader: 'parts()', type, limits, maxBodySize: Infinity });
  let file: FileContent | undefined;
  try {
    for (let head = await reader.nextPart(); head; head = await reader.nextPart()) {
      if (head.isFile) {
        file = new FileContent(reader);
        yield new Part(head, file, { maxBodySize: limits.maxBodySize });
        file.isOver = true;
      } else {
        const { native, text } = await fields.read(head, reader);
        yield new Part(head, fieldContent(native), { value: text });
      }
    }
  } finally {
    if (file) file.isOver = true;
    reader.close();
  }
}

/** The content of a file, which can be read only while the reader is at it. */
class FileContent implements AsyncIterable<Uint8Array> {
  readonly #reader: MultipartReader;
  #isRead = false;
  /** Whether the reader has gone on to the next part. */
  isOver = false;

  constructor(reader: MultipartReader) {
    this.#reader = reader;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    let isFirst = true;
    return {
      next: async () => {
        if (isFirst) this.#begin();
        isFirst = false;
        const content = this.#isOpen() && this.#reader.content();
        const value = content instanceof Promise ? await content : content;
        return this.#isOpen() && value ? { done: false, value } : { done: true, value: undefined };
      },
    };
  }

  #begin(): void {
    if (this.#isRead) throw new TypeError('The content of this part has already been read.');
    this.#isRead = true;
  }

  #isOpen(): true {
    if (this.isOver)
      throw new TypeError('This part can no longer be read: the next part has been requested.');
    return true;
  }
}

function fieldContent(native: string): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      yield bytesFromNative(native);
    },
  };
}
