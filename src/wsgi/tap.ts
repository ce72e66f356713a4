/**
 * Watching and changing what an application answers: the one place that wraps `startResponse` with its `write` and the body.
 *
 * @module
 */
import { assertBody } from './answer.ts';
import { assertChunk, BodyReader, isPromise } from './app-iter.ts';
import { CAPABILITIES, capabilitiesOf, isChunks } from './capabilities.ts';
import type {
  AppIter,
  Application,
  Environ,
  HeaderList,
  StartResponse,
  ToApplication,
  Write,
} from './contract.ts';
import { whenGone } from './exchange.ts';
import { isBodyless, readStatusLine } from './status.ts';
import { toApplication } from './to-application.ts';

const DONE = { done: true, value: undefined } as const;

/** A status line and its fields. */
export interface TappedHead {
  readonly status: string;
  readonly headers: HeaderList;
}

/** A head, and a body in memory. */
export interface TappedWhole extends TappedHead {
  readonly chunks: readonly Uint8Array[];
}

/** What is told of one response, and may change it. */
export interface Tap {
  /**
   * Given a response that is known as a whole before anything of it is sent: its body is in memory. What it returns is
   * sent instead, and then neither `head` nor `chunk` nor `last` is called.
   */
  whole?(
    status: string,
    headers: HeaderList,
    chunks: readonly Uint8Array[],
  ): TappedWhole | undefined | Promise<TappedWhole | undefined>;
  /**
   * Given the head when it is to be sent; what it returns is sent instead. A promise holds back the head, and with it the
   * body. It is called again where the application, with an error, starts another response in time.
   */
  head?(
    status: string,
    headers: HeaderList,
  ): TappedHead | void | Promise<TappedHead | undefined> | Promise<void>;
  /** Given each chunk; what it returns is sent instead, `undefined` for nothing. */
  chunk?(bytes: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** Called after the last chunk of a body that is read to its end; what it returns is sent after that. */
  last?(): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /**
   * Called exactly once: after the last chunk (`'done'`), when the body is closed before that or the client goes away
   * (`'left'`), or when the application fails (`'failed'`). A response without a body is done when it is closed, and one
   * of a text or of a single chunk, which goes out as a whole, when the application returns it.
   *
   * @param bytes how many bytes of the body were passed on.
   */
  end?(how: 'done' | 'left' | 'failed', bytes: number): void;
  /** Given what the application throws, before `end`. It goes on to the gateway. */
  error?(error: unknown): void;
}

/**
 * An application whose answers go through what `observe` gives for each request.
 *
 * Without a `chunk` a body in memory stays one, so that it is still sent as a whole, and a body that lends its buffer
 * still does.
 *
 * @example
 * ```ts
 * const app = tap(new Response('Hello'), () => ({
 *   head: (status, headers) => ({ status, headers: [...headers, ['X-Trace', '7']] }),
 *   end: (how, bytes) => console.log(how, bytes),
 * }));
 * const response = await Request.blank('/').send(app);
 * response.headers.get('X-Trace'); // '7'
 * ```
 */
export function tap(app: Application | ToApplication, observe: (environ: Environ) => Tap): Application {
  const inner = toApplication(app);
  return (environ, startResponse) => new Tapped(environ, startResponse, observe(environ)).run(inner);
}

class Tapped {
  readonly #environ: Environ;
  readonly #startResponse: StartResponse;
  readonly #tap: Tap;
  /** What was started and not passed on yet. */
  #pending: (TappedHead & { readonly excInfo: unknown }) | undefined;
  #isStarted = false;
  readonly #isHead: boolean;
  #status = 200;
  /** Whether a head goes on at once: the application has returned or written. */
  #isCommitted = false;
  /** Whether head and body have been replaced as a whole. */
  #isReplaced = false;
  /** Whether the body has come to its end, and what follows it has been sent. */
  #hasLast = false;
  #write: Write | undefined;
  /** What must come before the next chunk: the head and what was written, where that takes time. */
  #ahead: Promise<void> | undefined;
  #bytes = 0;
  #hasEnded = false;

  constructor(environ: Environ, startResponse: StartResponse, tap: Tap) {
    this.#environ = environ;
    this.#startResponse = startResponse;
    this.#tap = tap;
    this.#isHead = environ.REQUEST_METHOD === 'HEAD';
  }

  run(app: Application): AppIter | Promise<AppIter> {
    if (this.#tap.end) whenGone(this.#environ, () => this.#ended('left'));
    try {
      const answer = app(this.#environ, (status, headers, excInfo) => this.#start(status, headers, excInfo));
      return isPromise(answer) ? this.#later(answer) : this.#answer(answer);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async #later(answer: PromiseLike<AppIter>): Promise<AppIter> {
    try {
      return await this.#answer(await answer);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #answer(answer: AppIter): AppIter | Promise<AppIter> {
    const body = assertBody(answer);
    const chunks = this.#tap.whole && this.#pending && capabilitiesOf(body).chunks?.();
    return chunks ? this.#whole(chunks, body) : this.#send(body);
  }

  /** Offers head and body together. */
  #whole(chunks: readonly Uint8Array[], body: AppIter): AppIter | Promise<AppIter> {
    const pending = this.#pending;
    const go = (given: TappedWhole | undefined) => {
      if (!given || !pending) return this.#send(body);
      this.#isReplaced = true;
      this.#pending = { ...given, excInfo: pending.excInfo };
      const close = () => body.close?.();
      return this.#send(given.chunks === chunks ? body : Object.assign([...given.chunks], { close }));
    };
    try {
      const whole = pending && this.#tap.whole?.(pending.status, pending.headers, chunks);
      if (!isPromise(whole)) return go(whole);
      return Promise.resolve(whole).then(go, (error) => this.#refused(body, error));
    } catch (error) {
      return this.#refused(body, error);
    }
  }

  /** Fails, with a body that is not to be sent. */
  async #refused(body: AppIter, error: unknown): Promise<never> {
    await new BodyReader(body).close();
    throw this.#failed(error);
  }

  #send(body: AppIter): AppIter | Promise<AppIter> {
    this.#commit();
    const ahead = this.#ahead;
    if (!ahead) return this.#bodyOver(body);
    return ahead.then(
      () => this.#bodyOver(body),
      (error) => this.#refused(body, error),
    );
  }

  #start(status: string, headers: HeaderList, excInfo: unknown): Write {
    if (this.#isStarted && excInfo === undefined) throw new TypeError('startResponse was called twice');
    this.#isStarted = true;
    this.#pending = { status, headers, excInfo };
    if (this.#isCommitted) this.#commit();
    return (chunk) => {
      this.#commit();
      this.#inTurn(() => this.#pass(chunk, (changed) => this.#write?.(changed)));
      return this.#ahead;
    };
  }

  /** Passes a head on that waits, and from now on every one at once. */
  #commit(): void {
    this.#isCommitted = true;
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    this.#inTurn(() => {
      const changed = this.#isReplaced ? undefined : this.#tap.head?.(pending.status, pending.headers);
      const send = (head: TappedHead | undefined) => {
        const { status, headers } = head ?? pending;
        this.#status = readStatusLine(status)?.code ?? 200;
        this.#write = this.#startResponse(status, headers, pending.excInfo);
      };
      if (!isPromise(changed)) return send(changed ?? undefined);
      return (async () => send((await changed) ?? undefined))();
    });
  }

  /** Does something after all that is under way: at once where nothing is. */
  #inTurn(work: () => void | PromiseLike<void>): void {
    const before = this.#ahead;
    const done = before ? before.then(work) : work();
    if (!isPromise(done)) return;
    const ahead = Promise.resolve(done).then(() => {
      if (this.#ahead === ahead) this.#ahead = undefined;
    });
    // Whoever waits for it gets the error.
    ahead.catch(() => {});
    this.#ahead = ahead;
  }

  /** Gives a chunk to the tap, and what comes of it to `take`. */
  #pass(chunk: Uint8Array, take: (chunk: Uint8Array) => void | Promise<void>): void | PromiseLike<void> {
    const changed = this.#tap.chunk ? this.#tap.chunk(assertChunk(chunk)) : assertChunk(chunk);
    const go = (bytes: Uint8Array | undefined) => {
      if (bytes === undefined) return;
      this.#bytes += bytes.byteLength;
      return take(bytes);
    };
    return isPromise(changed) ? changed.then(go) : go(changed);
  }

  #bodyOver(body: AppIter): AppIter {
    const { end, error, chunk, last } = this.#tap;
    const isChanged = !this.#isReplaced && (chunk ?? last) !== undefined;
    if (this.#isStarted && !end && !error && !isChanged) return body;
    const whole = this.#isStarted && !isChanged ? wholeLength(body) : undefined;
    if (whole !== undefined) {
      if (!this.#hasNoBody) this.#bytes += whole;
      this.#ended('done');
      return body;
    }
    const isInMemory = !(Symbol.asyncIterator in body || 'next' in body);
    if (this.#isStarted && isInMemory && !isChanged) {
      const reader = new BodyReader(body);
      return {
        close: () => this.#close(reader),
        [Symbol.iterator]: () => ({ next: () => this.#nextNow(reader) }),
      };
    }
    let reader: BodyReader | undefined;
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= this.#close(reader ?? new BodyReader(body));
      return closing;
    };
    const read = (from: BodyReader): AsyncIterator<Uint8Array> => {
      reader = from;
      return { next: () => this.#next(from), return: () => close().then(() => DONE) };
    };
    const tapped = { close, [Symbol.asyncIterator]: () => read(new BodyReader(body)) };
    const { lend } = capabilitiesOf(body);
    if (isChanged || !lend) return tapped;
    const capabilities = { lend: () => read(new BodyReader(body, () => lend.call(capabilitiesOf(body)))) };
    return Object.assign(tapped, { [CAPABILITIES]: capabilities });
  }

  /** The next chunk of a body in memory. */
  #nextNow(reader: BodyReader): IteratorResult<Uint8Array> {
    try {
      const result = reader.next();
      if (isPromise(result) || this.#ahead)
        throw new TypeError('a synchronous body began to wait while it was read');
      if (result.done) this.#ended('done');
      else this.#bytes += assertChunk(result.value).byteLength;
      return result;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async #next(reader: BodyReader): Promise<IteratorResult<Uint8Array>> {
    try {
      for (;;) {
        const result = this.#hasLast ? DONE : await reader.next();
        // The body may have started the response, or written, on its way here.
        await this.#ahead;
        if (result.done) {
          const value = await this.#last();
          if (value) return { done: false, value };
          this.#ended('done');
          return result;
        }
        let value: Uint8Array | undefined;
        await this.#pass(result.value, (chunk) => {
          value = chunk;
        });
        if (value) return { done: false, value };
      }
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** What follows the body, the first time that it is at its end. */
  async #last(): Promise<Uint8Array | undefined> {
    if (this.#hasLast) return undefined;
    this.#hasLast = true;
    const value = await this.#tap.last?.();
    this.#bytes += value?.byteLength ?? 0;
    return value;
  }

  async #close(reader: BodyReader): Promise<void> {
    try {
      await reader.close();
    } finally {
      this.#ended(this.#hasNoBody ? 'done' : 'left');
    }
  }

  get #hasNoBody(): boolean {
    return this.#isHead || isBodyless(this.#status);
  }

  #failed(error: unknown): unknown {
    if (!this.#hasEnded) this.#tap.error?.(error);
    this.#ended('failed');
    return error;
  }

  #ended(how: 'done' | 'left' | 'failed'): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#tap.end?.(how, this.#bytes);
  }
}

/** The length of a body that is one piece in memory, with nothing to close; `undefined` for all others. */
function wholeLength(body: AppIter): number | undefined {
  if (body.close !== undefined) return undefined;
  const isPiece = isChunks(body) && body.length <= 1 && body.every((chunk) => chunk instanceof Uint8Array);
  const { byteLength, text } = capabilitiesOf(body);
  return isPiece || text !== undefined ? byteLength : undefined;
}
