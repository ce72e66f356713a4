/**
 * `requestId`: gives each request an id, by which it can be found in logs.
 *
 * @module
 */

import { isToken } from '../../headers/grammar/field-value.ts';
import { environKey } from '../../headers/lists/environ-keys.ts';
import { putField } from '../../headers/lists/header-list.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { exchangeOf } from '../../wsgi/exchange.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { changingFields } from '../../wsgi/start-response.ts';
import { withKey } from '../../wsgi/with-key.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { type HasEnviron, noteOf } from '../notes.ts';
import { parseTraceparent, setTraceContext } from './trace-context.ts';

/** Options of {@link requestId}. */
export interface RequestIdOptions {
  /** The header in which the id is received and sent back. Defaults to `'X-Request-Id'`. */
  readonly header?: string | undefined;
  /**
   * Whether to accept an id from a client; others are replaced. Defaults to accepting 1 to 128 letters, digits,
   * `_`, `.` and `-`, which can neither forge nor flood a log. `() => false` accepts none.
   */
  readonly accept?: ((id: string) => boolean) | undefined;
  /** Makes an id of printable ASCII without spaces. Defaults to a random UUID. */
  readonly generate?: (() => string) | undefined;
  /** Whether to continue a trace that a client sends in `traceparent`. Defaults to true. */
  readonly trace?: boolean | undefined;
}

const ACCEPTED = /^[\w.-]{1,128}$/;
const SENDABLE = /^[!-~]+$/;

/**
 * Gives each request an id: the client's from `X-Request-Id`, or a new one. It is sent back, appears in the log and
 * on error pages, and is set in the request's header for the applications inside, so that a proxy passes it on.
 *
 * A client's trace (W3C Trace Context) is continued: the `traceparent` that applications inside see, and pass on,
 * names this request as the parent. A malformed one is removed; no new trace is begun.
 *
 * @throws TypeError when an option is unknown, or the header's name is invalid.
 *
 * @example
 * ```ts
 * const app = requestId()(wsgify((request) => requestIdOf(request) ?? 'none'));
 * const response = await Request.blank('/', { headers: { 'X-Request-Id': '7f3a' } }).send(app);
 * await response.text(); // '7f3a'
 * response.headers.get('X-Request-Id'); // '7f3a'
 * ```
 */
export function requestId(options: RequestIdOptions = {}): AppMiddleware {
  assertOptions('requestId', options, { header: true, accept: true, generate: true, trace: true });
  const {
    header = 'X-Request-Id',
    accept = isPlainId,
    generate = () => crypto.randomUUID(),
    trace = true,
  } = options;
  if (typeof header !== 'string' || !isToken(header)) {
    throw new TypeError(`header of requestId is ${JSON.stringify(header)}; give the name of a header`);
  }
  const key = environKey(header);
  return middleware((app) => (environ, startResponse) => {
    const { notes } = exchangeOf(environ);
    const sent = environ[key];
    const isTaken = typeof sent === 'string' && accept(sent);
    const id = notes.requestId ?? (isTaken ? sent : sendable(generate()));
    notes.requestId = id;
    const inside = withKey(environ, key, id);
    if (trace && environ.HTTP_TRACEPARENT !== undefined) {
      const context = parseTraceparent(environ.HTTP_TRACEPARENT, newSpanId());
      if (context) notes.trace = context;
      setTraceContext(inside, context);
    }
    const echo = (headers: HeaderList) => {
      const echoed = [...headers];
      putField(echoed, [header, id]);
      return echoed;
    };
    return app(inside, changingFields(startResponse, echo));
  });
}

/** The id that `requestId` gave to a request; `undefined` without that middleware. */
export function requestIdOf(request: HasEnviron): string | undefined {
  return noteOf(request, 'requestId');
}

function isPlainId(id: string): boolean {
  return ACCEPTED.test(id);
}

function sendable(id: unknown): string {
  if (typeof id === 'string' && SENDABLE.test(id)) return id;
  const got = typeof id === 'string' ? JSON.stringify(id) : kindOf(id);
  throw new TypeError(`generate of requestId gave ${got}; give printable ASCII without spaces`);
}

function newSpanId(): string {
  const random = crypto.getRandomValues(new Uint8Array(8));
  return Buffer.from(random).toString('hex');
}
