/**
 * What a response's body is: text, chunks of bytes, or a stream.
 *
 * @module
 */

import type { BodyData } from '../body/content.ts';
import { decodeText } from '../body/text.ts';
import { encodeText, isUtf8, TextBody } from '../body/text-body.ts';
import { chain, concat, readAll } from '../wsgi/app-iter.ts';
import { capabilitiesOf, isChunks } from '../wsgi/capabilities.ts';
import type { AppIter } from '../wsgi/contract.ts';

/** The head of the response, as far as its body depends on it. */
interface Charset {
  readonly charset: string | undefined;
}

/**
 * One body, which can be added to and read. Text stays text until bytes are asked for, in the charset that the response
 * then has; a stream is read once and then kept.
 */
export class Content {
  readonly #head: Charset;
  #kept: string | Uint8Array[] | undefined;
  #stream: AppIter = [];
  /** What was written after the stream. */
  #tail: Uint8Array[] = [];
  #keeping: Promise<Uint8Array[]> | undefined;
  #textBody: TextBody | undefined;

  constructor(data: BodyData, head: Charset) {
    this.#head = head;
    if (typeof data === 'string' || isChunks(data)) this.#kept = data;
    else this.#stream = data;
  }

  /** Whether it has still to be read to know its bytes. */
  get isStream(): boolean {
    return this.#kept === undefined;
  }

  /** The text, chunks or stream. */
  get data(): BodyData {
    return this.#kept ?? (this.#tail.length > 0 ? chain(this.#stream, this.#tail) : this.#stream);
  }

  /** The body to iterate; of UTF-8 text always the same one, since it counts its length only once. */
  toAppIter(): AppIter {
    const { data } = this;
    if (typeof data !== 'string') return data;
    const { charset } = this.#head;
    if (!isUtf8(charset)) return [encodeText(data, charset)];
    if (this.#textBody?.text !== data) this.#textBody = new TextBody(data);
    return this.#textBody;
  }

  /** The number of bytes, where it is known without reading. */
  get byteLength(): number | undefined {
    return capabilitiesOf(this.toAppIter()).byteLength;
  }

  /** All bytes; those of a stream are kept. */
  async bytes(): Promise<Uint8Array> {
    const kept = this.#kept ?? (await this.#keep());
    return typeof kept === 'string' ? encodeText(kept, this.#head.charset) : concat(kept);
  }

  /** The text; `undefined` of a stream. */
  text(): string | undefined {
    if (this.#kept === undefined || typeof this.#kept === 'string') return this.#kept;
    return decodeText(concat(this.#kept), this.#head.charset);
  }

  /**
   * Adds to the end.
   *
   * @returns how many bytes that is.
   * @throws TypeError when text cannot be written in the charset.
   */
  write(chunk: string | Uint8Array): number {
    const { charset } = this.#head;
    const bytes = typeof chunk === 'string' ? encodeText(chunk, charset) : chunk;
    if (typeof this.#kept === 'string') {
      if (typeof chunk === 'string') this.#kept += chunk;
      else this.#kept = [encodeText(this.#kept, charset), bytes];
    } else (this.#kept ?? this.#tail).push(bytes);
    return bytes.byteLength;
  }

  /** @throws TypeError when it is a stream, which can be read only once. */
  copyFor(head: Charset): Content {
    if (this.#kept !== undefined)
      return new Content(isChunks(this.#kept) ? [...this.#kept] : this.#kept, head);
    throw new TypeError('a response with a stream cannot be copied: clone() it, or await its bytes() first');
  }

  #keep(): Promise<Uint8Array[]> {
    this.#keeping ??= readAll(this.#stream).then((bytes) => {
      const kept = [bytes, ...this.#tail];
      this.#kept = kept;
      return kept;
    });
    return this.#keeping;
  }
}
