/**
 * A connection from a web server: how it is read, written and ended.
 *
 * @module
 */
import type { Socket } from 'node:net';
import { drained } from '../../wsgi/drained.ts';
import type { Flow } from './body-queue.ts';

/** How a protocol uses a connection. */
export interface Protocol {
  /** Takes bytes that arrived. */
  read(chunk: Buffer): void;
  /** Called when the peer sends no more; it may still read. */
  ended(): void;
  /** Called when the connection is closed, and nothing can be sent any more. */
  closed(): void;
  /** Called when the server closes: the connection should end as soon as no request is running. */
  finish(): void;
}

/** While more bytes than this wait for a reader, no more are read from the peer. */
const MOST_BYTES_WAITING = 65_536;
/** Milliseconds that bytes may wait for a peer that takes none. */
const LONGEST_STALL = 120_000;
/** How many more bytes are read after our side has ended, and how many milliseconds the peer has to end its own. */
const MOST_BYTES_DISCARDED = 1024 * 1024;
const LONGEST_LINGER = 2000;
/**
 * Milliseconds for which a peer that ended its side, and gets nothing, still counts as reading. After that it
 * counts as gone: only a failing write distinguishes the two, and even the first write does not fail.
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
      // The close that follows reports the failure.
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

  /** Sends bytes. If it returns a promise, wait until the peer has taken enough. */
  write(...chunks: readonly (Uint8Array | string)[]): void | Promise<void> {
    if (!this.#send(chunks)) return drained(this.#socket);
  }

  /** Sends bytes that are valid only until the promise is fulfilled: when they are sent, or can no longer be. */
  writeLent(...chunks: readonly (Uint8Array | string)[]): Promise<void> {
    return new Promise((resolve) => void this.#send(chunks, () => resolve()));
  }

  /**
   * Sends a response to what the peer asks of the connection. If the peer does not read responses, nothing more is
   * read from it.
   */
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
   * Ends our side after what was written. Bytes that still arrive are discarded, because closing immediately would
   * make a peer that is still sending lose the end of the response.
   */
  end(): void {
    const socket = this.#socket;
    if (socket.writableEnded) return;
    this.#protocol = undefined;
    socket.end(() => void socket.setTimeout(LONGEST_LINGER));
    socket.resume();
  }

  /** Closes immediately. */
  close(): void {
    this.#socket.destroy();
  }

  /** Closes immediately, by a reset if possible, since the response is incomplete. */
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

  /** Called when nothing has moved for a while. */
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
