/**
 * A response as the rules of HTTP look at it, with the request that it answers.
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

  /** The values of a field joined by commas; `undefined` where it is not there. */
  field(name: string): string | undefined {
    return this.head.values.get(name.toLowerCase())?.join(', ');
  }

  has(name: string): boolean {
    return this.head.values.has(name.toLowerCase());
  }
}
