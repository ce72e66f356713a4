/**
 * Responds to requests with CGI programs.
 *
 * @module
 */
import { Response } from '../../response/response.ts';
import { percentDecode } from '../../url/percent-encoding.ts';
import type { AppIter, Application, Environ, StartResponse } from '../../wsgi/contract.ts';
import { signalOf } from '../../wsgi/exchange.ts';
import { RequestError } from '../../wsgi/request-errors.ts';
import { isBodyless, reasonOf } from '../../wsgi/status.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import type { Variables } from '../../wsgi/variables.ts';
import type { CGIOptions } from './cgi-options.ts';
import { HeadCollector } from './head-collector.ts';
import { ProgramBody } from './program-body.ts';
import { ProgramFault } from './program-fault.ts';
import { type ProgramHead, readHead, refuseUnended } from './program-head.ts';
import { programInput } from './program-input.ts';
import { ProgramLog } from './program-log.ts';
import { type Patience, ProgramRun } from './program-run.ts';
import { programVariables, type VariableOptions } from './program-variables.ts';

/** A program, and where it was found. */
export interface Program {
  /** Its path. */
  readonly path: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** `SCRIPT_FILENAME`, and variables of the place in which it was found. */
  readonly script: Variables & { readonly SCRIPT_FILENAME: string };
}

/** The most local redirects in a row, and the key of an environ that counts them. */
const MOST_REDIRECTS = 10;
const REDIRECTS = 'wheatpaste.local_redirects';

/** Runs a program for each request, with the same options for all. */
export class ProgramRunner {
  readonly #variableOptions: VariableOptions;
  readonly #patience: Patience;
  readonly #nph: boolean;
  readonly #maxHeadSize: number;
  readonly #localRedirect: Application | undefined;

  constructor(options: CGIOptions) {
    const { timeout = 60_000, headTimeout = 60_000, maxHeadSize = 65_536, nph = false } = options;
    this.#variableOptions = options;
    this.#patience = { timeout, headTimeout };
    this.#nph = nph;
    this.#maxHeadSize = maxHeadSize;
    const { localRedirect } = options;
    this.#localRedirect = localRedirect === undefined ? undefined : toApplication(localRedirect);
  }

  /** Responds with the program's response or, if that is invalid, with a 502 or 504 that reveals nothing. */
  async answer(program: Program, environ: Environ, startResponse: StartResponse): Promise<AppIter> {
    const log = new ProgramLog(environ['wsgi.errors'], program.script.SCRIPT_FILENAME);
    try {
      const run = await this.#start(program, environ, log);
      return await this.#answerOf(run, environ, startResponse);
    } catch (error) {
      const status = statusFor(error, log);
      if (status === undefined) throw error;
      const text = error instanceof RequestError ? error.message : reasonOf(status);
      return new Response(text, { status, contentType: 'text/plain' }).toApp()(environ, startResponse);
    }
  }

  /** Starts the program for a request, and starts sending it the request's body. */
  async #start(program: Program, environ: Environ, log: ProgramLog): Promise<ProgramRun> {
    const input = await programInput(environ);
    const { length, chunks } = input;
    try {
      const variables = programVariables(environ, length, program.script, this.#variableOptions);
      const { path, args, cwd } = program;
      const command = { program: path, args, cwd, variables, hasInput: chunks !== undefined };
      const run = await ProgramRun.start(command, this.#patience, log);
      stopOnAbort(run, signalOf(environ));
      if (chunks) run.feed(chunks).finally(() => input[Symbol.dispose]?.());
      return run;
    } catch (error) {
      input[Symbol.dispose]?.();
      throw error;
    }
  }

  async #answerOf(run: ProgramRun, environ: Environ, startResponse: StartResponse): Promise<AppIter> {
    try {
      const { head, rest } = await this.#headOf(run);
      run.headArrived();
      if (head.localPath !== undefined && this.#localRedirect) {
        const redirected = redirectedTo(head.localPath, environ);
        run.finish();
        return await this.#localRedirect(redirected, startResponse);
      }
      startResponse(head.status, head.fields);
      if (environ.REQUEST_METHOD !== 'HEAD' && !isBodyless(head.code)) {
        return new ProgramBody(run, rest, head.length);
      }
      run.finish();
      return [];
    } catch (error) {
      run.stop(error);
      throw error;
    }
  }

  async #headOf(run: ProgramRun): Promise<{ head: ProgramHead; rest: Uint8Array }> {
    const collector = new HeadCollector(this.#maxHeadSize);
    for (;;) {
      const chunk = await run.next();
      const rest = chunk && collector.add(chunk);
      if (rest) return { head: readHead(collector.lines(), this.#nph), rest };
      if (!chunk || collector.isFull) {
        const why = chunk ? `there were ${this.#maxHeadSize} bytes` : 'the output ended';
        refuseUnended(collector.lines(), this.#nph, why);
      }
    }
  }
}

function stopOnAbort(run: ProgramRun, signal: AbortSignal): void {
  const stop = () => run.stop(signal.reason);
  if (signal.aborted) stop();
  else {
    signal.addEventListener('abort', stop);
    run.whenOver(() => signal.removeEventListener('abort', stop));
  }
}

/** The status to respond with for an error, which is logged if it is the program's; `undefined` for other errors. */
function statusFor(error: unknown, log: ProgramLog): number | undefined {
  if (error instanceof RequestError) return error.status;
  if (!(error instanceof ProgramFault)) return undefined;
  log.note(`${error.rule}: ${error.message}`);
  return error.status;
}

/** The request for a local path with which a program has responded (RFC 3875, section 6.2.2). */
function redirectedTo(localPath: string, environ: Environ): Environ {
  const count = Number(environ[REDIRECTS] ?? 0) + 1;
  if (count > MOST_REDIRECTS) {
    throw new ProgramFault('bad-location', `this was local redirect ${count} of one request: ${localPath}`);
  }
  const [path = '', ...query] = localPath.split('?');
  const { CONTENT_LENGTH: _, CONTENT_TYPE: __, HTTP_TRANSFER_ENCODING: ___, ...bodyless }: Environ = environ;
  return {
    ...bodyless,
    REQUEST_METHOD: environ.REQUEST_METHOD === 'HEAD' ? 'HEAD' : 'GET',
    SCRIPT_NAME: '',
    PATH_INFO: percentDecode(path),
    QUERY_STRING: query.join('?'),
    REQUEST_URI: localPath,
    'wsgi.input': [],
    'wsgi.input_terminated': false,
    [REDIRECTS]: count,
  };
}
