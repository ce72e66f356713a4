/**
 * `accessLog`: logs a line for each request.
 *
 * @module
 */
import { isPromise } from '../../wsgi/app-iter.ts';
import type { Environ, HeaderList } from '../../wsgi/contract.ts';
import { exchangeOf, isGone } from '../../wsgi/exchange.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { report } from '../../wsgi/report.ts';
import { isBodyless } from '../../wsgi/status.ts';
import { type Tap, tap } from '../../wsgi/tap.ts';
import { type AppMiddleware, assertOptions } from '../app-middleware.ts';
import { type LogEntry, type Logged, logEntry, type Outcome } from './log-entry.ts';
import { type LogFormat, logFormat } from './log-format.ts';

/** The status for a request whose client went away before the end, as in nginx. */
const CLIENT_GONE = 499;

/** A stream that takes lines: node's `Writable`. */
export interface LogStream {
  write(line: string): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** Options of {@link accessLog}. */
export interface AccessLogOptions {
  /**
   * `'combined'`, `'common'`, `'json'`, a text in Apache's language
   * (`%h %l %u %t %r %m %U %q %H %s %>s %b %B %D %T %{X}i %{X}o %%`), or a function. Defaults to `'combined'`.
   *
   * Text formats escape `"`, `\` and everything that is not printable ASCII, as Apache does; the lines of JSON and
   * of functions escape line breaks and invisible characters.
   */
  readonly format?:
    | 'combined'
    | 'common'
    | 'json'
    | (string & {})
    | ((entry: LogEntry) => string)
    | undefined;
  /** A stream, or a function that is called with each line without its line break. Defaults to standard output. */
  readonly write?: LogStream | ((line: string, entry: LogEntry) => unknown) | undefined;
  /** Whether to omit a request. */
  readonly skip?: ((entry: LogEntry) => boolean) | undefined;
  /** The time of an entry: the end of the response or the start of the request. Defaults to `'end'`. */
  readonly time?: 'end' | 'start' | undefined;
  /** Whether `%t` is in UTC instead of the zone of the process. Defaults to false. */
  readonly utc?: boolean | undefined;
  /** Whether to log the queries of the target and of `Referer`, which may contain secrets. Defaults to true. */
  readonly query?: boolean | undefined;
  /** The clock: milliseconds since 1970. Defaults to `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/**
 * Logs each request when its response has ended, with the number of bytes sent and the duration. A client that went
 * away gets status 499; an error of the application is in the entry. The address is the peer's or, with
 * `trustedProxies` inside, the trusted one: no header of the request is used. Credentials and cookies are masked.
 *
 * Under TestApp nothing is written unless `write` is given.
 *
 * @throws TypeError when an option, or a directive of the format, is unknown.
 *
 * @example
 * ```ts
 * const lines: string[] = [];
 * const app = accessLog({ format: '%m %U %>s %b', write: (line) => lines.push(line) })(new Response('Hello'));
 * await (await Request.blank('/a?b').send(app)).text();
 * lines; // ['GET /a 200 5']
 * ```
 */
export function accessLog(options: AccessLogOptions = {}): AppMiddleware {
  assertOptions('accessLog', options, {
    format: true,
    write: true,
    skip: true,
    time: true,
    utc: true,
    query: true,
    now: true,
  });
  const {
    format = 'combined',
    write,
    skip,
    time = 'end',
    utc = false,
    query = true,
    now = Date.now,
  } = options;
  if (time !== 'end' && time !== 'start')
    throw new TypeError(`time of accessLog is 'end' or 'start', not ${time}`);
  const log = new AccessLog(logFormat(format, utc), write, skip);
  const settings: Settings = {
    log,
    query,
    now,
    clock: options.now ?? (() => performance.now()),
    isFromStart: time === 'start',
  };
  return (app) => tap(app, (environ) => new LoggedExchange(environ, settings));
}

interface Settings {
  readonly log: AccessLog;
  readonly query: boolean;
  readonly now: () => number;
  /** Milliseconds since an arbitrary time, which never jump. */
  readonly clock: () => number;
  /** Whether entries have the start time of their requests. */
  readonly isFromStart: boolean;
}

/** One exchange. */
class LoggedExchange implements Tap {
  readonly #environ: Environ;
  readonly #settings: Settings;
  readonly #came: number;
  readonly #begun: number;
  #status = 0;
  #headers: HeaderList = [];
  #error: unknown;

  constructor(environ: Environ, settings: Settings) {
    this.#environ = environ;
    this.#settings = settings;
    this.#came = settings.isFromStart ? settings.now() : 0;
    this.#begun = settings.clock();
    // Middleware inside write into its notes what is logged.
    exchangeOf(environ);
  }

  head(status: string, headers: HeaderList): void {
    this.#status = Number.parseInt(status, 10) || 0;
    this.#headers = headers;
  }

  error(error: unknown): void {
    this.#error = error;
  }

  end(how: 'done' | 'left' | 'failed', passed: number): void {
    const { log, query, now, clock, isFromStart } = this.#settings;
    const environ = this.#environ;
    const hasNoBody = environ.REQUEST_METHOD === 'HEAD' || isBodyless(this.#status);
    const outcome: Outcome = {
      time: new Date(isFromStart ? this.#came : now()),
      status: this.#statusAt(how, passed),
      bytes: hasNoBody ? 0 : passed,
      duration: clock() - this.#begun,
      aborted: how === 'left' || (how === 'failed' && passed > 0),
      error: this.#error,
    };
    log.add({ entry: logEntry(environ, outcome, query), environ, headers: this.#headers });
  }

  #statusAt(how: 'done' | 'left' | 'failed', passed: number): number {
    if (how === 'left' && isGone(this.#environ)) return CLIENT_GONE;
    return this.#status === 0 || (how === 'failed' && passed === 0) ? 500 : this.#status;
  }
}

/** Where lines are written. Errors are reported to `wsgi.errors`, and affect no response. */
class AccessLog {
  readonly #format: LogFormat;
  readonly #write: AccessLogOptions['write'];
  readonly #skip: AccessLogOptions['skip'];
  #stream: LogStream | undefined;

  constructor(format: LogFormat, write: AccessLogOptions['write'], skip: AccessLogOptions['skip']) {
    if (write !== undefined && typeof write !== 'function' && typeof write?.write !== 'function') {
      throw new TypeError(`accessLog writes to a stream or a function, not ${kindOf(write)}`);
    }
    this.#format = format;
    this.#write = write;
    this.#skip = skip;
  }

  add(logged: Logged): void {
    const { entry, environ } = logged;
    if (this.#write === undefined && environ['wheatpaste.testing'] !== undefined) return;
    const errors = environ['wsgi.errors'];
    try {
      if (this.#skip?.(entry)) return;
      const line = this.#format(logged);
      const written =
        typeof this.#write === 'function' ? this.#write(line, entry) : this.#open().write(`${line}\n`);
      if (isPromise(written)) written.then(undefined, (cause) => report(errors, cause));
    } catch (cause) {
      report(errors, cause);
    }
  }

  /** Opens the stream, whose failure is an event that ends the process if nobody listens. */
  #open(): LogStream {
    if (this.#stream === undefined) {
      this.#stream = typeof this.#write === 'object' ? this.#write : process.stdout;
      this.#stream.on('error', (error) => report(process.stderr, error));
    }
    return this.#stream;
  }
}
