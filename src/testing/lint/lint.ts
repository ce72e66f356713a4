/**
 * `lint`: checks that the server outside and the application inside obey their contract.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import { closeBody } from '../../wsgi/app-iter.ts';
import type {
  AppIter,
  Application,
  Environ,
  StartResponse,
  ToApplication,
  Write,
} from '../../wsgi/contract.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import { BodyLedger, checkBody, type LintedBody } from './body.ts';
import { Content } from './content.ts';
import { checkEnviron } from './environ.ts';
import { Findings, type LintWarning } from './findings.ts';
import { readHead } from './head.ts';
import { HttpRules } from './http/http-rules.ts';
import { lintedErrors, lintedInput } from './streams.ts';
import { kindOf } from './values.ts';

/** Options of {@link lint}. */
export interface LintOptions {
  /**
   * Whether to check responses against RFC 9110, RFC 9111 and RFC 6265bis as well, by the rules whose names begin
   * with `http-`. Defaults to false.
   */
  http?: boolean | undefined;
  /** Called for what is legal, but probably a mistake. Defaults to a warning of the process. */
  onWarning?: ((warning: LintWarning) => void) | undefined;
}

/**
 * An application that behaves like the given one, and finds violations of PEP 3333 (and, with `http`, of HTTP) by
 * the server or the application.
 *
 * A violation is a {@link LintError}. It is thrown where it is found, and the first one is thrown again when the
 * call, the iteration of the body or its `close()` ends, so that an application that handles errors cannot hide it.
 *
 * @throws TypeError when the argument is not an application, or an option is unknown.
 *
 * @example
 * ```ts
 * const app = lint((_environ, startResponse) => {
 *   startResponse('200', [['Content-Type', 'text/plain']]);
 *   return [];
 * });
 * await Request.blank('/').call(app); // throws LintError
 * ```
 */
export function lint(app: Application | ToApplication, options: LintOptions = {}): Application {
  assertKnown('option of lint', options, ['http', 'onWarning']);
  const { http = false, onWarning = emitWarning } = options;
  const application = toApplication(app);
  const ledger = new BodyLedger();
  const rules = http ? new HttpRules() : undefined;

  return (...args: readonly unknown[]) => {
    const findings: Findings = new Findings(onWarning);
    const [environ, startResponse] = args;
    if (args.length !== 2 || !isStartResponse(startResponse)) {
      findings.fail('call-arguments', 'an application is called with the environ and startResponse');
    }
    checkEnviron(environ, findings);
    const exchange = new LintedExchange(environ, findings, ledger, rules);
    return exchange.run(application, startResponse);
  };
}

/** One call of the application. */
class LintedExchange {
  readonly #environ: Environ;
  readonly #findings: Findings;
  readonly #ledger: BodyLedger;
  readonly #rules: HttpRules | undefined;
  readonly #content: Content;

  constructor(environ: Environ, findings: Findings, ledger: BodyLedger, rules: HttpRules | undefined) {
    this.#environ = environ;
    this.#findings = findings;
    this.#ledger = ledger;
    this.#rules = rules;
    this.#content = new Content(environ.REQUEST_METHOD, findings, (head, sent) =>
      rules?.atEnd(environ, head, sent, findings),
    );
  }

  run(app: Application, startResponse: StartResponse): AppIter | Promise<AppIter> {
    const environ = {
      ...this.#environ,
      'wsgi.input': lintedInput(this.#environ, this.#findings),
      'wsgi.errors': lintedErrors(this.#environ['wsgi.errors'], this.#findings),
    };
    try {
      const answer = app(environ, (...args: readonly unknown[]) => this.#start(startResponse, args));
      return answer instanceof Promise
        ? answer.then(
            (body) => this.#returned(body),
            (error) => this.#failed(error),
          )
        : this.#returned(answer);
    } catch (error) {
      return this.#failed(error);
    }
  }

  #start(startResponse: StartResponse, args: readonly unknown[]): Write {
    const [status, headers, excInfo] = args;
    const isFirst = this.#content.head === undefined;
    if (args.length < 2 || args.length > 3) {
      this.#findings.fail(
        'start-response-arguments',
        'startResponse takes the status line, the headers and, where there is one, an error',
      );
    }
    if (!isFirst && (excInfo === undefined || excInfo === null)) {
      this.#findings.fail(
        'start-response-repeated',
        'startResponse is called again without an error to report',
      );
    }
    const head = readHead(status, headers, this.#findings);
    this.#rules?.atStart(this.#environ, head, this.#findings);
    const write = startResponse(String(status), head.headers, ...args.slice(2));
    this.#content.head = head;
    return (chunk) => this.#write(write, chunk);
  }

  #write(write: Write, chunk: unknown): void | Promise<void> {
    if (!(chunk instanceof Uint8Array)) {
      this.#findings.fail('write-type', `write() takes a Uint8Array, not ${kindOf(chunk)}`);
    }
    if (this.#content.isBegun) {
      this.#findings.fail(
        'write-in-body',
        'write() is called while the body is read: give the bytes in the body',
      );
    }
    this.#content.pass(chunk);
    return write(chunk);
  }

  #returned(body: unknown): LintedBody | Promise<never> {
    checkBody(body, this.#findings);
    if (this.#findings.isBroken) return this.#discard(body);
    return this.#ledger.open(body, this.#content, this.#findings);
  }

  #failed(error: unknown): never {
    throw this.#findings.insteadOf(error);
  }

  async #discard(body: AppIter): Promise<never> {
    try {
      await closeBody(body);
    } catch (error) {
      this.#failed(error);
    }
    return this.#failed(undefined);
  }
}

function isStartResponse(value: unknown): value is StartResponse {
  return typeof value === 'function';
}

function emitWarning({ rule, message }: LintWarning): void {
  process.emitWarning(message, { type: 'LintWarning', code: rule });
}
