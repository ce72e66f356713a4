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

/** The parser is loaded with the first body that needs it. */
const parser = new LazyModule(async () => new FieldParser((await import('busboy')).default));

/** Reads the fields of a body one after another, after their heads. */
export class MultipartFields {
  readonly #parser: FieldParser;
  /** The value of the form's field `_charset_` (HTML, 4.10.22.8). */
  #charset: string | undefined;

  constructor(parser: FieldParser) {
    this.#parser = parser;
  }

  static async load(): Promise<MultipartFields> {
    return new MultipartFields(parser.loaded ?? (await parser.load()));
  }

  /**
   * Reads the content of a field, and decodes it to text.
   *
   * @throws UnsupportedCharsetError (415) when its charset is unknown, and what the reader throws.
   */
  async read(head: PartHead, reader: MultipartReader): Promise<FieldValue> {
    const pieces: Uint8Array[] = [];
    for (;;) {
      const content = reader.content();
      const bytes = content instanceof Promise ? await content : content;
      if (!bytes) break;
      pieces.push(bytes);
    }
    const native = this.#parser.parse(pieces);
    return { native, text: this.#textFor(head, native) };
  }

  #textFor({ name, type }: PartHead, native: string): string {
    const charset = type.charset ?? this.#charset;
    const text =
      charset === undefined
        ? textFromNative(native)
        : textDecoder(charset, UnsupportedCharsetError, { ignoreBOM: true }).decode(bytesFromNative(native));
    if (name === '_charset_' && text !== '') this.#charset = text;
    return text;
  }
}

/**
 * Busboy, which gets fields in a plain form, under a boundary that no content can contain.
 *
 * A single one serves all bodies, since nothing is left of a field when the next is written: making one for each body
 * took a sixth of the time of a form of ten fields.
 */
export class FieldParser {
  readonly #createParser: Busboy;
  readonly #boundary = randomUUID() + BOUNDARY_TAIL;
  readonly #delimiter = Buffer.from(`\r\n--${this.#boundary}`);
  #parser: busboy.Busboy | undefined;
  #native = '';
  #fault: Error | undefined;

  /** @param createParser busboy. */
  constructor(createParser: Busboy) {
    this.#createParser = createParser;
  }

  /**
   * The content of a field as a native string.
   *
   * @param pieces the whole content, which must not contain a delimiter.
   * @throws BadRequestError (400) when the parser fails.
   */
  parse(pieces: readonly Uint8Array[]): string {
    this.#parser ??= this.#open();
    this.#parser.write(Buffer.concat([HEAD, ...pieces, this.#delimiter]));
    const fault = this.#fault;
    const native = this.#native;
    this.#native = '';
    if (!fault) return native;
    this.#fault = undefined;
    this.#parser = undefined;
    throw new BadRequestError(fault.message);
  }

  /** A long boundary lets the parser take long steps in its search. */
  #open(): busboy.Busboy {
    const opened = this.#createParser({
      headers: { 'content-type': `multipart/form-data; boundary=${this.#boundary}` },
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
