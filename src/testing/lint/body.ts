/**
 * The body that a linted application returns to its server.
 *
 * @module
 */
import { closeBody } from '../../wsgi/app-iter.ts';
import { capabilitiesOf, isInMemory } from '../../wsgi/capabilities.ts';
import type { AppIter } from '../../wsgi/contract.ts';
import type { Content } from './content.ts';
import type { Findings } from './findings.ts';
import { isByteSource, isContent, kindOf } from './values.ts';
import { type Watcher, watched, watchedLater } from './watched.ts';

/** A body that can always be closed. */
export type LintedBody = AppIter & { close(): Promise<void> };

/**
 * Asserts that an application returned a body.
 *
 * @throws LintError if a server cannot read chunks of bytes from it.
 */
export function checkBody(body: unknown, findings: Findings): asserts body is AppIter {
  if (isContent(body)) {
    findings.fail(
      'body-is-bytes',
      'the body is text or bytes instead of chunks: return a list of one chunk, or wrap a handler in wsgify(handler)',
    );
  }
  if (!isByteSource(body)) {
    findings.fail('body-type', `the body is ${kindOf(body)}: return an iterable of chunks of bytes`);
  }
}

/** Reports bodies that are dropped unread or unclosed, when the garbage collector finds them. */
export class BodyLedger {
  readonly #dropped = new FinalizationRegistry<BodyWatch>((watch) => watch.dropped());

  /** The body with its chunks checked. It is synchronous if the application's is, and can be iterated once. */
  open(body: AppIter, content: Content, findings: Findings): LintedBody {
    const watch = new BodyWatch(body, content, findings);
    const linted = Symbol.asyncIterator in body ? new LaterBody(watch, body) : new BodyAtOnce(watch, body);
    if (!isHarmless(body)) this.#dropped.register(linted, watch);
    return linted;
  }
}

/** A synchronous body. It is a class, because creating an object with separate functions takes 1 µs longer. */
class BodyAtOnce implements Iterable<Uint8Array> {
  readonly #watch: BodyWatch;
  readonly #body: Iterable<Uint8Array>;

  constructor(watch: BodyWatch, body: Iterable<Uint8Array>) {
    this.#watch = watch;
    this.#body = body;
  }

  [Symbol.iterator]() {
    return this.#watch.iterator(this.#body);
  }

  close(): Promise<void> {
    return this.#watch.close();
  }
}

/** An asynchronous body. */
class LaterBody implements AsyncIterable<Uint8Array> {
  readonly #watch: BodyWatch;
  readonly #body: AsyncIterable<Uint8Array>;

  constructor(watch: BodyWatch, body: AsyncIterable<Uint8Array>) {
    this.#watch = watch;
    this.#body = body;
  }

  [Symbol.asyncIterator]() {
    return this.#watch.asyncIterator(this.#body);
  }

  close(): Promise<void> {
    return this.#watch.close();
  }
}

class BodyWatch implements Watcher {
  readonly #body: AppIter;
  readonly #content: Content;
  readonly #findings: Findings;
  #atOnce: ReturnType<typeof watched> | undefined;
  #later: ReturnType<typeof watchedLater> | undefined;
  #isEnded = false;
  #isClosed = false;

  constructor(body: AppIter, content: Content, findings: Findings) {
    this.#body = body;
    this.#content = content;
    this.#findings = findings;
  }

  iterator(body: Iterable<Uint8Array>): ReturnType<typeof watched> {
    this.#atOnce ??= watched(() => body[Symbol.iterator](), this);
    return this.#atOnce;
  }

  asyncIterator(body: AsyncIterable<Uint8Array>): ReturnType<typeof watchedLater> {
    this.#later ??= watchedLater(() => body[Symbol.asyncIterator](), this);
    return this.#later;
  }

  asked(): void {
    if (this.#isClosed) this.#findings.fail('body-after-close', 'the body is read after close()');
    this.#content.isBegun = true;
  }

  passed(chunk: unknown): void {
    if (!(chunk instanceof Uint8Array)) {
      this.#findings.fail('body-chunk', `a chunk of the body is ${kindOf(chunk)}: make it a Uint8Array`);
    }
    this.#content.pass(chunk);
  }

  ended(): void {
    this.#isEnded = true;
    this.#content.end();
    this.#findings.rethrow();
  }

  insteadOf(error: unknown): unknown {
    return this.#findings.insteadOf(error);
  }

  /** Ends the iteration, if it has begun, and closes the application's body. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      const begun = this.#content.isBegun ? (this.#later ?? this.#atOnce) : undefined;
      if (begun) {
        await begun.return();
        if (hasClose(this.#body)) await this.#body.close();
      } else {
        await closeBody(this.#body);
      }
    } catch (error) {
      throw this.#findings.insteadOf(error);
    }
    this.#findings.rethrow();
  }

  /** Called when nobody can read or close the body any more. */
  dropped(): void {
    if (this.#isClosed || (this.#isEnded && !hasClose(this.#body))) return;
    this.#findings.warn('body-not-closed', 'a body was dropped before its end, or without close()');
  }
}

/** Whether a body may be dropped: it is in memory, and there is nothing to close. */
function isHarmless(body: AppIter): boolean {
  return !hasClose(body) && isInMemory(capabilitiesOf(body));
}

function hasClose(body: AppIter): body is AppIter & { close(): unknown } {
  return 'close' in body && typeof body.close === 'function';
}
