/**
 * The contract between applications, middleware and servers: PEP 3333, with asynchronous bodies and with
 * applications that may return a promise. Types only.
 *
 * @module
 */

/** A response's header fields in the order they are sent; names and values are native strings. */
export type HeaderList = [name: string, value: string][];

/** The imperative way to send body bytes, before those of the {@link AppIter}. */
export type Write = (chunk: Uint8Array) => void | Promise<void>;

/**
 * Begins the response. `status` is a status line without the protocol, `'404 Not Found'`. It may be
 * called again, with `excInfo`, until the first body byte is sent.
 */
export type StartResponse = (status: string, headers: HeaderList, excInfo?: unknown) => Write;

/**
 * The response body. When the exchange is over, whatever ran the application calls `close()`, if the body has one,
 * exactly once, whether or not the body was read to its end. If it was not, its iterator's `return()` is called
 * first.
 */
export type AppIter = (Iterable<Uint8Array> | AsyncIterable<Uint8Array>) & { close?(): unknown };

/** `wsgi.input`: the request body. A node `Readable` is one. */
export type Input = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** `wsgi.errors`: where messages for the server's operator go. `process.stderr` is one. */
export interface ErrorStream {
  write(message: string): unknown;
}

/**
 * What inner middleware reports to outer middleware. Users declare types for further keys by
 * `declare module 'wheatpaste' { interface ExchangeNotes { plan?: string } }`.
 */
export interface ExchangeNotes {
  /** Who is logged in. */
  user?: string | undefined;
  /** The object that `verify` returned for the user. */
  account?: object | undefined;
  /** The roles of the user, as text. */
  roles?: readonly string[] | undefined;
  /** The client's address, as far as the proxies in front are trusted. */
  remoteAddr?: string | undefined;
  requestId?: string | undefined;
  /** The nonce of the Content-Security-Policy. */
  nonce?: string | undefined;
  /** The pattern that the path matched. */
  route?: string | undefined;
  /** The error that an application threw and a middleware turned into a response. */
  error?: unknown;
  [key: PropertyKey]: unknown;
}

/** One request and its response. All copies of the environ share it. */
export interface Exchange {
  /** Fires when the client goes away before the response has ended. */
  readonly signal: AbortSignal;
  readonly notes: ExchangeNotes;
}

/**
 * Everything known about a request, under the names of CGI and PEP 3333. A plain mutable object, open to keys of servers
 * and middleware. Strings are native strings, one character per byte; `native-string.ts` converts them. Users declare
 * types for further keys by
 * `declare module 'wheatpaste' { interface Environ { 'my.key'?: string } }`.
 */
export interface Environ {
  REQUEST_METHOD: string;
  /** The part of the path that led to this application, percent-decoded; `''` at the root. */
  SCRIPT_NAME?: string | undefined;
  /** The rest of the path, percent-decoded. */
  PATH_INFO?: string | undefined;
  QUERY_STRING?: string | undefined;
  CONTENT_TYPE?: string | undefined;
  CONTENT_LENGTH?: string | undefined;
  SERVER_NAME: string;
  SERVER_PORT: string;
  /** `'HTTP/1.1'` */
  SERVER_PROTOCOL: string;
  SERVER_SOFTWARE?: string | undefined;
  REMOTE_ADDR?: string | undefined;
  REMOTE_HOST?: string | undefined;
  REMOTE_PORT?: string | undefined;
  REMOTE_USER?: string | undefined;
  /** The roles of the user, joined by commas, as in `mod_auth_tkt`. */
  REMOTE_USER_TOKENS?: string | undefined;
  /** Further data in the user's ticket. */
  REMOTE_USER_DATA?: string | undefined;
  AUTH_TYPE?: string | undefined;
  HTTPS?: string | undefined;
  /** The request target as it was sent, in which `%2F` and `/` still differ. */
  REQUEST_URI?: string | undefined;
  [header: `HTTP_${string}`]: string | undefined;
  'wsgi.version': readonly [1, 0];
  'wsgi.url_scheme': string;
  'wsgi.input': Input;
  'wsgi.errors': ErrorStream;
  'wsgi.multithread': boolean;
  'wsgi.multiprocess': boolean;
  'wsgi.run_once': boolean;
  /** Whether `wsgi.input` ends where the body ends, so that it is readable without a length. */
  'wsgi.input_terminated'?: boolean | undefined;
  /** What a dispatcher found in the path: positional values, then named ones. */
  'wsgiorg.routing_args'?:
    | readonly [args: readonly unknown[], vars: Readonly<Record<string, unknown>>]
    | undefined;
  /** Made by the gateway, or by `exchangeOf()` if the gateway made none. */
  'wheatpaste.exchange'?: Exchange | undefined;
  /** What `signalOf()` gives instead of the exchange's signal. A middleware, such as a time limit, sets it in its copy. */
  'wheatpaste.signal'?: AbortSignal | undefined;
  [key: string]: unknown;
}

/** An application: called once per request, it answers through `startResponse` and the body it returns. */
export type Application = (environ: Environ, startResponse: StartResponse) => AppIter | Promise<AppIter>;

/** Wraps one application in another. */
export type Middleware = (app: Application) => Application;

/** Something that can stand for an application: a Response, an HTTP exception, a file. */
export interface ToApplication {
  toApp(): Application;
}
