/**
 * `profile`: records a CPU profile of a request, for development.
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

/** Options of {@link profile}. */
export interface ProfileOptions {
  /** Whether to profile a request. Only one is profiled at a time; others in the meantime are not. */
  readonly when: (request: Request) => boolean;
  /**
   * Called with the profile when the response has ended. Written as JSON to a file that ends in `.cpuprofile`, it
   * can be opened with Chromium's developer tools and with editors.
   */
  readonly write: (profile: Profiler.Profile, request: Request) => unknown;
}

/**
 * Records a CPU profile of a request, from its start to the end of its response. The profile covers everything that
 * the process runs in that time. For development: if `NODE_ENV` is `production`, nothing is profiled.
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
 * Records one profile at a time. Its session stays open, because closing it would end a coverage measurement of the
 * process.
 */
class RequestProfiler {
  readonly #write: ProfileOptions['write'];
  #session: Session | undefined;
  #isBusy = false;

  constructor(write: ProfileOptions['write']) {
    this.#write = write;
  }

  /** Begins a profile, unless one is running; returns a function that ends it. */
  start(environ: Environ): (() => void) | undefined {
    if (this.#isBusy) return undefined;
    this.#isBusy = true;
    this.#session ??= openSession();
    const session = this.#session;
    session.post('Profiler.start');
    return () => this.#stop(session, environ);
  }

  /** A session in its own thread responds immediately. */
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
