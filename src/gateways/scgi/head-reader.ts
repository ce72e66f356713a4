/**
 * Reads the head of an SCGI request: variables in a netstring (SCGI, sections 3 and 4).
 *
 * @module
 */
import { ProtocolError } from '../sockets/protocol-error.ts';
import { type RequestVariables, VariableList } from '../sockets/variables.ts';

const COMMA = 0x2c;
const NUMBER = /^(?:0|[1-9][0-9]*)$/;
/** More digits than any safe integer has. */
const MOST_DIGITS = 16;

/** A head, and the bytes after it, which begin the body. */
export interface SCGIHead extends RequestVariables {
  readonly length: number;
  readonly rest: Buffer;
}

/** Reads one head from chunks as they arrive. It keeps no more bytes than a head may have. */
export class HeadReader {
  readonly #maxSize: number;
  #chunks: Buffer[] = [];
  #kept = 0;
  /** Where the variables begin and end, once the colon has arrived. */
  #place: { readonly start: number; readonly end: number } | undefined;

  /** @param maxSize the most bytes of the variables. */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  /**
   * Takes the next bytes.
   *
   * @returns the head, when it is complete.
   * @throws ProtocolError when it is malformed.
   */
  read(chunk: Buffer): SCGIHead | undefined {
    this.#chunks.push(chunk);
    this.#kept += chunk.length;
    this.#place ??= this.#findPlace();
    if (!this.#place || this.#kept <= this.#place.end) return undefined;
    const { start, end } = this.#place;
    const bytes = this.#joined();
    if (bytes[end] !== COMMA) throw malformed('is not followed by a comma');
    return { ...headOf(bytes.toString('latin1', start, end)), rest: bytes.subarray(end + 1) };
  }

  #findPlace(): { start: number; end: number } | undefined {
    const bytes = this.#joined();
    this.#chunks = [bytes];
    const beginning = bytes.toString('latin1', 0, MOST_DIGITS + 1);
    const colon = beginning.indexOf(':');
    const digits = colon === -1 ? beginning : beginning.slice(0, colon);
    if (!NUMBER.test(digits) || digits.length > MOST_DIGITS)
      throw malformed('does not begin with its length');
    if (colon === -1) return undefined;
    const size = Number(digits);
    if (size > this.#maxSize) {
      throw new ProtocolError('too-large', `The head has ${size} bytes, more than maxHeadSize.`);
    }
    return { start: colon + 1, end: colon + 1 + size };
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    return first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
  }
}

/** @throws ProtocolError when it does not consist of pairs, or they are not those of a request. */
function headOf(text: string): RequestVariables & { length: number } {
  const parts = text.split('\0');
  // Each name and each value ends with a NUL.
  if (parts.pop() !== '' || parts.length % 2 === 1) {
    throw new ProtocolError('headers', 'The head is not made of names and values that each end with a NUL.');
  }
  const list = new VariableList();
  for (let i = 0; i < parts.length; i += 2) {
    const [name = '', value = ''] = [parts[i], parts[i + 1]];
    if (name === '') throw new ProtocolError('headers', 'The head has a variable without a name.');
    list.add(name, value);
  }
  if (parts[0] !== 'CONTENT_LENGTH') {
    throw new ProtocolError('content-length', 'The first variable of the head is not CONTENT_LENGTH.');
  }
  const { variables, length } = list.request();
  if (length === undefined) throw new ProtocolError('content-length', 'CONTENT_LENGTH is empty.');
  if (variables.SCGI !== '1') throw new ProtocolError('no-scgi', 'The variable SCGI is not 1.');
  return { variables, length };
}

function malformed(what: string): ProtocolError {
  return new ProtocolError('netstring', `The netstring ${what}.`);
}
