/**
 * The one request that a CGI program answers (RFC 3875).
 *
 * @module
 */
import type { Writable } from 'node:stream';
import { BodyInput } from '../../body/input/input.ts';
import type { Application, Environ, ErrorStream, Input } from '../../wsgi/contract.ts';
import { writeTo } from '../../wsgi/error-stream.ts';
import type { Variables } from '../../wsgi/variables.ts';
import { environFromCGI } from '../cgi-environ.ts';
import { runApplication } from '../exchange.ts';
import { StreamWire } from './stream-wire.ts';

/** What the web server gives a program, and what it takes. */
export interface Channels {
  /** Native strings. */
  readonly variables: Variables;
  readonly input: Input;
  readonly output: Writable;
  readonly errors: ErrorStream;
  readonly scriptName: string | undefined;
}

/** What the process tells by its exit status. */
export type ExitStatus = typeof DONE | typeof FAILED_LATE | typeof NOT_CGI;

const DONE = 0;
const FAILED_LATE = 1;
const NOT_CGI = 2;

/**
 * Runs an application for the one request, and resolves when its answer is written: with the exit status that the process
 * should have, 1 where the answer is incomplete, and 2 where there is no request.
 */
export async function answerOnce(
  app: Application,
  { variables, input, output, errors, scriptName }: Channels,
): Promise<ExitStatus> {
  if (!variables.REQUEST_METHOD) {
    writeTo(errors, 'not run as CGI: the variable REQUEST_METHOD is missing; let a web server run this\n');
    return NOT_CGI;
  }
  const environ = environFromCGI(variables, input, { scriptName, errors });
  // Where the length is not known, a web server that has undone a transfer coding ends the input with the body.
  if (!environ.CONTENT_LENGTH && variables.HTTP_TRANSFER_ENCODING) environ['wsgi.input_terminated'] = true;
  const wire = new StreamWire(output);
  await runApplication(app, { ...environ, 'wsgi.input': bounded(environ) }, wire);
  await wire.written();
  return wire.isCut ? FAILED_LATE : DONE;
}

/** The input as far as the body goes: what comes after it, or does not, is nobody's business. */
function bounded(environ: Environ): Input {
  const body = new BodyInput(environ);
  return { [Symbol.asyncIterator]: () => body.stream() };
}
