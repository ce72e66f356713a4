/**
 * Writing to `wsgi.errors` without ever failing.
 *
 * @module
 */
import { isPromise } from './app-iter.ts';
import type { ErrorStream } from './contract.ts';

/** A stream of node, which has more than `write()`. */
interface Emitter extends ErrorStream {
  write(message: string, written?: () => void): unknown;
  on(event: 'error', listener: () => void): unknown;
  off(event: 'error', listener: () => void): unknown;
}

/** Writes a message if possible; false if the log fails immediately. */
export function writeTo(errors: ErrorStream, message: string): boolean {
  try {
    const written = isEmitter(errors) ? writeGuarded(errors, message) : errors.write(message);
    if (isPromise(written)) written.then(undefined, ignore);
    return true;
  } catch {
    return false;
  }
}

/** Writes to a stream of node, whose failure is an event that ends the process if nobody listens. */
function writeGuarded(errors: Emitter, message: string): unknown {
  errors.on('error', ignore);
  return errors.write(message, () => setImmediate(() => errors.off('error', ignore)));
}

function isEmitter(errors: ErrorStream): errors is Emitter {
  return 'on' in errors && typeof errors.on === 'function' && 'off' in errors;
}

function ignore(): void {}
