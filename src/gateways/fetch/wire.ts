/**
 * The wire to the caller of a Fetch handler.
 *
 * @module
 */
import { unshared } from '../../body/stream.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import type { Wire } from '../wire.ts';
import { StreamEnd } from './stream-end.ts';
import { type FetchHead, wholeResponse } from './whole-response.ts';

interface Waiting {
  resolve(response: globalThis.Response): void;
  reject(error: unknown): void;
}

/**
 * Makes a Fetch response. A body in memory is passed as such; any other becomes a stream, which takes from the
 * application only what is wanted.
 */
export class FetchWire implements Wire {
  readonly #request: globalThis.Request;
  #head: FetchHead = { status: 200, statusText: '', headers: [] };
  #response: globalThis.Response | undefined;
  #failure: { readonly error: unknown } | undefined;
  #waiting: Waiting | undefined;
  #stream: StreamEnd | undefined;
  /** Writers that wait until the client wants bytes. */
  #waitingToWrite: (() => void)[] = [];
  #isLeft = false;
  #isEnded = false;
  #watchers: (() => void)[] | undefined;
  #turn: NodeJS.Immediate | undefined;
  #unlisten: (() => void) | undefined;

  constructor(request: globalThis.Request) {
    this.#request = request;
  }

  /**
   * The response, which is given once and not retained, or the reason why there is none: the error that cut it off,
   * or the abort of the request.
   */
  response(): Promise<globalThis.Response> {
    const response = this.#response;
    this.#response = undefined;
    if (response) return Promise.resolve(response);
    if (this.#failure) return Promise.reject(this.#failure.error);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      // Listening costs more than most responses take.
      this.#turn = setImmediate(() => this.#listen());
    });
  }

  get isGone(): boolean {
    return this.#isLeft || (!this.#isEnded && this.#request.signal.aborted);
  }

  head(status: number, statusText: string, headers: HeaderList): void {
    if (status > 599) throw new RangeError(`Fetch does not support the status ${status}; use at most 599`);
    this.#head = { status, statusText, headers };
  }

  flush(): void {
    if (this.#stream) return;
    this.#listen();
    const stream = new StreamEnd({ asked: () => this.#goOn(), left: () => this.#leave() });
    this.#stream = stream;
    this.#respond(() => new globalThis.Response(stream.readable(), this.#head));
  }

  asked(): Promise<void> | void {
    this.flush();
    if (this.#stream?.isAsked || this.isGone) return;
    return new Promise((resolve) => {
      this.#waitingToWrite.push(resolve);
    });
  }

  write(chunk: Uint8Array, isLent: boolean): Promise<void> | void {
    this.flush();
    this.#stream?.give(isLent ? new Uint8Array(chunk) : unshared(chunk));
    return this.asked();
  }

  end(last: Uint8Array | string = ''): void {
    this.#isEnded = true;
    this.#unlisten?.();
    if (this.#stream) this.#stream.close();
    else if (last.length === 0) this.#respond(() => new globalThis.Response(null, this.#head));
    else this.#respond(() => wholeResponse(last, this.#head));
  }

  cut(cause: unknown): void {
    this.#isLeft = true;
    this.#fail(new Error('the response was cut off', { cause }));
  }

  watch(gone: () => void): void {
    if (this.isGone) {
      gone();
      return;
    }
    this.#watchers ??= [];
    this.#watchers.push(gone);
    this.#listen();
  }

  #respond(make: () => globalThis.Response): void {
    try {
      clearImmediate(this.#turn);
      const response = make();
      if (this.#waiting) this.#waiting.resolve(response);
      else this.#response = response;
      this.#waiting = undefined;
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#unlisten?.();
    clearImmediate(this.#turn);
    this.#failure = { error };
    this.#waiting?.reject(error);
    this.#stream?.fail(error);
    this.#goOn();
  }

  #goOn(): void {
    for (const go of this.#waitingToWrite.splice(0)) go();
  }

  #leave(): void {
    if (this.#isEnded) return;
    this.#isLeft = true;
    this.#unlisten?.();
    this.#goOn();
    for (const gone of this.#watchers?.splice(0) ?? []) gone();
  }

  /** Listens for the abort of the request. Called only if there is something to end. */
  #listen(): void {
    if (this.#unlisten || this.#isEnded) return;
    const { signal } = this.#request;
    const aborted = () => {
      this.#leave();
      this.#fail(signal.reason);
    };
    if (signal.aborted) {
      aborted();
      return;
    }
    signal.addEventListener('abort', aborted);
    this.#unlisten = () => signal.removeEventListener('abort', aborted);
  }
}
