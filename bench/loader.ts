/**
 * The process that loads a server: 32 persistent connections, each with one request at a time.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';

/** A command to the process. It replies with the number of responses, and exits if one differs from the first. */
export interface Load {
  readonly port: number;
  /** The whole request. */
  readonly request: string;
  readonly milliseconds: number;
}

const CONNECTIONS = 32;
const STATUS_LINE = 'HTTP/1.1 200'.length;
/** The end of a chunked body. */
const LAST_CHUNK = '0\r\n\r\n';
const BUFFER = Buffer.allocUnsafe(64 * 1024);

class Connection {
  readonly #socket: Socket;
  #onBytes: (bytes: Buffer) => void = () => {};

  constructor(port: number) {
    const callback = (length: number) => {
      this.#onBytes(BUFFER.subarray(0, length));
      return true;
    };
    const onread = { buffer: BUFFER, callback };
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
    this.#socket.on('error', () => {}).once('close', () => process.exit(1));
  }

  /** Sends requests until the time is over, and returns the number of responses. */
  ask(request: string, end: number): Promise<number> {
    return new Promise((resolve) => {
      let expected: { status: string; length: number } | undefined;
      let missing = 0;
      let responses = 0;
      let tail = '';
      this.#onBytes = (bytes) => {
        if (missing === 0) {
          expected ??= { status: statusOf(bytes), length: lengthOf(bytes) };
          if (statusOf(bytes) !== expected.status)
            throw new Error(`${statusOf(bytes)} after ${expected.status}`);
          missing = expected.length;
        }
        missing -= bytes.length;
        if (missing === Infinity) {
          tail = (tail + bytes.toString('latin1', Math.max(0, bytes.length - LAST_CHUNK.length))).slice(
            -LAST_CHUNK.length,
          );
          if (tail === LAST_CHUNK) missing = 0;
        }
        if (missing < 0) throw new Error(`a response is longer than ${expected?.length} bytes`);
        if (missing > 0) return;
        responses++;
        if (performance.now() < end) this.#socket.write(request, 'latin1');
        else resolve(responses);
      };
      this.#socket.write(request, 'latin1');
    });
  }
}

const connections: Connection[] = [];

process.on('disconnect', () => process.exit());
process.on('message', async ({ port, request, milliseconds }: Load) => {
  while (connections.length < CONNECTIONS) connections.push(new Connection(port));
  const end = performance.now() + milliseconds;
  const responses = await Promise.all(connections.map((connection) => connection.ask(request, end)));
  process.send?.(responses.reduce((sum, count) => sum + count));
});

function statusOf(response: Buffer): string {
  return response.toString('latin1', 0, STATUS_LINE);
}

/** The length of the response with this beginning, or `Infinity` if its body is chunked. */
function lengthOf(response: Buffer): number {
  const head = response.subarray(0, response.indexOf('\r\n\r\n') + 4).toString('latin1');
  const status = Number(statusOf(response).slice(-3));
  if (/^transfer-encoding: chunked/im.test(head) && status < 400) return Infinity;
  const length = status === 304 ? 0 : Number(/^content-length: (\d+)/im.exec(head)?.[1]);
  if (!(status < 400) || Number.isNaN(length)) throw new Error(`not what was expected:\n${head}`);
  return head.length + length;
}
