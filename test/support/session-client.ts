import { wsgify } from '../../src/handlers/wsgify.ts';
import { type SessionOptions, session } from '../../src/middleware/sessions/session.ts';
import { type Session, sessionOf } from '../../src/middleware/sessions/session-of.ts';
import type { SessionStore } from '../../src/middleware/sessions/session-store.ts';
import { Request } from '../../src/request/request.ts';
import { Response } from '../../src/response/response.ts';
import type { Middleware } from '../../src/wsgi/contract.ts';
import { PATIENCE } from './patience.ts';

/** The use that a handler makes of the session; its result is the body, as JSON. */
export type Use = (session: Session) => unknown;

/** All entries of the session. */
export const entriesOf: Use = (one) => Object.fromEntries(one.entries());

/** A browser, as far as sessions are concerned. */
export class SessionClient {
  readonly #middleware: Middleware;
  readonly #url: string;
  /** The `Cookie` header that it sends; `''` for none. */
  cookie = '';
  readonly errors: string[] = [];

  constructor(middleware: Middleware, url = 'http://localhost/') {
    this.#middleware = middleware;
    this.#url = url;
  }

  /** Sends one request with the current cookie, and stores the cookie of the response. */
  async ask(use: Use, { headers = {}, status = 200 } = {}): Promise<Asked> {
    const app = this.#middleware(
      wsgify(async (request) => {
        const value = await use(await sessionOf(request));
        return new Response(JSON.stringify(value ?? null), { status, headers });
      }),
    );
    const write = (message: string) => this.errors.push(message);
    const request = Request.blank(this.#url, {
      headers: this.cookie === '' ? {} : { Cookie: this.cookie },
      environ: { 'wsgi.errors': { write } },
    });
    const response = await request.send(app);
    const setCookie = response.headers.getSetCookie();
    for (const one of setCookie) {
      this.cookie = /max-age=0/i.test(one) ? '' : (one.split(';')[0] ?? '');
    }
    const text = await response.text();
    return {
      response,
      setCookie,
      status: response.status,
      value: response.status === status ? JSON.parse(text) : undefined,
    };
  }

  /** Another client with the same cookie, like a second tab. */
  tab(middleware = this.#middleware): SessionClient {
    const tab = new SessionClient(middleware, this.#url);
    tab.cookie = this.cookie;
    return tab;
  }
}

export interface Asked {
  readonly response: Response;
  readonly setCookie: readonly string[];
  readonly status: number;
  readonly value: unknown;
}

/** A client of a site that, unless the options say otherwise, waits longer for its store than a busy machine takes. */
export function clientOf(store: SessionStore, options: Partial<SessionOptions> = {}): SessionClient {
  return new SessionClient(session({ store, timeout: PATIENCE, ...options }));
}

/**
 * A barrier at which handlers wait until they are released; `reached` is fulfilled when a number of them
 * have arrived.
 */
export function gate(count = 1) {
  let arrive = () => {};
  let open = () => {};
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let arrived = 0;
  return {
    reached,
    open,
    async pass() {
      arrived++;
      if (arrived === count) arrive();
      await opened;
    },
  };
}
