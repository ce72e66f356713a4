/**
 * A CGI program as an application (RFC 3875).
 *
 * @module
 */

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import { assertCGIOptions, type CGIOptions } from './cgi-options.ts';
import { type Program, ProgramRunner } from './program-runner.ts';

/**
 * Runs a CGI program as an application: once for each request, in its own process group. The response is read from
 * its standard output. Bodies are streamed both ways, except that a request body of unknown length is first read to
 * its end.
 *
 * - Of the server's own environment, the program gets only `PATH`, unless `inheritEnv` names more.
 * - A response that breaks the rules of CGI, or a program that cannot be run, is a 502; one that keeps the client
 * waiting is a 504. The reason, and the program's standard error, go to `wsgi.errors`.
 * - When the client goes away, or the body is closed early, the program is terminated: first by SIGTERM, then by
 * SIGKILL.
 * - Bytes of `PATH_INFO` and other variables that are not UTF-8 reach the program as U+FFFD; `REQUEST_URI` is
 * passed unchanged.
 *
 * @example
 * ```ts
 * const script = `printf 'Content-Type: text/plain\\n\\nHello %s' "$QUERY_STRING"`;
 * const app = new CGIApp('/bin/sh', { args: ['-c', script] });
 * const response = await Request.blank('/?Ada').send(app);
 * await response.text(); // 'Hello Ada'
 * ```
 */
export class CGIApp implements ToApplication {
  readonly #program: Program;
  readonly #runner: ProgramRunner;

  /**
   * @param program the absolute path of the program, or a file URL.
   * @throws TypeError when the path is anything else, or an option is unknown; RangeError when a number is out of
   * range.
   */
  constructor(program: string | URL, options: CGIOptions = {}) {
    assertCGIOptions(options);
    const file = pathOf(program);
    const { args = [], cwd = path.dirname(file), scriptFilename = file } = options;
    this.#program = { path: file, args, cwd, script: { SCRIPT_FILENAME: scriptFilename } };
    this.#runner = new ProgramRunner(options);
  }

  toApp(): Application {
    return (environ, startResponse) => this.#runner.answer(this.#program, environ, startResponse);
  }
}

function pathOf(program: string | URL): string {
  const isUrl = program instanceof URL || /^file:/i.test(program);
  const file = isUrl ? fileURLToPath(program) : program;
  if (path.isAbsolute(file)) return file;
  throw new TypeError(`program must be an absolute path or a file URL, not ${JSON.stringify(file)}`);
}
