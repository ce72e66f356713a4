/**
 * `inFlight`: lists the requests in progress.
 *
 * @module
 */
import { Request } from '../../request/request.ts';
import { Response } from '../../response/response.ts';
import { isPromise } from '../../wsgi/app-iter.ts';
import type { Application, Environ, ToApplication } from '../../wsgi/contract.ts';
import { exchangeOf, whenGone } from '../../wsgi/exchange.ts';
import { type Tap, tap } from '../../wsgi/tap.ts';
import { type AppMiddleware, assertOptions, middleware, type NoOptions } from '../app-middleware.ts';
import { isLocal } from '../local.ts';

/** A request in progress. */
export interface Running {
  /** The id from `requestId`, if that is outside. */
  readonly id: string | undefined;
  readonly method: string;
  /** The path and the query. */
  readonly target: string;
  readonly since: Date;
  /** How many bytes of the body have been sent. */
  readonly bytes: number;
  /** Whether the client went away while the application is still running. */
  readonly isGone: boolean;
}

/** A middleware that tracks requests, and an application that shows them. */
export interface InFlight extends AppMiddleware, ToApplication {
  /** The requests in progress, the oldest first. */
  list(): Running[];
}

/**
 * Keeps a list of the requests in progress, to find those that are slow or hang. A request stays on it until its
 * response has ended and its application has returned, even after the client has gone.
 *
 * It is also an application that returns the list as JSON. It responds only to requests from this machine for a
 * local host name; all others get 403, because targets may contain secrets.
 *
 * @throws TypeError when an option is given.
 *
 * @example
 * ```ts
 * const running = inFlight();
 * const app = running(wsgify(() => `${running.list().length} running`));
 * await (await Request.blank('/').send(app)).text(); // '1 running'
 * running.list(); // []
 * ```
 */
export function inFlight(options: NoOptions = {}): InFlight {
  assertOptions('inFlight', options, {});
  const running = new Set<Entry>();
  const list = () => Array.from(running, (entry) => ({ ...entry.seen }));
  const counting = middleware((app) => (environ, startResponse) => {
    const entry = new Entry(environ, () => running.delete(entry));
    running.add(entry);
    const counted = tap(entry.watching(app), () => entry);
    return counted(environ, startResponse);
  });
  return Object.assign(counting, { list, toApp: () => listing(list) });
}

/** One request, which is over when its application has returned and its response has ended. */
class Entry implements Tap {
  readonly seen: { -readonly [Key in keyof Running]: Running[Key] };
  readonly #over: () => void;
  #isReturned = false;
  #isEnded = false;

  constructor(environ: Environ, over: () => void) {
    this.#over = over;
    this.seen = {
      id: exchangeOf(environ).notes.requestId,
      method: environ.REQUEST_METHOD,
      target: new Request(environ).pathQs,
      since: new Date(),
      bytes: 0,
      isGone: false,
    };
    whenGone(environ, () => {
      this.seen.isGone = true;
    });
  }

  /** The application, with its return observed. */
  watching(app: Application): Application {
    const returned = () => {
      this.#isReturned = true;
      if (this.#isEnded) this.#over();
    };
    return (environ, startResponse) => {
      let answer: ReturnType<Application> | undefined;
      try {
        answer = app(environ, startResponse);
        return answer;
      } finally {
        if (isPromise(answer)) answer.then(returned, returned);
        else returned();
      }
    };
  }

  chunk(bytes: Uint8Array): Uint8Array {
    this.seen.bytes += bytes.byteLength;
    return bytes;
  }

  end(): void {
    this.#isEnded = true;
    if (this.#isReturned) this.#over();
  }
}

function listing(list: () => Running[]): Application {
  return (environ, startResponse) => {
    const answer = isLocal(environ)
      ? Response.json(list(), { cacheControl: 'no-store' })
      : new Response('Only this machine may see this.\n', { status: 403, contentType: 'text/plain' });
    return answer.toApp()(environ, startResponse);
  };
}
