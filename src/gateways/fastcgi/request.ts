/**
 * A FastCGI request and its response.
 *
 * @module
 */
import { bodyIsGone } from '../../body/input/body-is-gone.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { BodyQueue } from '../sockets/body-queue.ts';
import { byteLengthOf, putBytes } from '../sockets/bytes.ts';
import type { Connection } from '../sockets/connection.ts';
import { headText } from '../sockets/head-text.ts';
import { clientLeft, Leaving, runRequest } from '../sockets/request.ts';
import type { Service } from '../sockets/server.ts';
import { type RequestVariables, VariableList } from '../sockets/variables.ts';
import type { Wire } from '../wire.ts';
import { ErrorRecords } from './error-records.ts';
import type { PairReader } from './pairs.ts';
import {
  END_SIZE,
  endRequest,
  HEADER_SIZE,
  PROTOCOL_STATUS,
  padded,
  recordsOf,
  TYPE,
  writeEnd,
  writeHeader,
} from './records.ts';

/** Responses of up to this many bytes are written at once. */
const MOST_BYTES_JOINED = 16_384;
const NOTHING = Buffer.alloc(0);

/** A request, from its BEGIN_REQUEST to its end. */
export class FastCGIRequest implements Wire {
  readonly id: number;
  readonly #connection: Connection;
  readonly #over: (request: FastCGIRequest) => void;
  readonly #leaving = new Leaving();
  readonly #errors: ErrorRecords;
  #params: Buffer[] = [];
  #headSize = 0;
  #read: RequestVariables | undefined;
  #body: BodyQueue | undefined;
  /** The head of the response, while it waits for what follows. */
  #head = '';
  #isGone = false;

  /** @param over called when nothing more is sent for the request. */
  constructor(id: number, connection: Connection, over: (request: FastCGIRequest) => void) {
    this.id = id;
    this.#connection = connection;
    this.#over = over;
    this.#errors = new ErrorRecords(connection, id);
  }

  /** Whether its variables are incomplete. */
  get isHeadOpen(): boolean {
    return this.#read === undefined;
  }

  /** Takes bytes of PARAMS. */
  addParams(piece: Buffer): void {
    this.#params.push(piece);
    this.#headSize += piece.length;
  }

  /** How many bytes of PARAMS it has taken. */
  get headSize(): number {
    return this.#headSize;
  }

  /**
   * Ends PARAMS.
   *
   * @throws ProtocolError when they are malformed.
   */
  endParams(pairs: PairReader): void {
    const [first = NOTHING] = this.#params;
    const bytes = this.#params.length > 1 ? Buffer.concat(this.#params) : first;
    this.#params = [];
    const list = new VariableList();
    pairs.read(bytes, (name, value) => list.add(name, value));
    this.#read = list.request();
    this.#body = new BodyQueue(this.#read.length, this.#connection);
  }

  /** Runs the application, unless the request is already over. */
  start(service: Service): void {
    if (this.#read && this.#body && !this.#isGone) {
      runRequest(service, this.#read.variables, this.#body, this, this.#errors);
    }
  }

  /** Takes bytes of STDIN. */
  addBody(piece: Buffer): void {
    this.#body?.push(piece);
  }

  /** Ends STDIN. */
  endBody(): void {
    this.#body?.end();
  }

  /** Aborts the request: the web server wants no response any more. */
  abort(): void {
    this.#leave();
    void this.#connection.write(endRequest(this.id, PROTOCOL_STATUS.complete));
    this.#over(this);
  }

  /** Call this when the connection is closed. */
  lost(): void {
    this.#leave();
  }

  get isGone(): boolean {
    return this.#isGone || this.#connection.isClosed;
  }

  head(code: number, reason: string, fields: HeaderList): void {
    this.#head = headText(code, reason, fields);
  }

  flush(): void {
    void this.#connection.write(...this.#headRecords());
  }

  write(chunk: Uint8Array, isLent: boolean): void | Promise<void> {
    const records = [...this.#headRecords(), ...recordsOf(TYPE.stdout, this.id, chunk)];
    return isLent ? this.#connection.writeLent(...records) : this.#connection.write(...records);
  }

  end(last: Uint8Array | string = ''): void {
    this.#errors.close();
    this.#body?.drop(bodyIsGone);
    const length = this.#head.length + byteLengthOf(last);
    if (length <= MOST_BYTES_JOINED) void this.#connection.write(this.#joined(last, length));
    else {
      const body = typeof last === 'string' ? Buffer.from(last) : last;
      const records = [...this.#headRecords(), ...recordsOf(TYPE.stdout, this.id, body)];
      void this.#connection.write(...records, this.#joined('', 0));
    }
    this.#over(this);
  }

  cut(): void {
    this.#isGone = true;
    this.#connection.cut();
  }

  watch(gone: () => void): void {
    if (this.isGone) gone();
    else this.#leaving.watch(gone);
  }

  #leave(): void {
    this.#isGone = true;
    this.#errors.close();
    this.#body?.drop(clientLeft);
    this.#leaving.leave();
  }

  #headRecords(): Uint8Array[] {
    const head = Buffer.from(this.#head, 'latin1');
    this.#head = '';
    return [...recordsOf(TYPE.stdout, this.id, head)];
  }

  /** The head, the body and the records that end the request, with head and body in one record. */
  #joined(body: Uint8Array | string, length: number): Uint8Array {
    const { id } = this;
    const content = length === 0 ? 0 : HEADER_SIZE + padded(length);
    const errors = this.#errors.hasSome ? HEADER_SIZE : 0;
    const bytes = Buffer.allocUnsafe(content + errors + HEADER_SIZE + END_SIZE);
    if (length > 0) {
      writeHeader(bytes, 0, TYPE.stdout, id, length);
      bytes.write(this.#head, HEADER_SIZE, 'latin1');
      putBytes(bytes, HEADER_SIZE + this.#head.length, body);
      bytes.fill(0, HEADER_SIZE + length, content);
      this.#head = '';
    }
    writeHeader(bytes, content, TYPE.stdout, id, 0);
    if (errors > 0) writeHeader(bytes, content + HEADER_SIZE, TYPE.stderr, id, 0);
    writeEnd(bytes, content + HEADER_SIZE + errors, id, PROTOCOL_STATUS.complete);
    return bytes;
  }
}
