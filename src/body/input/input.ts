/**
 * Reading `wsgi.input`: once, as a stream, or kept and as often as one likes.
 *
 * @module
 */
import { parseTokenList } from '../../headers/grammar/list-header.ts';
import type { Environ, Input } from '../../wsgi/contract.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { UnsupportedCodingError } from '../../wsgi/request-errors.ts';
import type { KnownForm } from '../forms/known-form.ts';
import { type BodyLimits, resolveBodyLimits } from '../limits.ts';
import { bodyIsGone } from './body-is-gone.ts';
import { BoundedInput } from './bounded-input.ts';
import { Replay } from './replay.ts';

const BODY = Symbol('body');
/** Only for inputs that take no property: the garbage collector takes long to free what a WeakMap holds. */
const bodies = new WeakMap<Input, BodyInput>();

type InputRead = Input & { [BODY]?: BodyInput };

/**
 * The body of a request. Get it with {@link BodyInput.of}: what has been read of a `wsgi.input` is then
 * known to everyone who asks for its body.
 *
 * A body is as long as CONTENT_LENGTH says. Without one it goes to the end of an input that is
 * `wsgi.input_terminated`, and is empty else. Readers fail with a BadRequestError (400) when CONTENT_LENGTH
 * is malformed, and with a DisconnectionError (400) when the input ends too early.
 *
 * {@link stream} and {@link take} give the body away as it comes in. The other readers keep it: there may be
 * any number of them, at once or one after the other, and of every kind.
 */
export class BodyInput implements AsyncDisposable {
  readonly #source: BoundedInput;
  readonly #owned: AsyncDisposable[] = [];
  readonly #isDeclared: boolean;
  #kept: Replay | undefined;
  /** What was read of the body as a form. */
  form: KnownForm | undefined;
  #takenBy: string | undefined;
  #isOver = false;

  /** A body that nobody else knows of. */
  constructor(environ: Environ) {
    this.#isDeclared = declaresBody(environ);
    this.#source = new BoundedInput(environ);
  }

  /**
   * The body of the request that the environ describes.
   *
   * @throws TypeError when its `wsgi.input` is no iterable of bytes.
   */
  static of(environ: Environ): BodyInput {
    if (!declaresBody(environ)) return new BodyInput(environ);
    const input = environ['wsgi.input'];
    if (typeof input !== 'object' || input === null) {
      throw new TypeError(`environ['wsgi.input'] must be an iterable of bytes; got ${kindOf(input)}`);
    }
    const known = bodyFrom(input);
    if (known) return known;
    const body = new BodyInput(environ);
    remember(input, body);
    return body;
  }

  /** Whether the request has a body that can still be read. */
  get isReadable(): boolean {
    return this.#isDeclared && this.#takenBy === undefined && !this.#isOver;
  }

  /** Whether the body is kept, so that it can be read again. */
  get isKept(): boolean {
    return this.#kept !== undefined;
  }

  /**
   * The body as it comes in, read no faster than the loop over it goes. Once begun it cannot be read again, unless
   * another reader had it kept before.
   */
  stream(): AsyncGenerator<Uint8Array, void> {
    return this.take('body');
  }

  /**
   * What {@link stream} gives, for a reader of that name.
   *
   * @throws TypeError, from the first `next()`, when another one took the body.
   */
  async *take(reader: string): AsyncGenerator<Uint8Array, void> {
    if (this.#kept) return yield* this.#kept;
    this.#assertReadable();
    this.#takenBy = reader;
    try {
      for (;;) {
        const { done, value } = await this.#source.next();
        if (this.#isOver) throw bodyIsGone();
        if (done) return;
        yield value;
      }
    } finally {
      this.#source.return();
    }
  }

  /**
   * All bytes, in an array of the caller's own.
   *
   * @throws BodyLimitError (413) when there are more than `maxBodySize`.
   */
  async bytes(limits?: Partial<BodyLimits>): Promise<Uint8Array<ArrayBuffer>> {
    const kept = await this.#keepAll(resolveBodyLimits(limits), ['maxBodySize']);
    return kept.bytes();
  }

  /**
   * Applies `decode` to the whole body; `decode` must neither modify nor retain the bytes.
   *
   * @param names the limits of the body's size.
   * @throws BodyLimitError (413) when there are more bytes than one of them allows.
   */
  async decoded<T>(
    decode: (bytes: Uint8Array) => T,
    limits: Readonly<BodyLimits>,
    names: readonly (keyof BodyLimits)[],
  ): Promise<T> {
    const kept = this.#keepAll(limits, names);
    const bytes = (kept instanceof Promise ? await kept : kept).view();
    return decode(bytes instanceof Promise ? await bytes : bytes);
  }

  /**
   * Reads the whole body into memory or a temporary file.
   *
   * @returns an input that gives it from the start to whoever iterates it, as often as they like.
   * @throws BodyLimitError (413) when there are more than `maxBodySize` bytes.
   */
  async buffered(limits?: Partial<BodyLimits>): Promise<AsyncIterable<Uint8Array>> {
    const kept = await this.#keepAll(resolveBodyLimits(limits), ['maxBodySize']);
    remember(kept, this);
    return kept;
  }

  /**
   * An input that keeps what is read of it, up to `maxBodySize`, and gives it from the start to whoever iterates it.
   * Nothing is read yet.
   *
   * @throws TypeError when another reader took the body. Iterating throws BodyLimitError (413) where there is more.
   */
  replayed(): AsyncIterable<Uint8Array> {
    const { spoolThreshold, maxBodySize } = resolveBodyLimits();
    const kept = this.#keep(spoolThreshold, maxBodySize);
    remember(kept, this);
    return kept;
  }

  /** Stops keeping a body of which nothing was read yet; whether that is so. */
  stopKeeping(): boolean {
    if (!this.#kept?.isUntouched) return false;
    this.#kept = undefined;
    return true;
  }

  /** Registers a resource to be disposed of with the body. */
  own(resource: AsyncDisposable): void {
    this.#owned.push(resource);
  }

  /** Lets go of the input and of everything that was kept of it. Reading is then a TypeError. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#kept?.[Symbol.dispose]();
    this.#source.return();
    await Promise.all(this.#owned.map((resource) => resource[Symbol.asyncDispose]()));
  }

  #keepAll(limits: Readonly<BodyLimits>, names: readonly (keyof BodyLimits)[]): Replay | Promise<Replay> {
    const kept = this.#keep(limits.spoolThreshold);
    return kept.fill(limits, names)?.then(() => kept) ?? kept;
  }

  #keep(threshold: number, most?: number): Replay {
    if (this.#kept) return this.#kept;
    this.#assertReadable();
    this.#kept = new Replay(this.#source, threshold, most);
    return this.#kept;
  }

  #assertReadable(): void {
    if (this.#isOver) throw bodyIsGone();
    if (this.#takenBy === undefined) return;
    throw new TypeError(
      `The request body was already read by ${this.#takenBy}, which does not keep it; call buffered() first.`,
    );
  }
}

/**
 * Asserts that the bytes of a body are those of its type.
 *
 * @throws UnsupportedCodingError (415) where they have a content coding.
 */
export function assertUncoded(environ: Environ): void {
  const codings = parseTokenList(environ.HTTP_CONTENT_ENCODING?.toLowerCase());
  const coding = codings.find((name) => name !== 'identity');
  if (coding === undefined || !declaresBody(environ)) return;
  throw new UnsupportedCodingError(
    `The request body has the content coding ${coding}; only decoded() takes it off.`,
  );
}

/**
 * Closes what was opened to read the request's body: its temporary files, those of its uploads, the iteration of
 * its input. For gateways, when the response is done; does nothing where nobody read the body.
 */
export async function disposeBody(environ: Pick<Environ, 'wsgi.input'>): Promise<void> {
  await bodyFrom(environ['wsgi.input'])?.[Symbol.asyncDispose]();
}

function bodyFrom(input: InputRead): BodyInput | undefined {
  return input[BODY] ?? bodies.get(input);
}

function remember(input: InputRead, body: BodyInput): void {
  if (Object.isExtensible(input)) input[BODY] = body;
  else bodies.set(input, body);
}

/** Without a length, only an input that ends by itself has a body; an empty one is none (PEP 3333), a malformed one counts. */
function declaresBody(environ: Environ): boolean {
  const length = environ.CONTENT_LENGTH;
  return length === undefined || length === ''
    ? environ['wsgi.input_terminated'] === true
    : !/^0+$/.test(length);
}
