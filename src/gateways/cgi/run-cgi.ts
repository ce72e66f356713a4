/**
 * Runs an application as a CGI program (RFC 3875).
 *
 * @module
 */
import type { Writable } from 'node:stream';
import { assertKnown } from '../../collections/unknown-name.ts';
import type { Application, ErrorStream, Input, ToApplication } from '../../wsgi/contract.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import type { Variables } from '../../wsgi/variables.ts';
import { answerOnce } from './answer-once.ts';
import { processVariables } from './process-variables.ts';
import { StandardInput } from './standard-input.ts';

/** Replacements for the process's own channels. */
export interface RunCGIOptions {
  /** CGI's variables, as native strings. Defaults to those of the process. */
  environ?: Variables | undefined;
  /** The request's body. Defaults to standard input. */
  input?: Input | undefined;
  /** Where the response is written; it is not closed. Defaults to standard output. */
  output?: Writable | undefined;
  /** `wsgi.errors`. Defaults to standard error. */
  errors?: ErrorStream | undefined;
  /**
   * The path that the application is mounted at, such as `'/app'`: `SCRIPT_NAME` and `PATH_INFO` are then taken
   * from `REQUEST_URI`, regardless of the web server's own values.
   */
  scriptName?: string | undefined;
}

const OPTIONS = ['environ', 'input', 'output', 'errors', 'scriptName'];

/**
 * Answers the request that a web server runs this process for, and resolves when the response is written. The
 * process then ends by itself. The request's body is read before the application runs, into memory or a temporary
 * file, because some web servers accept no response before they have sent it.
 *
 * The exit status is 1 if the application fails after its head is sent, and 2 if no web server runs this. A failure
 * before the head is a 500. Call it last: anything else written to standard output breaks the response.
 *
 * @throws TypeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const { PassThrough } = process.getBuiltinModule('node:stream');
 * const output = new PassThrough();
 * await runCGI(new Response('Hello'), { environ: { REQUEST_METHOD: 'GET' }, input: [], output });
 * String(output.read()).split('\r\n')[0]; // 'Status: 200 OK'
 * ```
 */
export async function runCGI(app: Application | ToApplication, options: RunCGIOptions = {}): Promise<void> {
  assertKnown('option of runCGI', options, OPTIONS);
  /* v8 ignore next -- @preserve Covered by tests in other processes. */
  const standard = new StandardInput(() => process.stdin);
  const status = await answerOnce(toApplication(app), {
    variables: options.environ ?? processVariables(),
    input: options.input ?? standard,
    output: options.output ?? process.stdout,
    errors: options.errors ?? process.stderr,
    scriptName: options.scriptName,
  });
  if (status !== 0) process.exitCode = status;
  standard.close();
}
