/**
 * `transaction`: runs each request in a database transaction.
 *
 * @module
 */

import { Request } from '../../request/request.ts';
import { capabilitiesOf, isInMemory } from '../../wsgi/capabilities.ts';
import type { AppIter, Application, ErrorStream } from '../../wsgi/contract.ts';
import { report } from '../../wsgi/report.ts';
import { isBodyless, readStatusLine } from '../../wsgi/status.ts';
import { tap } from '../../wsgi/tap.ts';
import { withKey } from '../../wsgi/with-key.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { bodyThrough } from '../body-through.ts';

/** How transactions begin and end. The result of `begin` is passed to the other functions. */
export interface TransactionOptions<T> {
  /** Begins a transaction, and returns it. */
  readonly begin: (request: Request) => T | Promise<T>;
  /** Commits it. A failure counts as an error of the application. */
  readonly commit: (transaction: T) => unknown;
  /** Rolls it back. It is also called after a commit that failed. */
  readonly rollback: (transaction: T) => unknown;
  /** Whether to roll back for a status. Defaults to statuses of 400 and above. */
  readonly isFailure?: ((status: number) => boolean) | undefined;
  /**
   * When to commit. Before the head goes out (`'head'`, the default), a failing commit can still be answered with
   * an error, but whatever the body does while it is read happens outside the transaction. After the body
   * (`'end'`), that is inside, but a failing commit can only cut the response.
   */
  readonly commitAt?: 'head' | 'end' | undefined;
}

/**
 * Begins a transaction for each request, and commits it before the response goes out, so that no client is told of
 * something that was not done. A failure rolls back: a status of 400 or above, an error of the application, and,
 * with `commitAt: 'end'`, a body that is not read to its end. Inside, `environ['wheatpaste.transaction']` is the
 * result of `begin`.
 *
 * @throws TypeError when an option is unknown or missing. Errors of `begin` and `commit` count as the
 * application's.
 *
 * @example
 * ```ts
 * const done: string[] = [];
 * const app = transaction({
 *   begin: () => ({ insert: (row: string) => done.push(row) }),
 *   commit: () => done.push('commit'),
 *   rollback: () => done.push('rollback'),
 * })(new Response('Saved'));
 * await Request.blank('/').send(app);
 * done; // ['commit']
 * ```
 */
export function transaction<T>(options: TransactionOptions<T>): AppMiddleware {
  assertOptions('transaction', options, {
    begin: true,
    commit: true,
    rollback: true,
    isFailure: true,
    commitAt: true,
  });
  const { begin, commit, rollback, isFailure = isErrorStatus, commitAt = 'head' } = options;
  for (const [name, value] of Object.entries({ begin, commit, rollback, isFailure })) {
    if (typeof value !== 'function') throw new TypeError(`transaction takes ${name} as a function`);
  }
  if (commitAt !== 'head' && commitAt !== 'end') {
    throw new TypeError(`commitAt of transaction is 'head' or 'end', not ${commitAt}`);
  }
  return middleware((app) => async (environ, startResponse) => {
    const begun = await begin(new Request(environ));
    const pending = new Pending(
      async () => void (await commit(begun)),
      async () => void (await rollback(begun)),
      isFailure,
      environ['wsgi.errors'],
    );
    const run = commitAt === 'head' ? committingAtHead(app, pending) : committingAtEnd(app, pending);
    try {
      return await run(withKey(environ, 'wheatpaste.transaction', begun), startResponse);
    } catch (error) {
      await pending.abandon();
      throw error;
    }
  });
}

/** Settles before the head is passed on. */
function committingAtHead(app: Application, pending: Pending): Application {
  const settling = tap(app, () => ({ head: (status) => pending.settle(codeOf(status)) }));
  return async (environ, startResponse) => {
    const body = await settling(environ, startResponse);
    return pending.isSettled ? body : closedThrough(body, () => pending.abandon());
  };
}

/** Settles after the last chunk or, if there is none, before the head is passed on. */
function committingAtEnd(app: Application, pending: Pending): Application {
  return async (environ, startResponse) => {
    let code = 500;
    const noting = tap(app, () => ({
      head(status) {
        code = codeOf(status);
      },
    }));
    const body = await noting(environ, startResponse);
    if (isInMemory(capabilitiesOf(body))) {
      await pending.settle(code);
      return body;
    }
    return bodyThrough(body, {
      async next(read) {
        const chunk = await read();
        if (chunk.done) await pending.settle(code);
        return chunk;
      },
      async close(close) {
        try {
          await close();
        } finally {
          const hasNoBody = environ.REQUEST_METHOD === 'HEAD' || isBodyless(code);
          await (hasNoBody ? pending.settle(code) : pending.abandon());
        }
      },
    });
  };
}

/** The body of a response that has not begun. The transaction is abandoned if the body is closed before it begins. */
function closedThrough(body: AppIter, abandon: () => Promise<void>): AppIter {
  return bodyThrough(body, {
    next: (read) => read(),
    async close(close) {
      try {
        await close();
      } finally {
        await abandon();
      }
    },
  });
}

function codeOf(status: string): number {
  return readStatusLine(status)?.code ?? 500;
}

function isErrorStatus(status: number): boolean {
  return status >= 400;
}

/** A transaction that is open until it is settled. */
class Pending {
  readonly #commit: () => Promise<void>;
  readonly #rollback: () => Promise<void>;
  readonly #isFailure: (status: number) => boolean;
  readonly #errors: ErrorStream;
  isSettled = false;

  constructor(
    commit: () => Promise<void>,
    rollback: () => Promise<void>,
    isFailure: (status: number) => boolean,
    errors: ErrorStream,
  ) {
    this.#commit = commit;
    this.#rollback = rollback;
    this.#isFailure = isFailure;
    this.#errors = errors;
  }

  /** Ends it according to the response's status, unless it has ended. */
  async settle(status: number): Promise<void> {
    if (this.isSettled) return;
    if (this.#isFailure(status)) return await this.abandon();
    this.isSettled = true;
    try {
      await this.#commit();
    } catch (error) {
      await this.#undo();
      throw error;
    }
  }

  /** Rolls it back, unless it has ended. */
  async abandon(): Promise<void> {
    if (this.isSettled) return;
    this.isSettled = true;
    await this.#undo();
  }

  /** Rolls back, and only reports a failure, because another error has already occurred and is reported. */
  async #undo(): Promise<void> {
    try {
      await this.#rollback();
    } catch (error) {
      report(this.#errors, error);
    }
  }
}
