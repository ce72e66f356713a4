/**
 * Answering in place of an application that failed.
 *
 * @module
 */
import { assertBody } from '../../wsgi/answer.ts';
import { assertChunk, isPromise } from '../../wsgi/app-iter.ts';
import { isChunks } from '../../wsgi/capabilities.ts';
import type { AppIter, Application, Environ, StartResponse } from '../../wsgi/contract.ts';
import { replaceableBody } from '../replaceable-body.ts';

/** What answers for errors. */
export interface Rescue {
  /** The application that answers for an error; `undefined` where the error is to go on. */
  answerFor(error: unknown, environ: Environ): MaybeApplication | Promise<MaybeApplication>;
  /** Told of each error that `answerFor` answered for or came too late for that: whether the answer could be sent. */
  told?(error: unknown, environ: Environ, isAnswered: boolean): void;
}

type MaybeApplication = Application | undefined;

const NEVER_STARTED = 'the application did not call startResponse';

/**
 * An application whose errors are answered as long as no byte of its body is sent: what it throws, what its body throws
 * when it is read, and what no server could send. Bytes are passed on as they come. Where it is too late the error goes
 * on, for the server to cut the response.
 */
export function rescuing(app: Application, rescue: Rescue): Application {
  return (environ, startResponse) => new Rescued(environ, startResponse, rescue).run(app);
}

class Rescued {
  readonly #environ: Environ;
  readonly #startResponse: StartResponse;
  readonly #rescue: Rescue;
  #isStarted = false;
  /** Whether bytes were passed on: then no other head can be sent. */
  #isSending = false;

  constructor(environ: Environ, startResponse: StartResponse, rescue: Rescue) {
    this.#environ = environ;
    this.#startResponse = startResponse;
    this.#rescue = rescue;
  }

  run(app: Application): AppIter | Promise<AppIter> {
    try {
      const answer = app(this.#environ, this.#start);
      if (!isPromise(answer)) return this.#rescuedBody(answer);
      return Promise.resolve(answer)
        .then((body) => this.#rescuedBody(body))
        .catch((error) => this.#answer(error));
    } catch (error) {
      return this.#answer(error);
    }
  }

  readonly #start: StartResponse = (status, headers, excInfo) => {
    const write = this.#startResponse(status, headers, excInfo);
    this.#isStarted = true;
    return (chunk) => {
      this.#passed(chunk);
      return write(chunk);
    };
  };

  #passed(chunk: Uint8Array): void {
    if (assertChunk(chunk).byteLength > 0) this.#isSending = true;
  }

  #rescuedBody(answer: AppIter): AppIter {
    const body = assertBody(answer);
    if (isChunks(body)) {
      for (const chunk of body) assertChunk(chunk);
      if (!this.#isStarted) throw new TypeError(NEVER_STARTED);
    }
    return replaceableBody(body, {
      read: (chunk) => {
        if (!chunk.done) this.#passed(chunk.value);
        else if (!this.#isStarted) throw new TypeError(NEVER_STARTED);
        return undefined;
      },
      failed: (error) => this.#answer(error),
    });
  }

  /** The body of the answer for an error, or else the error. */
  async #answer(error: unknown): Promise<AppIter> {
    const app = this.#isSending ? undefined : await this.#rescue.answerFor(error, this.#environ);
    if (!app) {
      if (this.#isSending) this.#rescue.told?.(error, this.#environ, false);
      throw error;
    }
    let isAnswered = false;
    const start: StartResponse = (status, headers, excInfo) => {
      const write = this.#startResponse(status, headers, excInfo ?? error);
      isAnswered = true;
      return write;
    };
    try {
      return await app(this.#environ, start);
    } finally {
      this.#rescue.told?.(error, this.#environ, isAnswered);
    }
  }
}
