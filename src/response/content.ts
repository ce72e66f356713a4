/**
 * A response's body: text, chunks of bytes, or a stream.
 *
 * @module
 */

import type { BodyData } from '../body/content.ts';
import { decodeText } from '../body/text.ts';
import { encodeText, isUtf8, TextBody } from '../body/text-body.ts';
import { MediaType } from '../headers/media-type.ts';
import { concat, readAll } from '../wsgi/app-iter.ts';
import { capabilitiesOf, isChunks } from '../wsgi/capabilities.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { later } from '../wsgi/later.ts';
import { isBodyless } from '../wsgi/status.ts';
import type { FieldList } from './field-list.ts';

const NOTHING: readonly Uint8Array[] = [];

/**
 * The body of a response, which can be replaced, appended to and read. Text stays text until bytes are needed, and
 * is then encoded in the response's current charset; a stream is read once and then kept.
 */
export class Content {
  readonly #fields: FieldList;
  #kept: string | Uint8Array[] | undefined;
  #stream: AppIter = NOTHING;
  /** The bytes written after the stream. */
  #tail: Uint8Array[] | undefined;
  #keeping: Promise<Uint8Array[]> | undefined;
  /** UTF-8 text to iterate, made for this Content-Type. */
  #textBody: TextBody | undefined;
  #textType: string | undefined;

  /** @param fields the response's fields, which name the charset of text and the length. */
  constructor(fields: FieldList, data: BodyData) {
    this.#fields = fields;
    this.replace(data);
  }

  /** Replaces the body. */
  replace(data: BodyData): void {
    const isKept = typeof data === 'string' || isChunks(data);
    this.#kept = isKept ? data : undefined;
    this.#stream = isKept ? NOTHING : data;
    this.#tail = undefined;
    this.#keeping = undefined;
    this.#textBody = undefined;
  }

  /** Whether the body must be read before its bytes are known. */
  get isStream(): boolean {
    return this.#kept === undefined;
  }

  /** The text, chunks or stream. A stream that is being read is replaced by what the reader keeps. */
  get data(): BodyData {
    if (this.#kept !== undefined) return this.#kept;
    if (this.#keeping) return later(this.#keeping);
    const stream = this.#stream;
    const tail = this.#tail;
    return tail ? later(import('../wsgi/chain.ts').then(({ chain }) => chain(stream, tail))) : stream;
  }

  /** The body as an iterable. For UTF-8 text it is always the same object, because that counts its length only once. */
  toAppIter(): AppIter {
    const { data } = this;
    if (typeof data !== 'string') return data;
    const type = this.#fields.get('Content-Type');
    if (this.#textBody && this.#textType === type) return this.#textBody;
    const charset = this.#charset;
    if (!isUtf8(charset)) return [encodeText(data, charset)];
    this.#textType = type;
    this.#textBody = new TextBody(data);
    return this.#textBody;
  }

  /** The number of bytes, if it is known without reading. */
  get byteLength(): number | undefined {
    return capabilitiesOf(this.toAppIter()).byteLength;
  }

  /** Sets Content-Length to the number of bytes, or removes it. Does nothing for a status that has no body. */
  declareLength(status: number): void {
    if (isBodyless(status)) return;
    const { byteLength } = this;
    this.#fields.put('Content-Length', byteLength === undefined ? undefined : String(byteLength));
  }

  /**
   * All bytes. Those of a stream are kept.
   *
   * @param whenKept called when the bytes of a stream have become the body.
   */
  async bytes(whenKept: () => void): Promise<Uint8Array> {
    const kept = this.#kept ?? (await this.#keep(whenKept));
    return typeof kept === 'string' ? encodeText(kept, this.#charset) : concat(kept);
  }

  /** The text; `undefined` if the body is a stream. */
  text(): string | undefined {
    if (this.#kept === undefined || typeof this.#kept === 'string') return this.#kept;
    return decodeText(concat(this.#kept), this.#charset);
  }

  /**
   * Appends to the body.
   *
   * @returns how many bytes were added.
   * @throws TypeError when text cannot be encoded in the charset.
   */
  write(chunk: string | Uint8Array): number {
    const charset = this.#charset;
    const bytes = typeof chunk === 'string' ? encodeText(chunk, charset) : chunk;
    if (typeof this.#kept === 'string') {
      this.#textBody = undefined;
      if (typeof chunk === 'string') this.#kept += chunk;
      else this.#kept = [encodeText(this.#kept, charset), bytes];
    } else if (this.#kept) this.#kept.push(bytes);
    else {
      this.#tail ??= [];
      this.#tail.push(bytes);
    }
    return bytes.byteLength;
  }

  /** @throws TypeError when it is a stream, which can be read only once. */
  copy(): BodyData {
    if (this.#kept !== undefined) return isChunks(this.#kept) ? [...this.#kept] : this.#kept;
    throw new TypeError('a response with a stream cannot be copied: clone() it, or await its bytes() first');
  }

  get #charset(): string | undefined {
    return MediaType.parse(this.#fields.get('Content-Type'))?.charset;
  }

  #keep(whenKept: () => void): Promise<Uint8Array[]> {
    this.#keeping ??= this.#read(whenKept);
    return this.#keeping;
  }

  async #read(whenKept: () => void): Promise<Uint8Array[]> {
    const stream = this.#stream;
    const bytes = await readAll(stream);
    const kept = [bytes, ...(this.#tail ?? [])];
    if (this.#stream !== stream) return kept;
    this.#kept = kept;
    whenKept();
    return kept;
  }
}
