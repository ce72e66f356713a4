/**
 * A FastCGI connection: any number of requests, one after another or concurrently.
 *
 * @module
 */
import type { Connection, Protocol } from '../sockets/connection.ts';
import { ProtocolError } from '../sockets/protocol-error.ts';
import type { Service } from '../sockets/server.ts';
import { timer } from '../sockets/time-limit.ts';
import { PairReader, writePairs } from './pairs.ts';
import { RecordReader } from './record-reader.ts';
import { endRequest, NO_REQUEST, PROTOCOL_STATUS, record, TYPE } from './records.ts';
import { FastCGIRequest } from './request.ts';

const RESPONDER = 1;
const KEEP_CONNECTION = 1;
const BEGIN_SIZE = 8;

/** The response to GET_VALUES. There is no limit, but a number is required. */
const VALUES: ReadonlyMap<string, string> = new Map([
  ['FCGI_MAX_CONNS', '1000'],
  ['FCGI_MAX_REQS', '1000'],
  ['FCGI_MPXS_CONNS', '1'],
]);

/** The requests of one connection. */
export class FastCGIConnection implements Protocol {
  readonly #connection: Connection;
  readonly #service: Service;
  readonly #reader = new RecordReader((type, id, content) => this.#take(type, id, content));
  readonly #pairs = new PairReader();
  readonly #requests = new Map<number, FastCGIRequest>();
  /** Requests whose variables were completed by the last bytes. */
  readonly #ready: FastCGIRequest[] = [];
  /** Responses to what the web server asked of the connection in the last bytes. */
  readonly #replies: Uint8Array[] = [];
  /** How many heads are incomplete, and how many bytes of them are kept. */
  #openHeads = 0;
  #headSize = 0;
  /** Whether the connection ends when no request is running. */
  #isLast = false;
  #late: NodeJS.Timeout | undefined;

  constructor(connection: Connection, service: Service) {
    this.#connection = connection;
    this.#service = service;
    this.#watchHeads(true);
  }

  read(chunk: Buffer): void {
    try {
      this.#reader.read(chunk);
      if (this.#replies.length > 0) this.#connection.reply(Buffer.concat(this.#replies.splice(0)));
      for (const request of this.#ready.splice(0)) request.start(this.#service);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    this.#endWhenDone();
    const isAmidFirst = this.#requests.size === 0 && this.#reader.isAmidRecord;
    this.#watchHeads(this.#openHeads > 0 || isAmidFirst);
  }

  ended(): void {
    const isAmidFirst = this.#requests.size === 0 && this.#reader.isAmidRecord;
    if (this.#openHeads > 0 || isAmidFirst) {
      this.#service.refused(new ProtocolError('truncated', 'The connection ended in the head.'));
    }
    this.#watchHeads(false);
    for (const request of [...this.#requests.values()]) {
      if (request.isHeadOpen) this.#requests.delete(request.id);
      else request.endBody();
    }
    this.#endWhenDone();
  }

  closed(): void {
    this.#watchHeads(false);
    for (const request of this.#requests.values()) request.lost();
    this.#requests.clear();
  }

  finish(): void {
    this.#endWhenDone();
  }

  #take(type: number, id: number, content: Buffer): void {
    const request = this.#requests.get(id);
    switch (type) {
      case TYPE.begin:
        this.#begin(id, content);
        break;
      case TYPE.abort:
        if (request) this.#abort(request);
        break;
      case TYPE.params:
        if (request?.isHeadOpen) this.#addParams(request, content);
        break;
      case TYPE.stdin:
        if (content.length > 0) request?.addBody(content);
        else request?.endBody();
        break;
      case TYPE.data:
        break;
      case TYPE.getValues:
        this.#tellValues(content);
        break;
      default:
        this.#connection.reply(
          record(TYPE.unknownType, NO_REQUEST, Uint8Array.of(type, 0, 0, 0, 0, 0, 0, 0)),
        );
    }
  }

  #begin(id: number, content: Buffer): void {
    if (content.length !== BEGIN_SIZE) {
      throw new ProtocolError('begin', `BEGIN_REQUEST has ${content.length} bytes, not ${BEGIN_SIZE}.`);
    }
    if (id === NO_REQUEST) throw new ProtocolError('begin', 'BEGIN_REQUEST has the id 0.');
    if (this.#requests.has(id)) {
      throw new ProtocolError('begin', `BEGIN_REQUEST has the id ${id}, which is in use.`);
    }
    // A web server that wants the connection to end after a response sends no more requests.
    if (this.#isLast || this.#service.isClosing) return;
    const keeps = (content.readUInt8(2) & KEEP_CONNECTION) !== 0;
    this.#isLast = !keeps;
    if (content.readUInt16BE(0) !== RESPONDER) {
      this.#replies.push(endRequest(id, PROTOCOL_STATUS.unknownRole));
      return;
    }
    this.#openHeads++;
    this.#requests.set(id, new FastCGIRequest(id, this.#connection, this.#over));
  }

  readonly #over = (request: FastCGIRequest): void => {
    this.#requests.delete(request.id);
    this.#endWhenDone();
  };

  #addParams(request: FastCGIRequest, content: Buffer): void {
    if (content.length === 0) {
      this.#closeHead(request);
      request.endParams(this.#pairs);
      this.#ready.push(request);
      return;
    }
    this.#headSize += content.length;
    if (this.#headSize > this.#service.maxHeadSize) {
      throw new ProtocolError('too-large', 'The variables have more bytes than maxHeadSize.');
    }
    request.addParams(content);
  }

  #abort(request: FastCGIRequest): void {
    if (request.isHeadOpen) this.#closeHead(request);
    request.abort();
  }

  #closeHead(request: FastCGIRequest): void {
    this.#openHeads--;
    this.#headSize -= request.headSize;
  }

  #tellValues(content: Buffer): void {
    const values = new Map<string, string>();
    new PairReader().read(content, (name) => {
      const value = VALUES.get(name);
      if (value !== undefined) values.set(name, value);
    });
    this.#replies.push(record(TYPE.getValuesResult, NO_REQUEST, writePairs([...values])));
  }

  #refuse(error: unknown): void {
    this.#service.refused(error);
    this.#connection.close();
  }

  #endWhenDone(): void {
    if (this.#requests.size > 0) return;
    if (this.#isLast || this.#service.isClosing || this.#connection.hasPeerEnded) this.#connection.end();
  }

  /** Limits the time that heads take to arrive, or stops doing so. */
  #watchHeads(isOpen: boolean): void {
    if (!isOpen) {
      clearTimeout(this.#late);
      this.#late = undefined;
      return;
    }
    this.#late ??= timer(this.#service.headTimeout, () => {
      if (this.#connection.isUnused) this.#connection.close();
      else this.#refuse(new ProtocolError('truncated', 'The variables did not arrive within headTimeout.'));
    });
  }
}
