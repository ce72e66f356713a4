/**
 * One part of a multipart body: a field or a file.
 *
 * @module
 */

import { copyOf } from '../../headers/lists/header-list.ts';
import { BodyLimitError } from '../../wsgi/body-errors.ts';
import { UnsupportedCharsetError } from '../../wsgi/request-errors.ts';
import { decodeText } from '../text.ts';
import { baseFilename } from './base-filename.ts';
import type { PartHead } from './part-head.ts';

/**
 * A part while the form is read. A file's content arrives with the body: it can be read once, and only until the
 * next part is requested.
 */
export class Part {
  /** The part's parsed header lines. */
  readonly head: PartHead;
  readonly #content: AsyncIterable<Uint8Array>;
  readonly #maxBodySize: number;
  /** The field's name; empty if a part of a body other than a form has none. */
  readonly name: string;
  /** The text of a field; `undefined` for a file. */
  readonly value: string | undefined;
  #headers: Headers | undefined;

  /** @param maxBodySize how many bytes {@link bytes} and {@link text} may hold in memory. */
  constructor(
    head: PartHead,
    content: AsyncIterable<Uint8Array>,
    { value, maxBodySize = Infinity }: { value?: string | undefined; maxBodySize?: number | undefined } = {},
  ) {
    this.head = head;
    this.#content = content;
    this.#maxBodySize = maxBodySize;
    this.name = head.name;
    this.value = value;
  }

  /** The file's name as it was sent: some browsers include folders, and all send `"` as `%22`. */
  get rawFilename(): string | undefined {
    return this.head.rawFilename;
  }

  /**
   * The file's name without folders, with each `%22` as `"`; `undefined` for a field. The client chooses it, so do
   * not save the file under this name.
   */
  get filename(): string | undefined {
    return this.head.rawFilename === undefined ? undefined : baseFilename(this.head.rawFilename);
  }

  /** The media type, without parameters; `text/plain` if none was sent. */
  get type(): string | undefined {
    return this.head.type.essence;
  }

  /** The part's header fields. */
  get headers(): Headers {
    this.#headers ??= new Headers(copyOf(this.head.headers));
    return this.#headers;
  }

  /** The content, read no faster than it is consumed. */
  stream(): AsyncIterable<Uint8Array> {
    return this.#content;
  }

  /** @throws BodyLimitError (413) when there are more than `maxBodySize` bytes. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.stream()) {
      size += chunk.length;
      if (size > this.#maxBodySize) throw new BodyLimitError('maxBodySize', this.#maxBodySize);
      chunks.push(chunk);
    }
    return new Uint8Array(Buffer.concat(chunks, size));
  }

  /**
   * The content as text, in the charset of its Content-Type, or UTF-8.
   *
   * @throws UnsupportedCharsetError (415) when the charset is unknown; BodyLimitError (413) as {@link bytes} does.
   */
  async text(): Promise<string> {
    return this.value ?? decodeText(await this.bytes(), this.head.type.charset, UnsupportedCharsetError);
  }

  /** Writes the content to a file, which is created or overwritten. */
  async saveTo(path: string | URL): Promise<void> {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, this.stream());
  }
}
