/**
 * An SCGI connection: one request and its response.
 *
 * @module
 */
import { bodyIsGone } from '../../body/input/body-is-gone.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { BodyQueue } from '../sockets/body-queue.ts';
import { byteLengthOf, putBytes } from '../sockets/bytes.ts';
import type { Connection, Protocol } from '../sockets/connection.ts';
import { headText } from '../sockets/head-text.ts';
import { ProtocolError } from '../sockets/protocol-error.ts';
import { clientLeft, Leaving, runRequest } from '../sockets/request.ts';
import type { Service } from '../sockets/server.ts';
import { timer } from '../sockets/time-limit.ts';
import type { Wire } from '../wire.ts';
import { HeadReader, type SCGIHead } from './head-reader.ts';

/** Responses of up to this many bytes are written at once. */
const MOST_BYTES_JOINED = 16_384;

/** One request and its response. */
export class SCGIRequest implements Protocol, Wire {
  readonly #connection: Connection;
  readonly #service: Service;
  readonly #leaving = new Leaving();
  readonly #late: NodeJS.Timeout | undefined;
  #reader: HeadReader | undefined;
  #body: BodyQueue | undefined;
  /** The head of the response, while it waits for what follows. */
  #head = '';
  #isCut = false;

  constructor(connection: Connection, service: Service) {
    this.#connection = connection;
    this.#service = service;
    this.#reader = new HeadReader(service.maxHeadSize);
    this.#late = timer(service.headTimeout, () => {
      this.#refuse(new ProtocolError('truncated', 'The head did not arrive within headTimeout.'));
    });
  }

  read(chunk: Buffer): void {
    if (!this.#reader) {
      this.#body?.push(chunk);
      return;
    }
    try {
      const head = this.#reader.read(chunk);
      if (head) this.#run(head);
    } catch (error) {
      this.#refuse(error);
    }
  }

  ended(): void {
    if (this.#reader) this.#refuse(new ProtocolError('truncated', 'The connection ended in the head.'));
    else this.#body?.end();
  }

  closed(): void {
    clearTimeout(this.#late);
    this.#body?.drop(clientLeft);
    this.#leaving.leave();
  }

  finish(): void {
    if (this.#connection.isUnused) this.#connection.close();
  }

  get isGone(): boolean {
    return this.#isCut || this.#connection.isClosed;
  }

  head(code: number, reason: string, fields: HeaderList): void {
    this.#head = headText(code, reason, fields);
  }

  flush(): void {
    void this.#connection.write(this.#takeHead());
  }

  write(chunk: Uint8Array, isLent: boolean): void | Promise<void> {
    const head = this.#takeHead();
    const chunks = head === '' ? [chunk] : [head, chunk];
    return isLent ? this.#connection.writeLent(...chunks) : this.#connection.write(...chunks);
  }

  end(last: Uint8Array | string = ''): void {
    this.#body?.drop(bodyIsGone);
    const head = this.#takeHead();
    const length = byteLengthOf(last);
    if (length > MOST_BYTES_JOINED) {
      void this.#connection.write(head, typeof last === 'string' ? Buffer.from(last) : last);
    } else if (head !== '' || length > 0) {
      const bytes = Buffer.allocUnsafe(head.length + length);
      bytes.write(head, 'latin1');
      putBytes(bytes, head.length, last);
      void this.#connection.write(bytes);
    }
    this.#connection.end();
  }

  cut(): void {
    this.#isCut = true;
    this.#connection.cut();
  }

  watch(gone: () => void): void {
    if (this.isGone) gone();
    else this.#leaving.watch(gone);
  }

  #run({ variables, length, rest }: SCGIHead): void {
    clearTimeout(this.#late);
    this.#reader = undefined;
    const body = new BodyQueue(length, this.#connection);
    body.push(rest);
    this.#body = body;
    runRequest(this.#service, variables, body, this, process.stderr);
  }

  #refuse(error: unknown): void {
    this.#service.refused(error);
    this.#connection.close();
  }

  #takeHead(): string {
    const head = this.#head;
    this.#head = '';
    return head;
  }
}
