/**
 * Server-sent events (HTML standard, section 9.2), the stream that a browser's `EventSource` reads.
 *
 * @module
 */
import { assertKnown } from '../collections/unknown-name.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { LazyModule } from '../wsgi/lazy-module.ts';
import type { EventSource, EventStream } from './event-stream.ts';

/** Options for sending events. */
export interface EventsOptions {
  /**
   * Milliseconds without an event after which a comment is sent, so that proxies do not consider the connection
   * dead. By default no comments are sent.
   */
  readonly heartbeat?: number | undefined;
}

const sending = new LazyModule(() => import('./event-stream.ts'));
/** The longest wait of a timer in milliseconds. */
const LONGEST_WAIT = 2 ** 31 - 1;

/**
 * Events as a body. Stopping it, or closing it unread, stops the source.
 *
 * @throws TypeError when an option is unknown, RangeError when the heartbeat is not a number of milliseconds that a
 * timer supports.
 */
export function eventStream(source: EventSource, options: EventsOptions = {}): AppIter {
  assertKnown('option of events', options, ['heartbeat']);
  const { heartbeat } = options;
  if (heartbeat !== undefined && !(heartbeat > 0 && heartbeat <= LONGEST_WAIT)) {
    throw new RangeError(
      `heartbeat must be a number of milliseconds from 1 to ${LONGEST_WAIT}, not ${heartbeat}`,
    );
  }
  let stream: EventStream | undefined;
  const withStream = <Result>(call: (stream: EventStream) => Promise<Result>) =>
    sending.use(({ EventStream }) => {
      stream ??= new EventStream(source, heartbeat);
      return call(stream);
    });
  const next = () => withStream((opened) => opened.next());
  const close = () => withStream((opened) => opened.return());
  return { [Symbol.asyncIterator]: () => ({ next, return: close }), close };
}
