/**
 * One request to another server, and its response.
 *
 * @module
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { HTTPBadGateway, HTTPGatewayTimeout } from '../../exceptions/server-errors.ts';
import type { AppIter } from '../../wsgi/contract.ts';
import { drained } from '../../wsgi/drained.ts';

/** Milliseconds that a server may take to respond with 100 (Continue) when asked to (RFC 9110, section 10.1.1). */
const CONTINUE_WAIT = 1000;
/** The longest time that node's timers support: 24 days. */
const LONGEST_WAIT = 2 ** 31 - 1;
const DONE = { done: true, value: undefined } as const;

/**
 * A request of node's, with its time limit and the ways to end it early.
 *
 * Its methods fail with the reason that {@link stop} was called with, with an HTTPGatewayTimeout (504) when the
 * server takes too long, or with an HTTPBadGateway (502) whose cause is the error of the connection.
 */
export class ClientExchange {
  readonly #request: ClientRequest;
  readonly #timeout: number;
  readonly #responded: Promise<IncomingMessage>;
  #giveUp: ((reason: unknown) => void) | undefined;
  #response: IncomingMessage | undefined;
  #reason: unknown;

  /** @param timeout the longest wait in milliseconds. */
  constructor(request: ClientRequest, timeout: number) {
    this.#request = request;
    this.#timeout = Math.min(timeout, LONGEST_WAIT);
    this.#responded = new Promise((resolve, reject) => {
      this.#giveUp = reject;
      request.on('response', resolve).on('error', reject);
      request.on('close', () => reject(new Error('the server closed the connection without a response')));
    });
  }

  /** Whether it failed on a connection that had been kept open, which the server may just have closed. */
  get isStale(): boolean {
    return this.#request.reusedSocket && this.#reason === undefined && this.#response === undefined;
  }

  /** Sends the body, if there is one, and waits for the response's head. */
  async send(body: AsyncIterable<Uint8Array> | undefined): Promise<IncomingMessage> {
    const uploaded = this.#upload(body).catch((error) => this.stop(error));
    try {
      await Promise.race([this.#responded, uploaded]);
      const response = await this.#patiently(this.#responded);
      this.#response = response;
      response.once('end', () => {
        if (!this.#request.writableEnded) this.#request.destroy();
      });
      return response;
    } catch (error) {
      throw this.#fault(error);
    }
  }

  /**
   * The body of the response. If all of it has arrived, the connection is free. Otherwise abandoning the body before
   * its end closes the connection.
   */
  bodyOf(response: IncomingMessage): AppIter & { close(): void } {
    const chunks: AsyncIterator<Uint8Array> = response.complete
      ? arrived(response)
      : response[Symbol.asyncIterator]();
    let isClosed = false;
    const close = () => {
      isClosed = true;
      if (response.complete) response.resume();
      else this.stop();
    };
    const next = async () => {
      try {
        const result = await this.#patiently(chunks.next());
        if (result.done && !response.complete)
          throw new Error('the response ended before its body was complete');
        return result;
      } catch (error) {
        if (isClosed) return DONE;
        throw this.#fault(error);
      }
    };
    const end = async () => {
      close();
      return DONE;
    };
    return { close, [Symbol.asyncIterator]: () => ({ next, return: end }) };
  }

  /** Ends the exchange immediately: pending calls are rejected with the reason. */
  stop(reason?: unknown): void {
    this.#reason ??= reason;
    this.#giveUp?.(reason);
    (this.#response ?? this.#request).destroy();
  }

  async #upload(body: AsyncIterable<Uint8Array> | undefined): Promise<void> {
    const request = this.#request;
    if (body && !(await this.#mayGoOn())) return;
    for await (const chunk of body ?? []) {
      if (request.destroyed) return;
      if (!request.write(chunk)) await this.#patiently(drained(request));
    }
    request.end();
  }

  /** Whether to send the body: not if a response arrives before 100 (Continue). */
  async #mayGoOn(): Promise<boolean> {
    const request = this.#request;
    if (!request.hasHeader('Expect')) return true;
    request.flushHeaders();
    let timer: NodeJS.Timeout | undefined;
    const continues = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, CONTINUE_WAIT, true);
      request.once('continue', () => resolve(true));
    });
    const responds = this.#responded.then(
      () => false,
      () => false,
    );
    return await Promise.race([continues, responds]).finally(() => clearTimeout(timer));
  }

  async #patiently<T>(wait: Promise<T>): Promise<T> {
    const giveUp = () =>
      this.stop(new HTTPGatewayTimeout(`The server did not respond for ${this.#timeout} ms.`));
    let turn: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      // If this process was blocked, bytes that arrived in the meantime are read first.
      turn = setImmediate(giveUp);
    }, this.#timeout);
    return await wait.finally(() => {
      clearTimeout(timer);
      clearImmediate(turn);
    });
  }

  #fault(error: unknown): unknown {
    if (this.#reason !== undefined) return this.#reason;
    const { code, message } = error as NodeJS.ErrnoException;
    const Fault = code === 'ETIMEDOUT' ? HTTPGatewayTimeout : HTTPBadGateway;
    return new Fault({ detail: message, cause: error });
  }
}

/** The bytes of a message that has arrived, taken out of it so that its connection is free for the next. */
function arrived(message: IncomingMessage): AsyncIterator<Uint8Array> {
  const whole: Uint8Array | null = message.read();
  const over = new Promise((resolve) => {
    message.once('end', resolve).once('close', resolve);
  });
  message.resume();
  return (async function* () {
    if (whole) yield whole;
    await over;
  })();
}
