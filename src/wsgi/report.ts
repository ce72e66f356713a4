/**
 * Reporting what went wrong, to `wsgi.errors`: as far as it can be, and without ever failing.
 *
 * @module
 */
import { inspect } from 'node:util';
import { isPromise } from './app-iter.ts';
import type { ErrorStream } from './contract.ts';

/** What a stream of node's has besides `write()`. */
interface Emitter extends ErrorStream {
  write(message: string, written?: () => void): unknown;
  on(event: 'error', listener: () => void): unknown;
  off(event: 'error', listener: () => void): unknown;
}

/**
 * Writes an error to a log. One that cannot be printed is named as such; where the log itself fails the error goes to the
 * process's standard error, and if that fails, too, nowhere.
 */
export function report(errors: ErrorStream, error: unknown): void {
  reportMessage(errors, `${printed(error)}\n`);
}

/** Writes a message to a log, as {@link report} does. */
export function reportMessage(errors: ErrorStream, message: string): void {
  if (!write(errors, message) && errors !== process.stderr) write(process.stderr, message);
}

/** Whether an error tells only that the client went away. */
export function isAbort(error: unknown): boolean {
  const name = nameOf(error);
  return name === 'AbortError' || name === 'DisconnectionError';
}

function write(errors: ErrorStream, message: string): boolean {
  try {
    const written = isEmitter(errors) ? writeGuarded(errors, message) : errors.write(message);
    if (isPromise(written)) written.then(undefined, ignore);
    return true;
  } catch {
    return false;
  }
}

/** Writes to a stream of node's, whose failure is an event that ends the process where nobody listens. */
function writeGuarded(errors: Emitter, message: string): unknown {
  errors.on('error', ignore);
  return errors.write(message, () => setImmediate(() => errors.off('error', ignore)));
}

function isEmitter(errors: ErrorStream): errors is Emitter {
  return 'on' in errors && typeof errors.on === 'function' && 'off' in errors;
}

function ignore(): void {}

/** An error as text, which every error has. */
export function printed(error: unknown): string {
  try {
    return inspect(error);
  } catch {
    return `${nameOf(error) || 'An error'} that cannot be printed`;
  }
}

function nameOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.name) : '';
  } catch {
    return '';
  }
}
