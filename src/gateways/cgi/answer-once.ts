/**
 * Answers the single request of a CGI program (RFC 3875).
 *
 * @module
 */
import type { Writable } from 'node:stream';
import { BodyInput } from '../../body/input/input.ts';
import type { Application, Environ, ErrorStream, Input } from '../../wsgi/contract.ts';
import { reportText } from '../../wsgi/report.ts';
import type { Variables } from '../../wsgi/variables.ts';
import { environFromCGI } from '../cgi-environ.ts';
import { runApplication } from '../exchange.ts';
import { StreamWire } from './stream-wire.ts';

/** The channels between a web server and a program. */
export interface Channels {
  /** Native strings. */
  readonly variables: Variables;
  readonly input: Input;
  readonly output: Writable;
  readonly errors: ErrorStream;
  readonly scriptName: string | undefined;
}

/** The exit statuses of the process. */
export type ExitStatus = typeof DONE | typeof FAILED_LATE | typeof NOT_CGI;

const DONE = 0;
const FAILED_LATE = 1;
const NOT_CGI = 2;

/**
 * Reads the request's body, runs an application for the request, and resolves when the response is written, with
 * the exit status for the process: 1 if the response is incomplete, and 2 if there is no request.
 */
export async function answerOnce(
  app: Application,
  { variables, input, output, errors, scriptName }: Channels,
): Promise<ExitStatus> {
  if (!variables.REQUEST_METHOD) {
    reportText(errors, 'not run as CGI: the variable REQUEST_METHOD is missing; let a web server run this\n');
    return NOT_CGI;
  }
  const environ = environFromCGI(variables, input, { scriptName, errors });
  // If the length is unknown, a web server that has removed a transfer coding ends the input with the body.
  if (!environ.CONTENT_LENGTH && variables.HTTP_TRANSFER_ENCODING) environ['wsgi.input_terminated'] = true;
  const wire = new StreamWire(output);
  const body = await readAhead(environ);
  const read: Input = { [Symbol.asyncIterator]: () => body.stream() };
  await runApplication(app, { ...environ, 'wsgi.input': read }, wire);
  await wire.written();
  await body[Symbol.asyncDispose]();
  return wire.isCut ? FAILED_LATE : DONE;
}

/**
 * Reads the body into memory or a temporary file. Apache accepts no response before it has sent the body, so that
 * both would wait for each other. It also loses the response of a program that has not read all of it.
 */
async function readAhead(environ: Environ): Promise<BodyInput> {
  const body = new BodyInput(environ);
  // The application gets any error when it reads the body.
  await body.buffered({ maxBodySize: Infinity }).catch(() => undefined);
  return body;
}
