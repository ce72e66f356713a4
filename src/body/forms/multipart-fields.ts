/**
 * Reads the fields of a multipart body, by busboy.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import type busboy from 'busboy';
import { LazyModule } from '../../wsgi/lazy-module.ts';
import { bytesFromNative, textFromNative } from '../../wsgi/native-string.ts';
import { BadRequestError, UnsupportedCharsetError } from '../../wsgi/request-errors.ts';
import { textDecoder } from '../text.ts';
import type { MultipartReader } from './multipart-reader.ts';
import type { PartHead } from './part-head.ts';

/** A field's value, as bytes and as text. */
export interface FieldValue {
  readonly native: string;
  readonly text: string;
}

type Busboy = typeof busboy;

const HEAD = Buffer.from('\r\nContent-Disposition:form-data\r\n\r\n');
const BOUNDARY_TAIL = '~'.repeat(60);

const parser = new LazyModule<{ default: Busboy }>(() => import('busboy'));

/**
 * Reads fields one after another. Their heads are already parsed. busboy, which is used from the first field on,
 * gets them in a plain form, under a new boundary that no content can contain.
 */
export class MultipartFields {
  readonly #createParser: Busboy;
  #parser: busboy.Busboy | undefined;
  #delimiter: Buffer = HEAD;
  #native = '';
  #fault: Error | undefined;
  /** The value of the form's field `_charset_` (HTML, 4.10.22.8). */
  #charset: string | undefined;

  /** @param createParser busboy. */
  constructor(createParser: Busboy) {
    this.#createParser = createParser;
  }

  /** Loads the parser with the first body that needs it. */
  static async load(): Promise<MultipartFields> {
    return new MultipartFields((parser.loaded ?? (await parser.load())).default);
  }

  /**
   * Reads the content of a field, and decodes it to text.
   *
   * @throws UnsupportedCharsetError (415) when its charset is unknown, and what the reader throws.
   */
  async read(head: PartHead, reader: MultipartReader): Promise<FieldValue> {
    this.#parser ??= this.#open();
    const part: Uint8Array[] = [HEAD];
    for (;;) {
      const content = reader.content();
      const bytes = content instanceof Promise ? await content : content;
      if (!bytes) break;
      part.push(bytes);
    }
    part.push(this.#delimiter);
    this.#parser.write(Buffer.concat(part));
    if (this.#fault) throw new BadRequestError(this.#fault.message);
    return { native: this.#native, text: this.#textFor(head) };
  }

  #textFor({ name, type }: PartHead): string {
    const native = this.#native;
    const charset = type.charset ?? this.#charset;
    const text =
      charset === undefined
        ? textFromNative(native)
        : textDecoder(charset, UnsupportedCharsetError, { ignoreBOM: true }).decode(bytesFromNative(native));
    if (name === '_charset_' && text !== '') this.#charset = text;
    return text;
  }

  /** A long boundary lets the parser take long steps in its search. */
  #open(): busboy.Busboy {
    const boundary = randomUUID() + BOUNDARY_TAIL;
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
    const opened = this.#createParser({
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      defParamCharset: 'utf8',
      defCharset: 'latin1',
      limits: { fieldSize: Infinity },
    });
    opened.on('field', (_, native) => {
      this.#native = native;
    });
    opened.on('error', (error: Error) => {
      this.#fault = error;
    });
    opened.write(this.#delimiter);
    return opened;
  }
}
