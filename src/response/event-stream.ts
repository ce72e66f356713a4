/**
 * Sends server-sent events (HTML standard, section 9.2). Loaded with the first stream.
 *
 * @module
 */
import { formatWholeNumber } from '../headers/grammar/whole-number.ts';
import { iterate } from '../wsgi/app-iter.ts';

/** One event. */
export interface ServerSentEvent {
  /** The text, of any number of lines. */
  readonly data: string;
  /** The event type. Defaults to `message`. */
  readonly event?: string | undefined;
  /** The value that the client sends as `Last-Event-ID` when it reconnects. */
  readonly id?: string | undefined;
  /** Milliseconds that the client waits before it reconnects. */
  readonly retry?: number | undefined;
}

/** Events, available immediately or over time. */
export type EventSource = Iterable<ServerSentEvent> | AsyncIterable<ServerSentEvent>;

const NOT_ONE_LINE = /[\r\n\0]/;
const LINE_BREAK = /\r\n|\r|\n/;
const COMMENT = Uint8Array.of(0x3a, 0x0a, 0x0a);
const DONE = { done: true, value: undefined } as const;

/**
 * The text of one event.
 *
 * @throws TypeError when the data is not text, or the type or the id has a line break or a NUL, because clients
 * ignore such an id. RangeError when `retry` is not a whole number of 0 or more.
 *
 * @example
 * ```ts
 * formatEvent({ event: 'news', data: 'one\ntwo' }); // 'event: news\ndata: one\ndata: two\n\n'
 * formatEvent({ data: '', id: 'a\0' }); // throws TypeError
 * ```
 */
export function formatEvent({ data, event, id, retry }: ServerSentEvent): string {
  if (typeof data !== 'string') throw new TypeError(`the data of an event must be text, not ${typeof data}`);
  const lines = data.split(LINE_BREAK).map((line) => `data: ${line}`);
  if (retry !== undefined) lines.unshift(`retry: ${formatWholeNumber(retry, 'retry')}`);
  if (id !== undefined) lines.unshift(`id: ${oneLine('id', id)}`);
  if (event !== undefined) lines.unshift(`event: ${oneLine('type', event)}`);
  return `${lines.join('\n')}\n\n`;
}

/**
 * Asks the source for one event at a time, and yields a comment if that takes long. Unlike a generator it can be
 * stopped while it waits.
 */
export class EventStream implements AsyncIterator<Uint8Array, undefined> {
  readonly #iterator: Iterator<ServerSentEvent> | AsyncIterator<ServerSentEvent>;
  readonly #heartbeat: number | undefined;
  #isAsked = false;
  #answer: (() => IteratorResult<ServerSentEvent, unknown>) | undefined;
  #isOver = false;
  #wake = () => {};

  constructor(source: EventSource, heartbeat: number | undefined) {
    this.#iterator = iterate(source);
    this.#heartbeat = heartbeat;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#isOver) return DONE;
    if (!this.#isAsked) this.#ask();
    if (!this.#answer) await this.#pause();
    if (this.#isOver) return DONE;
    return this.#answer ? this.#chunkOf(this.#answer) : { done: false, value: COMMENT };
  }

  async return(): Promise<{ done: true; value: undefined }> {
    if (this.#isOver) return DONE;
    this.#isOver = true;
    this.#wake();
    await this.#iterator.return?.();
    return DONE;
  }

  #ask(): void {
    this.#isAsked = true;
    new Promise<IteratorResult<ServerSentEvent, unknown>>((resolve) => resolve(this.#iterator.next())).then(
      (result) => this.#tell(() => result),
      (error) =>
        this.#tell(() => {
          throw error;
        }),
    );
  }

  #tell(answer: () => IteratorResult<ServerSentEvent, unknown>): void {
    this.#answer = answer;
    this.#wake();
  }

  /** Waits for an event, the time for a comment, or the end. */
  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#heartbeat === undefined ? undefined : setTimeout(resolve, this.#heartbeat);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #chunkOf(
    answer: () => IteratorResult<ServerSentEvent, unknown>,
  ): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#answer = undefined;
    this.#isAsked = false;
    try {
      const { done, value } = answer();
      if (!done) return { done: false, value: Buffer.from(formatEvent(value)) };
      this.#isOver = true;
      return DONE;
    } catch (error) {
      await this.return();
      throw error;
    }
  }
}

function oneLine(what: string, text: string): string {
  if (typeof text === 'string' && !NOT_ONE_LINE.test(text)) return text;
  throw new TypeError(
    `the ${what} of an event must be a single line of text without NUL: ${JSON.stringify(text)}`,
  );
}
