/**
 * Responds for an application that failed.
 *
 * @module
 */
import { assertBody } from '../../wsgi/answer.ts';
import { assertChunk, isPromise } from '../../wsgi/app-iter.ts';
import { isChunks } from '../../wsgi/capabilities.ts';
import type { AppIter, Application, Environ, StartResponse } from '../../wsgi/contract.ts';
import { replaceableBody } from '../replaceable-body.ts';

/** Responds to errors. */
export interface Rescue {
  /** Returns the application that responds to an error; `undefined` to let the error pass. */
  answerFor(error: unknown, environ: Environ): MaybeApplication | Promise<MaybeApplication>;
  /**
   * Called with each error that `answerFor` has answered or was too late for, and whether the response could be
   * sent.
   */
  told?(error: unknown, environ: Environ, isAnswered: boolean): void;
}

type MaybeApplication = Application | undefined;

const NEVER_STARTED = 'the application did not call startResponse';

/**
 * An application whose errors are answered as long as no byte of its body has been sent: errors that it throws,
 * errors that its body throws while it is read, and responses that no server could send. Bytes are passed on as
 * they arrive. If it is too late, the error passes, and the server cuts the response.
 */
export function rescuing(app: Application, rescue: Rescue): Application {
  return (environ, startResponse) => new Rescued(environ, startResponse, rescue).run(app);
}

class Rescued {
  readonly #environ: Environ;
  readonly #startResponse: StartResponse;
  readonly #rescue: Rescue;
  #isStarted = false;
  /** Whether bytes were passed on, so that no other head can be sent. */
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

  /** The body of the response to an error; throws the error if there is none. */
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
