/**
 * Web servers under the control of tests: they send SCGI and FastCGI as bytes.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';
import { TYPE } from '../../src/gateways/fastcgi/records.ts';

/** The variables of a test's request, unless the test changes them. */
export const VARIABLES: Readonly<Record<string, string>> = {
  REQUEST_METHOD: 'GET',
  SCRIPT_NAME: '',
  PATH_INFO: '/a',
  QUERY_STRING: 'x=1',
  SERVER_NAME: 'localhost',
  SERVER_PORT: '80',
  SERVER_PROTOCOL: 'HTTP/1.1',
};

/** An SCGI request; `given` are native strings. */
export function scgiRequest(given: Readonly<Record<string, string>> = {}, body = ''): Buffer {
  const length = String(Buffer.byteLength(body, 'latin1'));
  return netstring(Object.entries({ CONTENT_LENGTH: length, SCGI: '1', ...VARIABLES, ...given }), body);
}

/** Pairs in SCGI's encoding, followed by the body. */
export function netstring(pairs: readonly (readonly [string, string])[], rest = ''): Buffer {
  const text = pairs.map(([name, value]) => `${name}\0${value}\0`).join('');
  return Buffer.from(`${text.length}:${text},${rest}`, 'latin1');
}

/** A FastCGI record. */
export function frame(type: number, id: number, content: string | Uint8Array = '', padding = 0): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  const header = Buffer.from([1, type, id >> 8, id & 255, bytes.length >> 8, bytes.length & 255, padding, 0]);
  return Buffer.concat([header, bytes, Buffer.alloc(padding)]);
}

/** The record that begins a request. */
export function begin(id: number, { keep = true, role = 1 } = {}): Buffer {
  return frame(TYPE.begin, id, Uint8Array.of(0, role, keep ? 1 : 0, 0, 0, 0, 0, 0));
}

/** Pairs in FastCGI's encoding. */
export function pairs(given: Readonly<Record<string, string>>): string {
  const length = ({ length: n }: string) =>
    n < 128
      ? String.fromCharCode(n)
      : String.fromCharCode((n >> 24) | 128, (n >> 16) & 255, (n >> 8) & 255, n & 255);
  return Object.entries(given)
    .map(([name, value]) => length(name) + length(value) + name + value)
    .join('');
}

/** A complete FastCGI request. */
export function fastcgiRequest(
  given: Readonly<Record<string, string>> = {},
  { id = 1, keep = true, body = '' }: { id?: number; keep?: boolean; body?: string } = {},
): Buffer {
  const variables = { ...VARIABLES, CONTENT_LENGTH: body === '' ? '' : String(body.length), ...given };
  return Buffer.concat([
    begin(id, { keep }),
    frame(TYPE.params, id, pairs(variables), 3),
    frame(TYPE.params, id),
    ...(body === '' ? [] : [frame(TYPE.stdin, id, body)]),
    frame(TYPE.stdin, id),
  ]);
}

/** A received record. */
export interface Came {
  readonly type: number;
  readonly id: number;
  readonly content: Buffer;
  readonly padding: number;
}

/** The complete records in some bytes. */
export function recordsIn(bytes: Buffer): Came[] {
  const records: Came[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const [length, padding] = [bytes.readUInt16BE(at + 4), bytes.readUInt8(at + 6)];
    const end = at + 8 + length;
    if (end + padding > bytes.length) break;
    records.push({
      type: bytes.readUInt8(at + 1),
      id: bytes.readUInt16BE(at + 2),
      content: bytes.subarray(at + 8, end),
      padding,
    });
    at = end + padding;
  }
  return records;
}

/** The content of a stream, from all of its records. */
export function streamOf(bytes: Buffer, type: number, id = 1): string {
  const wanted = recordsIn(bytes).filter((came) => came.type === type && came.id === id);
  return Buffer.concat(wanted.map(({ content }) => content)).toString('latin1');
}

/** A connection to one of our servers. */
export class Peer implements Disposable {
  readonly socket: Socket;
  /** Fulfilled when the server has ended its side, or the connection is closed. */
  readonly ended: Promise<void>;
  #isReset = false;
  #chunks: Buffer[] = [];
  #look: (() => void) | undefined;

  constructor(place: { port: number } | { path: string }) {
    this.socket = connect({ ...place, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('error', () => {
      this.#isReset = true;
    });
    this.socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      this.#look?.();
    });
    this.ended = new Promise(
      (resolve) => void this.socket.once('end', resolve).once('close', () => resolve()),
    );
  }

  send(...chunks: readonly (Buffer | string)[]): this {
    for (const chunk of chunks) this.socket.write(chunk, 'latin1');
    return this;
  }

  /** Ends the test's side. */
  finish(): this {
    this.socket.end();
    return this;
  }

  /** The bytes received so far. */
  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.received.toString('latin1');
  }

  /** All bytes until the server ends its side. */
  async all(): Promise<Buffer> {
    await this.ended;
    return this.received;
  }

  /** Whether the server has reset the connection rather than ended its side, which a write reveals. */
  async isReset(): Promise<boolean> {
    await this.ended;
    return new Promise((resolve) => {
      this.socket.write('?', (error) => resolve(this.#isReset || Boolean(error)));
    });
  }

  /** Waits until the received bytes meet a condition. */
  until(isSo: (received: Buffer) => boolean): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#look = () => {
        const { received } = this;
        if (!isSo(received)) return;
        this.#look = undefined;
        resolve(received);
      };
      this.#look();
    });
  }

  /** Waits until a number of requests are answered. */
  answers(count = 1): Promise<Buffer> {
    return this.until(
      (received) => recordsIn(received).filter(({ type }) => type === TYPE.end).length >= count,
    );
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** The body of a FastCGI response. */
export const answerTo = (peer: Peer, id = 1): string | undefined =>
  streamOf(peer.received, TYPE.stdout, id).split('\r\n\r\n')[1];

/** The types of the records that a FastCGI server has sent. */
export const typesIn = (peer: Peer): number[] => recordsIn(peer.received).map(({ type }) => type);
