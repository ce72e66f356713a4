/**
 * The `wsgi.input` and `wsgi.errors` that a linted application gets.
 *
 * @module
 */
import { parseCount } from '../../headers/grammar/whole-number.ts';
import { byteLengthOf } from '../../wsgi/capabilities.ts';
import type { Environ, ErrorStream, Input } from '../../wsgi/contract.ts';
import type { Findings } from './findings.ts';
import { kindOf } from './values.ts';
import { type Watcher, watched, watchedLater } from './watched.ts';

/**
 * The same input, with its chunks checked as they are handed out, unless they are valid and in memory. It shares
 * everything else with the original, so that the read state of the body is known on both sides of lint.
 */
export function lintedInput(environ: Environ, findings: Findings): Input {
  const input = environ['wsgi.input'];
  const length = lengthOf(environ);
  if (isSound(input, length)) return input;
  const watch = new InputWatch(length, findings);
  const shell: object = Object.create(input);
  const iterators = new Map<PropertyKey, () => Iterator<Uint8Array> | AsyncIterator<Uint8Array>>();
  if (Symbol.asyncIterator in input) {
    iterators.set(Symbol.asyncIterator, () => watchedLater(() => input[Symbol.asyncIterator](), watch));
  }
  if (Symbol.iterator in input)
    iterators.set(Symbol.iterator, () => watched(() => input[Symbol.iterator](), watch));
  const ownerOf = (key: PropertyKey) => (Object.hasOwn(shell, key) ? shell : input);
  return new Proxy(shell, {
    get(_, key) {
      const iterator = iterators.get(key);
      if (iterator) return iterator;
      const value: unknown = Reflect.get(ownerOf(key), key);
      return typeof value === 'function' ? value.bind(input) : value;
    },
    set: (_, key, value) => Reflect.set(Object.isExtensible(input) ? input : shell, key, value),
  }) as Input;
}

/** A stream of messages that accepts only text, and stays open. */
export function lintedErrors(errors: ErrorStream, findings: Findings): ErrorStream & { close(): never } {
  return {
    write(message: unknown) {
      if (typeof message === 'string') return errors.write(message);
      return findings.fail('errors-write', `wsgi.errors takes text, not ${kindOf(message)}`);
    },
    close: () => findings.fail('errors-close', 'wsgi.errors belongs to the server: do not close it'),
  };
}

function lengthOf(environ: Environ): number | undefined {
  return environ['wsgi.input_terminated'] ? undefined : parseCount(environ.CONTENT_LENGTH);
}

/** Whether an input is in memory, and reading it will find nothing wrong. */
function isSound(input: Input, length = Number.POSITIVE_INFINITY): boolean {
  if (!Array.isArray(input)) return false;
  return input.every((chunk) => chunk instanceof Uint8Array) && byteLengthOf(input) <= length;
}

class InputWatch implements Watcher {
  readonly #findings: Findings;
  readonly #length: number | undefined;
  #handedOut = 0;

  /** @param length the number of bytes; `undefined` if the input ends by itself. */
  constructor(length: number | undefined, findings: Findings) {
    this.#findings = findings;
    this.#length = length;
  }

  passed(chunk: unknown): void {
    if (!(chunk instanceof Uint8Array)) {
      this.#findings.fail('input-chunk', `wsgi.input gives chunks of bytes, not ${kindOf(chunk)}`);
    }
    if (this.#length !== undefined && this.#handedOut >= this.#length && chunk.byteLength > 0) {
      this.#findings.fail(
        'input-past-length',
        `wsgi.input was read past the ${this.#length} bytes of CONTENT_LENGTH`,
      );
    }
    this.#handedOut += chunk.byteLength;
  }
}
