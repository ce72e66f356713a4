/**
 * Writes `multipart/form-data` as browsers do (HTML, 4.10.22.8).
 *
 * @module
 */
import { assertFieldValue, tokenOrQuoted } from '../../headers/grammar/field-value.ts';
import { type BodyCapabilities, CAPABILITIES, type CapableBody } from '../../wsgi/capabilities.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import type { Upload } from './upload.ts';

/** A description of a file to send. */
export interface FileEntry {
  readonly filename: string;
  /** The media type. Defaults to `application/octet-stream`. */
  readonly type?: string | undefined;
  readonly content: string | Uint8Array | Blob;
}

/** The value of a form's entry. A `File` is a Blob with a name; a Blob without a name is called `blob`. */
export type FormValue = string | Blob | Upload | FileEntry;

type Piece = Uint8Array | Blob | Upload;

const BOUNDARY = /^[\w'()+,./:=?-]{1,70}$/;

/**
 * Writes entries, in order, as UTF-8. Line breaks in names and texts become CR LF; in the names of fields and
 * files, CR, LF and `"` are percent-encoded. Files are read only when the body is.
 *
 * @param boundary must not occur in the content. Defaults to 122 random bits, which cannot occur by chance.
 * @throws TypeError when the boundary or a file's type has an invalid character, or a value is neither text nor a
 * file.
 *
 * @example
 * ```ts
 * const body = encodeMultipart([['a', '1'], ['f', { filename: 'x.txt', type: 'text/plain', content: 'hi' }]], 'B');
 * body.contentType; // 'multipart/form-data; boundary=B'
 * body.length; // 156
 * new TextDecoder().decode(await readAll(body)).split('\r\n')[3]; // '1'
 * ```
 */
export function encodeMultipart(
  entries: Iterable<readonly [name: string, value: FormValue]>,
  boundary = `----wheatpaste-${crypto.randomUUID()}`,
): MultipartBody {
  if (!BOUNDARY.test(boundary)) throw new TypeError(`invalid boundary: ${JSON.stringify(boundary)}`);
  const pieces: Piece[] = [];
  for (const [name, value] of entries) {
    const disposition = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(withCRLF(name))}"`;
    if (typeof value === 'string') {
      pieces.push(Buffer.from(`${disposition}\r\n\r\n${withCRLF(value)}\r\n`));
      continue;
    }
    const { filename, type, content } = describe(name, value);
    assertFieldValue('Content-Type', type);
    const named = filename === undefined ? '' : `; filename="${escapeName(filename)}"`;
    pieces.push(
      Buffer.from(`${disposition}${named}\r\nContent-Type: ${type}\r\n\r\n`),
      content,
      Buffer.from('\r\n'),
    );
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return new MultipartBody(`multipart/form-data; boundary=${tokenOrQuoted(boundary)}`, pieces);
}

/** An encoded form: bytes that can be iterated repeatedly. */
export class MultipartBody implements AsyncIterable<Uint8Array>, CapableBody {
  /** The Content-Type, with the boundary. */
  readonly contentType: string;
  /** The number of bytes. */
  readonly length: number;
  readonly #pieces: readonly Piece[];

  constructor(contentType: string, pieces: readonly Piece[]) {
    this.contentType = contentType;
    this.#pieces = pieces;
    this.length = pieces.reduce((sum, piece) => sum + ('size' in piece ? piece.size : piece.length), 0);
  }

  get [CAPABILITIES](): BodyCapabilities {
    return { byteLength: this.length };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for (const piece of this.#pieces) {
      if (piece instanceof Uint8Array) yield piece;
      else yield* piece.stream() as AsyncIterable<Uint8Array>;
    }
  }
}

function describe(
  name: string,
  value: Exclude<FormValue, string>,
): { filename: string | undefined; type: string; content: Piece } {
  assertFile(name, value);
  const type = value.type || 'application/octet-stream';
  if (value instanceof Blob) {
    return { filename: value instanceof File ? value.name : 'blob', type, content: value };
  }
  if (!('content' in value)) {
    // A file that arrived without a name is sent without one.
    const filename = value.rawFilename === undefined ? undefined : (value.filename ?? '');
    return { filename, type, content: value };
  }
  const { filename, content } = value;
  return { filename, type, content: typeof content === 'string' ? Buffer.from(content) : content };
}

function assertFile(name: string, value: unknown): asserts value is Exclude<FormValue, string> {
  if (value instanceof Blob) return;
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && 'filename' in value && ('content' in value || 'stream' in value)) return;
  throw new TypeError(
    `the form field ${JSON.stringify(name)} must be text, a Blob, an Upload or { filename, type?, content }; got ${kindOf(value)}`,
  );
}

function withCRLF(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}

function escapeName(name: string): string {
  return name.replace(/[\r\n"]/g, encodeURIComponent);
}
