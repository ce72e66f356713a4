/**
 * What an access log records about an exchange.
 *
 * @module
 */
import { percentEncodePath } from '../../url/percent-encoding.ts';
import type { Environ, HeaderList } from '../../wsgi/contract.ts';
import { exchangeOf } from '../../wsgi/exchange.ts';
import { textFromNative } from '../../wsgi/native-string.ts';

/** One exchange. Unknown properties are absent. */
export interface LogEntry {
  /** When the response ended, or when the request arrived: the option `time` decides. */
  readonly time: Date;
  /** The client's address, as `trustedProxies` determines it, else the peer's. */
  readonly remoteAddr?: string;
  readonly user?: string;
  readonly method: string;
  /** `REQUEST_URI`, a native string, as the client sent it. */
  readonly target: string;
  readonly protocol: string;
  /** 499 if the client went away before the end, 500 if the application failed before its first byte. */
  readonly status: number;
  /** The number of body bytes that were sent. */
  readonly bytes: number;
  /** The duration in milliseconds. */
  readonly duration: number;
  readonly referer?: string;
  readonly userAgent?: string;
  readonly requestId?: string;
  /** Whether the response is incomplete. */
  readonly aborted: boolean;
  readonly error?: unknown;
}

/** An entry with what else the formats need. */
export interface Logged {
  readonly entry: LogEntry;
  readonly environ: Environ;
  /** The fields of the response. */
  readonly headers: HeaderList;
}

/** The outcome of an exchange, as observed. */
export type Outcome = Pick<LogEntry, 'time' | 'status' | 'bytes' | 'duration' | 'aborted'> & {
  readonly error: unknown;
};

/**
 * The entry of an exchange.
 *
 * @param withQuery whether the queries of the target and of `Referer` are kept.
 */
export function logEntry(environ: Environ, outcome: Outcome, withQuery: boolean): LogEntry {
  const { notes } = exchangeOf(environ);
  const { HTTP_REFERER: referer, HTTP_USER_AGENT: userAgent, REMOTE_USER: remoteUser } = environ;
  const { remoteAddr = environ.REMOTE_ADDR, requestId } = notes;
  const user = notes.user ?? (remoteUser && textFromNative(remoteUser));
  const { error = notes.error, time, status, bytes, duration, aborted } = outcome;
  const target = environ.REQUEST_URI ?? targetOf(environ);
  const entry: { -readonly [Key in keyof LogEntry]: LogEntry[Key] } = {
    time,
    method: environ.REQUEST_METHOD,
    target: withQuery ? target : withoutQuery(target),
    protocol: environ.SERVER_PROTOCOL,
    status,
    bytes,
    duration,
    aborted,
  };
  if (remoteAddr !== undefined) entry.remoteAddr = remoteAddr;
  if (user) entry.user = user;
  if (referer !== undefined) entry.referer = withQuery ? referer : withoutQuery(referer);
  if (userAgent !== undefined) entry.userAgent = userAgent;
  if (requestId !== undefined) entry.requestId = requestId;
  if (error !== undefined) entry.error = error;
  return entry;
}

function withoutQuery(url: string): string {
  return url.replace(/\?.*/s, '');
}

/** The target, reconstructed as a client could have sent it. */
function targetOf({ SCRIPT_NAME = '', PATH_INFO = '', QUERY_STRING = '' }: Environ): string {
  const path = percentEncodePath(SCRIPT_NAME + PATH_INFO);
  return QUERY_STRING === '' ? path : `${path}?${QUERY_STRING}`;
}
