/**
 * The body of a request.
 *
 * @module
 */

import type { Form } from '../body/forms/form-entries.ts';
import type { Part } from '../body/forms/part.ts';
import type { Upload } from '../body/forms/upload.ts';
import { BodyInput } from '../body/input/input.ts';
import type { BodyLimits } from '../body/limits.ts';
import { streamOf } from '../body/stream.ts';
import { RequestDict } from '../collections/request-dict.ts';
import { LazyModule } from '../wsgi/lazy-module.ts';
import type { Given } from '../wsgi/option-types.ts';
import { RequestHead } from './head.ts';

type Readers = typeof import('../body/readers.ts');

const readers = new LazyModule<Readers>(() => import('../body/readers.ts'));

/** A {@link RequestHead} with a body to read. */
export abstract class RequestBody extends RequestHead {
  /** The limits of readers that are given none. */
  static limits: Given<BodyLimits> = {};

  /** The body as it arrives, no longer than Content-Length says. */
  get body(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const input = inputOf(this);
    const iterator = { [Symbol.asyncIterator]: () => input.stream() };
    // Loops take the chunks from the input directly, which costs less than the stream.
    return Object.assign(streamOf(iterator), iterator);
  }

  /** Whether there is a body that can still be read. */
  get isBodyReadable(): boolean {
    return inputOf(this).isReadable;
  }

  /**
   * The body's bytes. This and the other readers may be called in any order, and repeatedly.
   *
   * @throws BodyLimitError (413), DisconnectionError (400) when it ends too early, BadRequestError
   * (400) when Content-Length is malformed.
   */
  async bytes(limits?: Given<BodyLimits>): Promise<Uint8Array<ArrayBuffer>> {
    return await inputOf(this).bytes(limitsOf(this, limits));
  }

  /** The {@link bytes} in their own buffer. Throws as `bytes` does. */
  async arrayBuffer(limits?: Given<BodyLimits>): Promise<ArrayBuffer> {
    return new Uint8Array(await this.bytes(limits)).buffer;
  }

  /** The {@link bytes} as a Blob with the body's Content-Type. Throws as `bytes` does. */
  async blob(limits?: Given<BodyLimits>): Promise<Blob> {
    return new Blob([await this.bytes(limits)], { type: this.environ.CONTENT_TYPE ?? '' });
  }

  /**
   * The body as text, in its charset.
   *
   * @throws UnsupportedCharsetError (415) when the charset is unknown, UnsupportedCodingError (415) when the body
   * has a content coding (use `decoded()`), and as {@link bytes} does.
   */
  async text(limits?: Given<BodyLimits>): Promise<string> {
    const { readText } = readers.loaded ?? (await readers.load());
    return await readText(this.environ, this.charset, limitsOf(this, limits));
  }

  /**
   * The body parsed as JSON, which is UTF-8 whatever the Content-Type says (RFC 8259). With `optional`, an empty
   * body gives `undefined`.
   *
   * @throws BadRequestError (400) when it is not JSON, BodyLimitError (413) when it has more than `maxJsonSize`
   * bytes (default 1 MiB), UnsupportedCodingError (415) when the body has a content coding, and as {@link bytes}
   * does.
   *
   * @example
   * ```ts
   * const request = Request.blank('/', { method: 'POST', json: { a: 1 } });
   * await request.json(); // { a: 1 }
   * await request.with({ body: null }).json({ optional: true }); // undefined
   * await request.json({ maxJsonSize: 2 }); // throws BodyLimitError
   * ```
   */
  json<T = unknown>(options?: Given<BodyLimits> & { optional?: false | undefined }): Promise<T>;
  json<T = unknown>(options: Given<BodyLimits> & { optional?: boolean | undefined }): Promise<T | undefined>;
  json<T>(options?: Given<BodyLimits> & { optional?: boolean | undefined }) {
    const limits = limitsOf(this, options && limitsIn(options));
    return withReaders(({ readJson }) => readJson<T>(this.environ, options?.optional === true, limits));
  }

  /**
   * The form in the body: fields as text, files as {@link Upload}s, in the order sent. Empty when the Content-Type
   * is not that of a form.
   *
   * @throws BadRequestError (400) when it is malformed, UnsupportedTypeError (415) when it has parts but is not a
   * form, UnsupportedCodingError (415) when the body has a content coding, and as {@link bytes} does.
   */
  form(limits?: Given<BodyLimits>): Promise<Form> {
    return withReaders(({ readForm }) => readForm(this.environ, limitsOf(this, limits)));
  }

  /** The pairs of {@link query} followed by those of {@link form}, in one dictionary. Throws as `form` does. */
  async params(limits?: Given<BodyLimits>): Promise<Form> {
    const form = await this.form(limits);
    return new RequestDict<string | Upload>([...this.query, ...form]);
  }

  /** The {@link form} as Fetch's FormData, with the files in memory. Throws as `form` does. */
  async formData(limits?: Given<BodyLimits>): Promise<FormData> {
    const { formDataFrom } = readers.loaded ?? (await readers.load());
    return await formDataFrom(await this.form(limits));
  }

  /**
   * The parts of a `multipart/form-data` body, or of another multipart body such as `multipart/related` or
   * `multipart/mixed`, as they arrive. Read each before requesting the next. Nothing is kept.
   *
   * @throws BadRequestError (400) when the body is not multipart or is malformed, UnsupportedCodingError (415) when
   * it has a content coding, BodyLimitError (413).
   */
  async *parts(limits?: Given<BodyLimits>): AsyncIterableIterator<Part> {
    const { readParts } = readers.loaded ?? (await readers.load());
    yield* await readParts(this.environ, limitsOf(this, limits));
  }
}

/** The body reader, shared by all requests over the same `wsgi.input`. */
export function inputOf({ environ }: RequestHead): BodyInput {
  return BodyInput.of(environ);
}

/** The given limits, with those of the request's class as fallback. */
export function limitsOf(request: RequestBody, given?: Given<BodyLimits>): Given<BodyLimits> {
  const { limits } = request.constructor as typeof RequestBody;
  if (!given) return limits;
  const all: Given<BodyLimits> = { ...limits };
  for (const name of Object.keys(given) as (keyof BodyLimits)[]) {
    const limit = given[name];
    if (limit !== undefined) all[name] = limit;
  }
  return all;
}

function limitsIn({ optional: _, ...limits }: Given<BodyLimits> & { optional?: boolean | undefined }) {
  return limits;
}

/** Returns the reader's own promise, because each promise around another one looks for a `then` in the result. */
function withReaders<Result>(read: (loaded: Readers) => Promise<Result>): Promise<Result> {
  return readers.use(read);
}
