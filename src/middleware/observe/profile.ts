/**
 * `profile`: a CPU profile of a request, while one develops.
 *
 * @module
 */
import type { Profiler, Session } from 'node:inspector';
import { Request } from '../../request/request.ts';
import { isPromise } from '../../wsgi/app-iter.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { report } from '../../wsgi/report.ts';
import { tap } from '../../wsgi/tap.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';

/** What is profiled, and who gets the profiles. */
export interface ProfileOptions {
  /** Whether a request is profiled. One at a time is: others meanwhile are not. */
  readonly when: (request: Request) => boolean;
  /**
   * Given the profile when the response has ended: written as JSON to a file that ends in `.cpuprofile`, the developer tools of
   * Chromium and editors open it.
   */
  readonly write: (profile: Profiler.Profile, request: Request) => unknown;
}

/**
 * Makes a CPU profile of a request, from its start to the end of its response. The profile is of the whole process: of all
 * that ran meanwhile. For development: where `NODE_ENV` is `production` nothing is profiled.
 *
 * @throws TypeError when an option is unknown or missing.
 *
 * @example
 * ```ts
 * import type { Profiler } from 'node:inspector';
 *
 * const profiles: Profiler.Profile[] = [];
 * const app = profile({
 *   when: (request) => request.query.has('profile'),
 *   write: (measured) => profiles.push(measured),
 * })(new Response('Hello'));
 * await (await Request.blank('/?profile').send(app)).text();
 * profiles.length; // 1
 * ```
 */
export function profile(options: ProfileOptions): AppMiddleware {
  assertOptions('profile', options, { when: true, write: true });
  const { when, write } = options;
  if (typeof when !== 'function' || typeof write !== 'function') {
    throw new TypeError('profile takes when(request) and write(profile, request)');
  }
  const profiler = new RequestProfiler(write);

  return middleware((app) => {
    const profiled = tap(app, (environ) => {
      const stop = profiler.start(environ);
      return stop ? { end: stop } : {};
    });
    return (environ, startResponse) => {
      const isWanted = process.env.NODE_ENV !== 'production' && when(new Request(environ));
      return (isWanted ? profiled : app)(environ, startResponse);
    };
  });
}

/**
 * Makes one profile at a time. Its session stays open: to close one ends the coverage that others in the process may
 * measure.
 */
class RequestProfiler {
  readonly #write: ProfileOptions['write'];
  #session: Session | undefined;
  #isBusy = false;

  constructor(write: ProfileOptions['write']) {
    this.#write = write;
  }

  /** Begins a profile, unless there is one already; gives what ends it. */
  start(environ: Environ): (() => void) | undefined {
    if (this.#isBusy) return undefined;
    this.#isBusy = true;
    this.#session ??= openSession();
    const session = this.#session;
    session.post('Profiler.start');
    return () => this.#stop(session, environ);
  }

  /** A session in its own thread is answered at once. */
  #stop(session: Session, environ: Environ): void {
    this.#isBusy = false;
    const failed = (cause: unknown) => report(environ['wsgi.errors'], cause);
    session.post('Profiler.stop', (_error, result) => {
      try {
        const written = this.#write(result.profile, new Request(environ));
        if (isPromise(written)) written.then(undefined, failed);
      } catch (cause) {
        failed(cause);
      }
    });
  }
}

function openSession(): Session {
  const { Session } = process.getBuiltinModule('node:inspector');
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  return session;
}
