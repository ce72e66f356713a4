/**
 * What all gateways have in common: PEP 3333's rules between an application and the wire to the client.
 *
 * A gateway makes an environ from the request, and a {@link Wire} for the response; {@link runApplication} does the
 * rest.
 *
 * @module
 */

import { TextBody } from '../body/text-body.ts';
import { withParseCache } from '../collections/parse-cache.ts';
import { dropConnectionFields } from '../headers/connection.ts';
import { assertBody } from '../wsgi/answer.ts';
import { assertChunk, BodyReader, isPromise, iterate } from '../wsgi/app-iter.ts';
import { type BodyCapabilities, capabilitiesOf } from '../wsgi/capabilities.ts';
import type { AppIter, Application, Environ, HeaderList, Write } from '../wsgi/contract.ts';
import { LazyExchange } from '../wsgi/exchange.ts';
import { ownerOf } from '../wsgi/input-owner.ts';
import { PromptExchange } from '../wsgi/prompt-exchange.ts';
import { isBodyless, readStatusLine, type Status } from '../wsgi/status.ts';
import { sayLength, sendableFields } from './fields.ts';
import { isAbort, type OnError, reportTo } from './report.ts';
import { cutOff, FAILED, refuse, type Wire } from './wire.ts';

/** How a gateway handles some responses and errors itself. */
export interface ExchangeOptions {
  /** Called with the errors of the application. Defaults to writing them to `wsgi.errors`. */
  onError?: OnError | undefined;
  /**
   * Called before a head is sent. Returns `true` if the gateway responds instead; the application's body is then
   * closed unread.
   */
  passes?: ((code: number) => boolean) | undefined;
  /**
   * Called with an error before the head. Returns `true` if the gateway handles it; otherwise the response is a
   * 500.
   */
  fails?: ((error: unknown) => boolean) | undefined;
}

const NO_FIELDS: HeaderList = [];

/** Consecutive empty chunks after which other work gets a turn: a body of nothing else must not block the process. */
const MOST_EMPTY_CHUNKS = 64;

/**
 * Runs an application for one request, and sends its response. All errors are reported, and answered with a 500
 * that reveals nothing or, after the head is sent, by cutting the connection. This function neither throws nor
 * rejects.
 *
 * - Fields of the request that its `Connection` names do not reach the application.
 * - The head goes out with the first bytes of the body, or after one turn of the event loop if there are none yet.
 * - HEAD, 204, 205 and 304 have no body, whatever the application gives. Hop-by-hop fields are not sent.
 * - A body is read no faster than the client takes it, and has exactly the bytes that its Content-Length declares.
 * - When it is over, or the client has gone, the body's `close()` is called once, and what was opened to read the
 * request's body is closed.
 *
 * @returns a promise of the end, or nothing if that is already reached.
 */
export function runApplication(
  app: Application,
  environ: Environ,
  wire: Wire,
  options: ExchangeOptions = {},
): Promise<void> | void {
  return new GatewayExchange(environ, wire, options).run(app);
}

class GatewayExchange {
  readonly #environ: Environ;
  readonly #errors: Environ['wsgi.errors'];
  readonly #input: Environ['wsgi.input'];
  readonly #wire: Wire;
  readonly #options: ExchangeOptions;
  readonly #isHead: boolean;
  #status: Status | undefined;
  #headers: HeaderList = NO_FIELDS;
  #isHeadSent = false;
  #isEnded = false;
  /** Whether the gateway responds instead. */
  #isPassed = false;
  #declared: number | undefined;
  /** The capabilities of the body that is streamed. */
  #capabilities: BodyCapabilities | undefined;
  #sent = 0;
  /** Whether the body is being read, so that a known head need not wait for more. */
  #isReading = false;
  #turn: NodeJS.Immediate | undefined;
  /** Stops reading the body, when the client goes away or needs no body. */
  #stop: (() => void) | undefined;

  constructor(environ: Environ, wire: Wire, options: ExchangeOptions) {
    this.#environ = environ;
    this.#errors = environ['wsgi.errors'];
    this.#input = environ['wsgi.input'];
    this.#wire = wire;
    this.#options = options;
    this.#isHead = environ.REQUEST_METHOD === 'HEAD';
    environ['wheatpaste.exchange'] = wire.asked ? new LazyExchange(wire) : new PromptExchange(wire);
    dropConnectionFields(environ);
  }

  run(app: Application): Promise<void> | void {
    try {
      const answer = app(this.#environ, (status, headers, excInfo) => this.#start(status, headers, excInfo));
      if (!isPromise(answer)) return this.#answer(answer);
      return Promise.resolve(answer).then(
        (body) => this.#answer(body),
        (error) => this.#endWith(error),
      );
    } catch (error) {
      return this.#endWith(error);
    }
  }

  /** Sends the body, and ends the exchange. */
  #answer(body: AppIter): Promise<void> | void {
    try {
      const sending = this.#send(body);
      if (!sending) return this.#dispose();
      return sending.then(
        () => this.#dispose(),
        (error) => this.#endWith(error),
      );
    } catch (error) {
      return this.#endWith(error);
    }
  }

  #endWith(error: unknown): Promise<void> | void {
    this.#fail(error);
    return this.#dispose();
  }

  /** Closes what was opened to read the request's body, if it was read. */
  #dispose(): Promise<void> | void {
    try {
      // An input in memory holds nothing that would have to be closed.
      const owner = Array.isArray(this.#input) ? undefined : ownerOf(this.#input);
      return owner?.release()?.then(
        () => {},
        (error) => this.#report(error),
      );
    } catch (error) {
      this.#report(error);
    }
  }

  /** `startResponse` (PEP 3333). */
  #start(status: string, headers: HeaderList, excInfo: unknown): Write {
    if (this.#isHeadSent && excInfo !== undefined) throw excInfo;
    if (this.#isEnded || this.#isPassed || (this.#status && excInfo === undefined)) {
      throw new TypeError('startResponse was called twice, or after the response was over');
    }
    const read = typeof status === 'string' ? statusFrom(status) : undefined;
    if (!read || read.code < 200) throw new TypeError(`not a final status: ${JSON.stringify(status)}`);
    if (!Array.isArray(headers)) throw new TypeError('startResponse takes a list of [name, value] pairs');
    this.#status = read;
    this.#headers = headers;
    if (this.#isReading) this.#headAfterTurn();
    return (chunk) => this.#write(chunk, false);
  }

  #send(answer: AppIter): Promise<void> | void {
    const body = assertBody(answer);
    if (this.#status && !this.#isHeadSent && body.close === undefined) {
      if (this.#hasNoBody) {
        if (Array.isArray(body) || body instanceof TextBody) return this.#sendWithout(body);
      } else if (body instanceof TextBody) return this.#sendWhole(body.text, body.byteLength);
      else if (Array.isArray(body) && body.length <= 1) return this.#sendWhole(...wholeOf(body[0]));
    }
    return this.#stream(body);
  }

  #sendWhole(data: Uint8Array | string, length: number): void {
    if (this.#wire.isGone || !this.#sendHead(length)) return;
    this.#end(data, length);
  }

  /** Sends a response without its body, which is in memory. */
  #sendWithout(body: AppIter): void {
    this.#capabilities = capabilitiesOf(body);
    this.#endWithout();
  }

  async #stream(body: AppIter): Promise<void> {
    const capabilities = capabilitiesOf(body);
    this.#capabilities = capabilities;
    const isLent = capabilities.lend !== undefined;
    const reader = new BodyReader(body, () => capabilities.lend?.() ?? iterate(body));
    try {
      if (this.#wire.isGone || (this.#status && this.#hasNoBody && this.#endWithout())) return;
      const stopped = new Promise<void>((resolve) => {
        this.#stop = resolve;
      });
      this.#wire.watch(() => this.#stop?.());
      const pumped = this.#pump(reader, isLent, !(isLent || Symbol.asyncIterator in body));
      pumped.catch((error) => {
        if (this.#stop === undefined) this.#reportLate(error);
      });
      await Promise.race([pumped, stopped]);
    } finally {
      this.#stop = undefined;
      clearImmediate(this.#turn);
      await reader.close();
    }
  }

  async #pump(reader: BodyReader, isLent: boolean, isSync: boolean): Promise<void> {
    this.#isReading = true;
    if (this.#wire.asked && this.#status && !this.#isHeadSent) {
      if (this.#sendHead(undefined)) await this.#wire.asked();
      if (this.#isOver) return;
    }
    let held: Uint8Array | undefined;
    let empties = 0;
    for (;;) {
      const pending = reader.next();
      if (pending instanceof Promise) this.#headAfterTurn();
      const { done, value } = pending instanceof Promise ? await pending : pending;
      if (this.#isOver) return;
      if (done) return this.#finish(held);
      const chunk = assertChunk(value);
      if (this.#status && this.#hasNoBody) return this.#finish(undefined);
      if (held) {
        await this.#write(held, false);
        held = undefined;
      }
      // A first chunk that may be the only one waits for chunks that are immediately available, so that the body is
      // sent whole.
      if (isSync && !this.#isHeadSent && this.#status && chunk.byteLength > 0) held = chunk;
      else if (chunk.byteLength === 0) {
        if (++empties % MOST_EMPTY_CHUNKS === 0) await new Promise((resolve) => setImmediate(resolve));
      } else {
        const written = this.#write(chunk, isLent);
        if (written) await written;
      }
      if (this.#isOver) return;
    }
  }

  /** Ends a body that was read, except for a chunk that is still held back. */
  #finish(held: Uint8Array | undefined): void {
    if (this.#hasNoBody) {
      this.#endWithout();
    } else if (!this.#isHeadSent) {
      this.#sendWhole(...wholeOf(held));
    } else if (this.#declared !== undefined && this.#sent < this.#declared) {
      throw new TypeError(`the body has ${this.#sent} bytes, its Content-Length is ${this.#declared}`);
    } else {
      this.#end();
    }
  }

  /** Ends a response that has no body; true, because there is nothing more to read. */
  #endWithout(): true {
    if (this.#isOver || (!this.#isHeadSent && !this.#sendHead(undefined))) return true;
    this.#end();
    return true;
  }

  /** Ends the response. If the wire throws, it has not ended, so that it is cut. */
  #end(last?: Uint8Array | string, length?: number): void {
    this.#wire.end(last, length);
    this.#isEnded = true;
  }

  #write(given: Uint8Array, isLent: boolean): void | Promise<void> {
    const chunk = assertChunk(given);
    if (chunk.byteLength === 0 || this.#isOver) return;
    const length = this.#sent + chunk.byteLength;
    if (!this.#isHeadSent && !this.#sendHead(undefined, length)) return;
    if (this.#hasNoBody) return;
    this.#sent = length;
    this.#assertWithin(length);
    return this.#wire.write(chunk, isLent);
  }

  /** Sends a pending head after a turn of the event loop, and then ends a response that needs no body. */
  #headAfterTurn(): void {
    if (this.#isHeadSent || this.#turn || !this.#status) return;
    this.#turn = setImmediate(() => {
      this.#turn = undefined;
      if (this.#isHeadSent || this.#isOver || !this.#status) return;
      try {
        if (this.#hasNoBody) {
          this.#endWithout();
          this.#stop?.();
        } else if (this.#sendHead(undefined)) this.#wire.flush();
        else this.#stop?.();
      } catch (error) {
        this.#fail(error);
        this.#stop?.();
      }
    });
  }

  /**
   * Sends the head.
   *
   * @param length the length of the whole body, if known.
   * @param least the least length of the body.
   * @returns false if the gateway responds instead.
   */
  #sendHead(length: number | undefined, least = 0): boolean {
    const status = this.#status;
    if (!status) throw new TypeError('the application did not call startResponse');
    const { code, reason } = status;
    const sendable = sendableFields(code, this.#headers);
    const { fields, declared } = sendable;
    if (this.#options.passes?.(code)) {
      this.#isPassed = true;
      return false;
    }
    const hasBody = !this.#hasNoBody;
    if (hasBody && length !== undefined && declared !== undefined && declared !== length) {
      throw new TypeError(`the body has ${length} bytes, its Content-Length is ${declared}`);
    }
    this.#declared = declared ?? length ?? this.#lengthFor(code);
    if (hasBody) this.#assertWithin(least);
    sayLength(sendable, code === 204 ? undefined : code === 205 ? 0 : this.#declared);
    this.#wire.head(code, reason, fields);
    this.#isHeadSent = true;
    return true;
  }

  /** The length of the streamed body, if it is known before reading and should be declared. */
  #lengthFor(code: number): number | undefined {
    const length = this.#capabilities?.byteLength;
    if (!Number.isSafeInteger(length) || isBodyless(code)) return undefined;
    // For HEAD an application may give no body, or the same as for GET (RFC 9110, section 9.3.2).
    return this.#isHead && length === 0 ? undefined : length;
  }

  #assertWithin(length: number): void {
    if (this.#declared !== undefined && length > this.#declared) {
      throw new TypeError(`the body has more bytes than its Content-Length of ${this.#declared}`);
    }
  }

  get #hasNoBody(): boolean {
    return this.#isHead || isBodyless(this.#status?.code ?? 200);
  }

  get #isOver(): boolean {
    return this.#isEnded || this.#isPassed || this.#wire.isGone;
  }

  /**
   * Responds for an application that failed, with a 500 that reveals nothing or, if it is too late, by cutting the
   * connection.
   */
  #fail(error: unknown): void {
    this.#reportUnlessPassed(error);
    if (this.#isOver) return;
    this.#isEnded = true;
    const report = (cause: unknown) => this.#report(cause);
    if (this.#isHeadSent) cutOff(this.#wire, report, error);
    else refuse(this.#wire, this.#isHead, FAILED, report);
  }

  /** Reports an error, unless the gateway handles it. */
  #reportUnlessPassed(error: unknown): void {
    if (this.#isOver || this.#isHeadSent) this.#reportLate(error);
    else {
      try {
        this.#isPassed = this.#options.fails?.(error) ?? false;
      } catch (cause) {
        this.#report(cause);
      }
      if (!this.#isPassed) this.#report(error);
    }
  }

  #report(error: unknown): void {
    reportTo(this.#options.onError, this.#errors, error, this.#environ);
  }

  /** Reports an error, except that the client went away, which is not the application's. */
  #reportLate(error: unknown): void {
    if (!(this.#wire.isGone && isAbort(error))) this.#report(error);
  }
}

const statusFrom = withParseCache(readStatusLine);

/** A body of at most one chunk, with its length. */
function wholeOf(chunk: Uint8Array | undefined): [data: Uint8Array | string, length: number] {
  return chunk === undefined ? ['', 0] : [assertChunk(chunk), chunk.byteLength];
}
