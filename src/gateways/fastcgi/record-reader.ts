/**
 * Reads FastCGI records from a connection (FastCGI 1.0, section 3.3).
 *
 * @module
 */
import { ProtocolError } from '../sockets/protocol-error.ts';
import { HEADER_SIZE, TYPE, VERSION } from './records.ts';

/**
 * Takes a record. A record of a stream, PARAMS or STDIN, may arrive in several pieces, as if it were several
 * records. A piece is empty only if the record is, which ends the stream.
 */
export type TakeRecord = (type: number, id: number, content: Buffer) => void;

const NOTHING = Buffer.alloc(0);

/** Reads records from chunks as they arrive. It keeps at most one record that does not belong to a stream. */
export class RecordReader {
  readonly #take: TakeRecord;
  /** An incomplete header, and how many of its bytes have arrived. */
  readonly #header = Buffer.alloc(HEADER_SIZE);
  #headerLength = 0;
  #type = 0;
  #id = 0;
  /** How many bytes of the content, and of the padding, are missing. */
  #content = 0;
  #padding = 0;
  /** The content, as far as it has arrived, of a record that is taken as a whole. */
  #pieces: Buffer[] = [];

  constructor(take: TakeRecord) {
    this.#take = take;
  }

  /** Whether the last record is incomplete. */
  get isAmidRecord(): boolean {
    return this.#headerLength > 0 || this.#content > 0 || this.#padding > 0;
  }

  /**
   * Takes the next bytes.
   *
   * @throws ProtocolError when a record has another version.
   */
  read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#content > 0) at += this.#readContent(chunk.subarray(at, at + this.#content));
      else if (this.#padding > 0) {
        const skipped = Math.min(this.#padding, chunk.length - at);
        this.#padding -= skipped;
        at += skipped;
      } else at += this.#readHeader(chunk, at);
    }
  }

  #readHeader(chunk: Buffer, at: number): number {
    if (this.#headerLength === 0 && chunk.length - at >= HEADER_SIZE) {
      this.#begin(chunk, at);
      return HEADER_SIZE;
    }
    const read = chunk.copy(this.#header, this.#headerLength, at);
    this.#headerLength += read;
    if (this.#headerLength === HEADER_SIZE) {
      this.#headerLength = 0;
      this.#begin(this.#header, 0);
    }
    return read;
  }

  #begin(bytes: Buffer, at: number): void {
    const version = bytes[at];
    if (version !== VERSION) {
      throw new ProtocolError('version', `A record has the version ${version}, not ${VERSION}.`);
    }
    this.#type = bytes.readUInt8(at + 1);
    this.#id = bytes.readUInt16BE(at + 2);
    this.#content = bytes.readUInt16BE(at + 4);
    this.#padding = bytes.readUInt8(at + 6);
    if (this.#content === 0) this.#take(this.#type, this.#id, NOTHING);
  }

  #readContent(piece: Buffer): number {
    this.#content -= piece.length;
    const type = this.#type;
    if (type === TYPE.stdin || type === TYPE.params) this.#take(type, this.#id, piece);
    else if (this.#content > 0) this.#pieces.push(piece);
    else {
      const whole = this.#pieces.length === 0 ? piece : Buffer.concat([...this.#pieces, piece]);
      this.#pieces = [];
      this.#take(type, this.#id, whole);
    }
    return piece.length;
  }
}
