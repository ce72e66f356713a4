/**
 * Limits how long an application may take.
 *
 * @module
 */

import { HTTPServiceUnavailable } from '../../exceptions/server-errors.ts';
import { BodyReader, closeBody, isPromise } from '../../wsgi/app-iter.ts';
import type { AppIter, Application, Environ, StartResponse, Write } from '../../wsgi/contract.ts';
import { whenGone } from '../../wsgi/exchange.ts';
import { withKey } from '../../wsgi/with-key.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';

/** Options of {@link timeout}. */
export interface TimeoutOptions {
  /** Milliseconds from the head of the response to the end of its body. Defaults to no limit. */
  readonly body?: number | undefined;
}

const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Answers 503 if the application has not begun its response after this many milliseconds, and aborts its
 * `request.signal`, so that pending operations can end too. A body that takes longer than `body` is cut, and so is
 * the connection.
 *
 * Whatever the application does after that is not sent; its errors are written to `wsgi.errors`.
 *
 * @throws TypeError when an option is unknown, RangeError when a limit is not above 0, or exceeds 2^31 - 1.
 *
 * @example
 * ```ts
 * const slow = wsgify(({ signal }) => new Promise<string>((_, reject) => {
 *   signal.addEventListener('abort', () => reject(signal.reason));
 * }));
 * (await Request.blank('/', { environ: { 'wsgi.errors': { write() {} } } }).send(timeout(20)(slow))).status; // 503
 * ```
 */
export function timeout(milliseconds: number, options: TimeoutOptions = {}): AppMiddleware {
  assertOptions('timeout', options, { body: true });
  assertLimit(milliseconds);
  if (options.body !== undefined) assertLimit(options.body);
  return middleware(
    (app) => (environ, startResponse) =>
      new TimedCall(environ, startResponse, milliseconds, options.body).run(app),
  );
}

const DONE: IteratorResult<Uint8Array> = { done: true, value: undefined };

class TimedCall {
  readonly #environ: Environ;
  readonly #startResponse: StartResponse;
  readonly #controller = new AbortController();
  readonly #bodyLimit: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hasHead = false;
  #hasReturned = false;
  #isClosed = false;
  /** Ends the wait for the application, with the error of an expired limit. */
  #fail: ((error: unknown) => void) | undefined;
  /** Ends the wait for a chunk, as if the body had ended. */
  #leave: (() => void) | undefined;
  #error: unknown;

  constructor(environ: Environ, startResponse: StartResponse, limit: number, bodyLimit: number | undefined) {
    this.#environ = environ;
    this.#startResponse = startResponse;
    this.#bodyLimit = bodyLimit;
    whenGone(environ, () => this.#controller.abort());
    this.#arm(limit, 'the response did not begin');
  }

  run(app: Application): AppIter | Promise<AppIter> {
    const environ = withKey(this.#environ, 'wheatpaste.signal', this.#controller.signal);
    try {
      const answer = app(environ, (...head) => this.#start(...head));
      return isPromise(answer) ? this.#later(Promise.resolve(answer)) : this.#answered(answer);
    } catch (error) {
      clearTimeout(this.#timer);
      throw error;
    }
  }

  async #later(answer: Promise<AppIter>): Promise<AppIter> {
    try {
      return this.#answered(await this.#inTime(answer));
    } catch (error) {
      clearTimeout(this.#timer);
      if (this.#error === undefined) throw error;
      answer.then(closeBody).catch((late) => this.#report(late));
      return await this.#refuse();
    }
  }

  #start(...[status, headers, excInfo]: Parameters<StartResponse>): Write {
    this.#assertInTime();
    const write = this.#startResponse(status, headers, excInfo);
    if (!this.#hasHead) {
      this.#hasHead = true;
      if (this.#hasReturned) this.#began();
    }
    return (chunk) => {
      this.#assertInTime();
      return write(chunk);
    };
  }

  /** The body, watched if there is anything left to limit. */
  #answered(body: AppIter): AppIter {
    this.#hasReturned = true;
    if (this.#hasHead) this.#began();
    if (this.#hasHead && (this.#bodyLimit === undefined || Array.isArray(body))) {
      clearTimeout(this.#timer);
      return body;
    }
    const reader = new BodyReader(body);
    const close = async () => {
      this.#isClosed = true;
      clearTimeout(this.#timer);
      this.#leave?.();
      const closed = reader.close();
      // If it has not ended in time, it need not end now.
      if (this.#error === undefined) await closed;
      else closed.catch((late) => this.#report(late));
    };
    return { close, [Symbol.asyncIterator]: () => this.#chunks(reader) };
  }

  async *#chunks(reader: BodyReader): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        this.#assertInTime();
        const result = await this.#inTime(reader.next(), DONE);
        if (result.done) return;
        yield result.value;
      }
    } catch (error) {
      if (this.#error === undefined || this.#hasHead) throw error;
      yield* await this.#refuse();
    }
  }

  /** The result of some work, unless the time expires first; `left` if nobody waits for it any more. */
  #inTime<T>(work: T | PromiseLike<T>, left?: T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      if (left !== undefined) this.#leave = () => resolve(left);
      Promise.resolve(work).then(resolve, reject);
    });
  }

  #refuse(): AppIter | Promise<AppIter> {
    const refusal = new HTTPServiceUnavailable('The response took too long.').toApp();
    return refusal(this.#environ, (status, headers) => this.#startResponse(status, headers, this.#error));
  }

  /** The head has arrived: from now on the limit is that of the body. */
  #began(): void {
    clearTimeout(this.#timer);
    // A body may start its response after it has been abandoned.
    if (this.#bodyLimit !== undefined && !this.#isClosed) this.#arm(this.#bodyLimit, 'the body did not end');
  }

  #arm(limit: number, what: string): void {
    this.#timer = setTimeout(() => {
      this.#error = new DOMException(`${what} within ${limit} ms`, 'TimeoutError');
      this.#controller.abort(this.#error);
      this.#fail?.(this.#error);
    }, limit);
  }

  #assertInTime(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  /** An error about being stopped is not reported. */
  #report(error: unknown): void {
    if (error === this.#error || (error instanceof Error && error.name === 'AbortError')) return;
    this.#environ['wsgi.errors'].write(`An application failed after its time was over: ${String(error)}\n`);
  }
}

function assertLimit(milliseconds: number): void {
  if (milliseconds > 0 && milliseconds <= LONGEST_TIMER) return;
  throw new RangeError(
    `a limit of timeout must be more than 0 and at most ${LONGEST_TIMER} milliseconds: ${milliseconds}`,
  );
}
