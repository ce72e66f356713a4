/**
 * A response together with its request, as the rules of HTTP need it.
 *
 * @module
 */
import type { Environ } from '../../../wsgi/contract.ts';
import type { Head } from '../head.ts';

/** The head of a response, and the environ of its request. */
export class Answer {
  readonly environ: Environ;
  readonly head: Head;

  constructor(environ: Environ, head: Head) {
    this.environ = environ;
    this.head = head;
  }

  get code(): number {
    return this.head.code;
  }

  get method(): string {
    return this.environ.REQUEST_METHOD;
  }

  /** The values of a field joined by commas; `undefined` if it is absent. */
  field(name: string): string | undefined {
    return this.head.values.get(name.toLowerCase())?.join(', ');
  }

  has(name: string): boolean {
    return this.head.values.has(name.toLowerCase());
  }
}
