/**
 * Reports errors to `wsgi.errors` without ever failing.
 *
 * @module
 */
import type { ErrorStream } from './contract.ts';
import { writeTo } from './error-stream.ts';

/**
 * Writes an error to a log. An error that cannot be printed is named as such. If the log itself fails, the error
 * goes to the process's standard error, and if that fails too, nowhere.
 */
export function report(errors: ErrorStream, error: unknown): void {
  reportText(errors, `${printed(error)}\n`);
}

/** Writes a message to a log, as {@link report} does. */
export function reportText(errors: ErrorStream, message: string): void {
  if (!writeTo(errors, message) && errors !== process.stderr) writeTo(process.stderr, message);
}

/** Whether an error says only that the client went away. */
export function isAbort(error: unknown): boolean {
  const name = nameOf(error);
  return name === 'AbortError' || name === 'DisconnectionError';
}

/** An error as text. Works for every error. */
export function printed(error: unknown): string {
  try {
    return process.getBuiltinModule('node:util').inspect(error);
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
