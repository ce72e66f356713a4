/**
 * The wires to Lambda: one that collects the response, and one that streams it.
 *
 * @module
 */
import type { Writable } from 'node:stream';
import { concat } from '../../wsgi/app-iter.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { drained } from '../../wsgi/drained.ts';
import { FAILED, TEXT, type Wire } from '../wire.ts';
import type { LambdaEvent } from './event.ts';
import { headFor, type LambdaHead, type LambdaResult, resultOf } from './result.ts';

/** Collects a response until it is complete. */
export class ResultWire implements Wire {
  readonly isGone = false;
  readonly #event: LambdaEvent;
  readonly #chunks: Uint8Array[] = [];
  #head: LambdaHead = { statusCode: FAILED.status.code };
  #result: LambdaResult | undefined;

  constructor(event: LambdaEvent) {
    this.#event = event;
  }

  /**
   * The response. One that was cut off becomes a failure, which the client sees from the status, since nothing was
   * sent before.
   */
  get result(): LambdaResult {
    const { status, text } = FAILED;
    return (
      this.#result ??
      resultOf(headFor(this.#event, status.code, status.reason, [['Content-Type', TEXT]]), text)
    );
  }

  head(code: number, reason: string, fields: HeaderList): void {
    this.#head = headFor(this.#event, code, reason, fields);
  }

  flush(): void {}

  write(chunk: Uint8Array, isLent: boolean): Promise<void> | void {
    this.#chunks.push(isLent ? new Uint8Array(chunk) : chunk);
    if (isLent) return Promise.resolve();
  }

  end(last?: Uint8Array | string): void {
    this.#result = resultOf(this.#head, last ?? concat(this.#chunks));
  }

  cut(): void {}

  watch(): void {}
}

/** The stream that Lambda passes to a streaming function. */
export type ResponseStream = Writable & { setContentType?(type: string): void };

/** Writes the head before the bytes of a stream. */
export type WithHead = (stream: ResponseStream, head: LambdaHead) => ResponseStream;

/** Streams a response. */
export class StreamWire implements Wire {
  readonly #event: LambdaEvent;
  readonly #withHead: WithHead;
  #stream: ResponseStream;

  constructor(event: LambdaEvent, stream: ResponseStream, withHead: WithHead) {
    this.#event = event;
    this.#stream = stream;
    this.#withHead = withHead;
    // A stream that fails also closes, which is all that matters.
    stream.on('error', () => {});
  }

  get isGone(): boolean {
    return this.#stream.destroyed;
  }

  head(code: number, reason: string, fields: HeaderList): void {
    this.#stream = this.#withHead(this.#stream, headFor(this.#event, code, reason, fields));
  }

  /** The head is sent with the first bytes, which may be empty. */
  flush(): void {
    this.#stream.write('');
  }

  write(chunk: Uint8Array, isLent: boolean): Promise<void> | void {
    if (!this.#stream.write(isLent ? new Uint8Array(chunk) : chunk)) return drained(this.#stream);
    if (isLent) return Promise.resolve();
  }

  end(last: Uint8Array | string = ''): void {
    this.#stream.write(last);
    this.#stream.end();
  }

  cut(): void {
    this.#stream.destroy(new Error('the response was cut off'));
  }

  watch(gone: () => void): void {
    if (this.isGone) gone();
    else {
      this.#stream.once('close', () => {
        if (!this.#stream.writableEnded) gone();
      });
    }
  }
}
