/**
 * The `wsgi.errors` of a FastCGI request.
 *
 * @module
 */
import type { ErrorStream } from '../../wsgi/contract.ts';
import type { Connection } from '../sockets/connection.ts';
import { recordsOf, TYPE } from './records.ts';

/**
 * While more bytes than this wait for the web server, messages are not sent to it, because writers of messages do
 * not wait.
 */
const MOST_BYTES_WAITING = 65_536;

/** Writes messages to the process's standard error and, until the request is over, also to the web server as STDERR. */
export class ErrorRecords implements ErrorStream {
  readonly #connection: Connection;
  readonly #id: number;
  #isOpen = true;
  #hasSome = false;

  constructor(connection: Connection, id: number) {
    this.#connection = connection;
    this.#id = id;
  }

  /** Whether the web server got any, so that it must be told of their end. */
  get hasSome(): boolean {
    return this.#hasSome;
  }

  write(message: string): void {
    process.stderr.write(message);
    if (!this.#isOpen || message === '' || this.#connection.backlog > MOST_BYTES_WAITING) return;
    this.#hasSome = true;
    void this.#connection.write(...recordsOf(TYPE.stderr, this.#id, Buffer.from(message)));
  }

  /** Call this when the web server takes no more. */
  close(): void {
    this.#isOpen = false;
  }
}
