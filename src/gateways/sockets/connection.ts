/**
 * A connection from a web server: how it is read, written and ended.
 *
 * @module
 */
import type { Socket } from 'node:net';
import { drained } from '../../wsgi/drained.ts';
import type { Flow } from './body-queue.ts';

/** What a protocol does with a connection. */
export interface Protocol {
  /** Takes bytes that arrived. */
  read(chunk: Buffer): void;
  /** The peer sends no more; it may still read. */
  ended(): void;
  /** The connection is closed; nothing can be sent any more. */
  closed(): void;
  /** The server closes: the connection ends as soon as nothing runs. */
  finish(): void;
}

/** Above so many bytes that no reader takes, no more are read from the peer. */
const MOST_BYTES_WAITING = 65_536;
/** For how many milliseconds bytes wait for a peer that takes none. */
const LONGEST_STALL = 120_000;
/** How many more bytes are taken after the end of our side, and how many milliseconds the peer has to end its own. */
const MOST_BYTES_DISCARDED = 1024 * 1024;
const LONGEST_LINGER = 2000;
/**
 * For how many milliseconds a peer that ended its side may get nothing, and still counts as one that reads. After that it
 * counts as gone: nothing but a write that fails tells the two apart, and not even the first one does.
 */
const LONGEST_SILENCE = 1000;

/** One connection. */
export class Connection implements Flow {
  readonly #socket: Socket;
  #protocol: Protocol | undefined;
  #waiting = 0;
  #discarded = 0;
  #isHeld = false;
  #hasPeerEnded = false;
  #isAnswering = false;
  #silence: NodeJS.Timeout | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Begins to read. */
  begin(protocol: Protocol): void {
    this.#protocol = protocol;
    this.#socket
      .setTimeout(LONGEST_STALL, () => this.#stalled())
      .on('data', (chunk: Buffer) => this.#read(chunk))
      .on('end', () => this.#peerEnded())
      // What failed is told by the close that follows.
      .on('error', () => undefined)
      .on('close', () => this.#closed());
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  get hasPeerEnded(): boolean {
    return this.#hasPeerEnded;
  }

  /** Whether nothing has arrived yet. */
  get isUnused(): boolean {
    return this.#socket.bytesRead === 0;
  }

  /** How many bytes wait for the peer. */
  get backlog(): number {
    return this.#socket.writableLength;
  }

  add(bytes: number): void {
    this.#waiting += bytes;
    if (this.#waiting >= MOST_BYTES_WAITING) this.#socket.pause();
    else if (!this.#isHeld && this.#socket.isPaused()) this.#socket.resume();
  }

  /** Sends bytes. A promise tells to wait until the peer has taken enough. */
  write(...chunks: readonly (Uint8Array | string)[]): void | Promise<void> {
    if (!this.#send(chunks)) return drained(this.#socket);
  }

  /** Sends bytes that hold only until the promise is fulfilled: when they are out, or cannot be sent any more. */
  writeLent(...chunks: readonly (Uint8Array | string)[]): Promise<void> {
    return new Promise((resolve) => void this.#send(chunks, () => resolve()));
  }

  /** Sends an answer to what the peer asks of the connection: no more is read from one that takes no answers. */
  reply(chunk: Uint8Array): void {
    if (this.#send([chunk]) || this.#isHeld) return;
    this.#isHeld = true;
    this.#socket.pause();
    void drained(this.#socket).then(() => {
      this.#isHeld = false;
      this.add(0);
    });
  }

  /**
   * Ends our side, after what was written. What still comes is discarded, for closing at once would take the end of the
   * answer from a peer that still sends.
   */
  end(): void {
    const socket = this.#socket;
    if (socket.writableEnded) return;
    this.#protocol = undefined;
    socket.end(() => void socket.setTimeout(LONGEST_LINGER));
    socket.resume();
  }

  /** Closes at once. */
  close(): void {
    this.#socket.destroy();
  }

  /** Closes at once, by a reset where there is such a thing: what was sent is not whole. */
  cut(): void {
    if (this.#socket.remotePort === undefined) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  #send(chunks: readonly (Uint8Array | string)[], sent?: () => void): boolean {
    const socket = this.#socket;
    this.#isAnswering = true;
    if (chunks.length > 1) socket.cork();
    let takesMore = true;
    chunks.forEach((chunk, i) => {
      takesMore = socket.write(chunk, 'latin1', i === chunks.length - 1 ? sent : undefined);
    });
    if (chunks.length > 1) socket.uncork();
    return takesMore || socket.destroyed;
  }

  #read(chunk: Buffer): void {
    if (this.#protocol) this.#protocol.read(chunk);
    else {
      this.#discarded += chunk.length;
      if (this.#discarded > MOST_BYTES_DISCARDED) this.#socket.destroy();
    }
  }

  /** Nothing has moved for a while. */
  #stalled(): void {
    if (this.#socket.writableLength > 0 || this.#socket.writableFinished) this.#socket.destroy();
  }

  #peerEnded(): void {
    this.#hasPeerEnded = true;
    this.#protocol?.ended();
    if (this.#socket.writableEnded || this.#socket.destroyed) return;
    this.#isAnswering = false;
    this.#silence = setInterval(() => {
      if (!this.#isAnswering && this.#socket.writableLength === 0) this.#socket.destroy();
      this.#isAnswering = false;
    }, LONGEST_SILENCE);
  }

  #closed(): void {
    clearInterval(this.#silence);
    this.#protocol?.closed();
    this.#protocol = undefined;
  }
}
