/**
 * Watches and changes what an application answers: the only place that wraps `startResponse`, its `write` and the body.
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

/** A status line and header fields. */
export interface TappedHead {
  readonly status: string;
  readonly headers: HeaderList;
}

/** A head, and a body in memory. */
export interface TappedWhole extends TappedHead {
  readonly chunks: readonly Uint8Array[];
}

/** Observes one response, and may change it. */
export interface Tap {
  /**
   * Called with a response whose body is in memory, before any of it is sent. The returned response is sent
   * instead, and then `head`, `chunk` and `last` are not called.
   */
  whole?(
    status: string,
    headers: HeaderList,
    chunks: readonly Uint8Array[],
  ): TappedWhole | undefined | Promise<TappedWhole | undefined>;
  /**
   * Called with the head when it is about to be sent; the returned head is sent instead. A promise holds back the
   * head, and with it the body. It is called again if the application, with an error, starts another response in
   * time.
   */
  head?(
    status: string,
    headers: HeaderList,
  ): TappedHead | void | Promise<TappedHead | undefined> | Promise<void>;
  /** Called with each chunk; the returned chunk is sent instead, and `undefined` sends nothing. */
  chunk?(bytes: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** Called after the last chunk of a body that is read to its end; the returned bytes are sent after it. */
  last?(): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /**
   * Called exactly once: after the last chunk (`'done'`), when the body is closed before that or the client goes
   * away (`'left'`), or when the application fails (`'failed'`). A response without a body is done when it is
   * closed. A body of a text or of a single chunk, which is sent as a whole, is done when the application returns
   * it.
   *
   * @param bytes the number of body bytes that were passed on.
   */
  end?(how: 'done' | 'left' | 'failed', bytes: number): void;
  /** Called with the error that the application throws, before `end`. The error still reaches the gateway. */
  error?(error: unknown): void;
}

/**
 * An application whose answers pass through the tap that `observe` makes for each request.
 *
 * Without a `chunk`, a body in memory stays in memory, so that it is still sent as a whole, and a body that lends
 * its buffer still does.
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
  /** The head that was started and not yet passed on. */
  #pending: (TappedHead & { readonly excInfo: unknown }) | undefined;
  #isStarted = false;
  readonly #isHead: boolean;
  #status = 200;
  /** Whether a head is passed on immediately: the application has returned or written. */
  #isCommitted = false;
  /** Whether head and body have been replaced as a whole. */
  #isReplaced = false;
  /** Whether the body has ended, and what follows it has been sent. */
  #hasLast = false;
  #write: Write | undefined;
  /** What must come before the next chunk: the head and earlier writes, if they take time. */
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
      return this.#send(given.chunks === chunks ? body : inPlaceOf(body, given.chunks));
    };
    try {
      const whole = pending && this.#tap.whole?.(pending.status, pending.headers, chunks);
      if (!isPromise(whole)) return go(whole);
      return Promise.resolve(whole).then(go, (error) => this.#refused(body, error));
    } catch (error) {
      return this.#refused(body, error);
    }
  }

  /** Closes a body that is not to be sent, and throws. */
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

  /** Passes on a pending head, and from now on each head immediately. */
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

  /** Runs work after everything in progress: immediately if nothing is. */
  #inTurn(work: () => void | PromiseLike<void>): void {
    const before = this.#ahead;
    const done = before ? before.then(work) : work();
    if (!isPromise(done)) return;
    const ahead = Promise.resolve(done).then(() => {
      if (this.#ahead === ahead) this.#ahead = undefined;
    });
    // Code that awaits it gets the error.
    ahead.catch(() => {});
    this.#ahead = ahead;
  }

  /** Gives a chunk to the tap, and the result to `take`. */
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

  /** The next chunk of a body in memory, without waiting. */
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

  /** What follows the body. Called the first time that its end is reached. */
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

/** Other chunks in the place of a body, which is closed with them. One that needs no close leaves them a plain list. */
function inPlaceOf(body: AppIter, chunks: readonly Uint8Array[]): AppIter {
  if (body.close === undefined) return [...chunks];
  return Object.assign([...chunks], { close: () => body.close?.() });
}

/** The length of a body that is a single piece in memory, with nothing to close; `undefined` for all others. */
function wholeLength(body: AppIter): number | undefined {
  if (body.close !== undefined) return undefined;
  const isPiece = isChunks(body) && body.length <= 1 && body.every((chunk) => chunk instanceof Uint8Array);
  const { byteLength, text } = capabilitiesOf(body);
  return isPiece || text !== undefined ? byteLength : undefined;
}
