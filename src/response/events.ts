/**
 * Server-sent events (HTML standard, section 9.2): the stream that a browser's `EventSource` reads.
 *
 * @module
 */
import { formatWholeNumber } from '../headers/grammar/whole-number.ts';
import type { AppIter } from '../wsgi/contract.ts';

/** One event. */
export interface ServerSentEvent {
  /** Its text, of any number of lines. */
  readonly data: string;
  /** Its type. Defaults to `message`. */
  readonly event?: string | undefined;
  /** What the client sends as `Last-Event-ID` when it connects again. */
  readonly id?: string | undefined;
  /** How many milliseconds the client waits before it connects again. */
  readonly retry?: number | undefined;
}

/** How events are sent. */
export interface EventsOptions {
  /**
   * After how many milliseconds without an event a comment is sent, so that nothing on the way takes the connection for
   * dead. Without it none is.
   */
  readonly heartbeat?: number | undefined;
}

/** Events as they come, at once or over time. */
type Source = Iterable<ServerSentEvent> | AsyncIterable<ServerSentEvent>;

const NOT_ONE_LINE = /[\r\n\0]/;
const LINE_BREAK = /\r\n|\r|\n/;
const COMMENT = Uint8Array.of(0x3a, 0x0a, 0x0a);
/** The most milliseconds that a timer waits. */
const LONGEST_WAIT = 2 ** 31 - 1;
const DONE = { done: true, value: undefined } as const;

/**
 * The text of one event.
 *
 * @throws TypeError when the data is not text, or the type or the id has a line break or a NUL: clients ignore an id
 * with one. RangeError when `retry` is not a whole number of 0 or more.
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
 * Events as a body. Stopping it, or closing it unread, stops the source.
 *
 * @throws TypeError when an option is unknown, RangeError when the heartbeat is not a number of milliseconds that a
 * timer can wait for.
 */
export function eventStream(source: Source, options: EventsOptions = {}): AppIter {
  const { heartbeat, ...unknown } = options;
  for (const name of Object.keys(unknown)) throw new TypeError(`unknown events option: ${name}`);
  if (heartbeat !== undefined && !(heartbeat > 0 && heartbeat <= LONGEST_WAIT)) {
    throw new RangeError(
      `heartbeat must be a number of milliseconds from 1 to ${LONGEST_WAIT}, not ${heartbeat}`,
    );
  }
  const stream = new EventStream(source, heartbeat);
  return Object.assign({ [Symbol.asyncIterator]: () => stream }, { close: () => stream.return() });
}

/**
 * Asks the source for one event at a time, and gives a comment where that takes long. Unlike a generator it can be
 * stopped while it waits.
 */
class EventStream implements AsyncIterator<Uint8Array, undefined> {
  readonly #iterator: Iterator<ServerSentEvent> | AsyncIterator<ServerSentEvent>;
  readonly #heartbeat: number | undefined;
  #isAsked = false;
  #answer: (() => IteratorResult<ServerSentEvent, unknown>) | undefined;
  #isOver = false;
  #wake = () => {};

  constructor(source: Source, heartbeat: number | undefined) {
    this.#iterator =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
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

  /** Until there is an answer, or it is time for a comment, or all is over. */
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
    `the ${what} of an event must be text of one line, without NUL: ${JSON.stringify(text)}`,
  );
}
