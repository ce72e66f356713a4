/**
 * Opening what a path leads to.
 *
 * @module
 */
import { closeSync, constants, fstatSync, open, openSync, read, readSync, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { HTTPForbidden } from '../../exceptions/client-errors.ts';
import { AtHand } from './quick-look.ts';

const openAt = promisify(open);
const readAt = promisify(read);

/** A pipe that nobody writes to must not be waited for. */
/* v8 ignore next -- @preserve Windows does not know the flag */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What the system says where there is nothing to open. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ENXIO', 'EINVAL']);
const FORBIDDEN = new Set(['EACCES', 'EPERM']);

/** Paths that were opened, and parts of files that were read. */
const paths = new AtHand();
const parts = new AtHand();

const forgotten = new FinalizationRegistry<number>(closeSync);

/**
 * Something that is open to be read: a file, or a directory.
 *
 * What is open the system has at hand: it tells what it is, and closes it, in less time than another thread is woken.
 */
export class OpenFile {
  /** The absolute path that led to it. */
  readonly path: string;
  readonly descriptor: number;
  /** What it is; taken from the descriptor, so that it holds for what is open, whatever the path leads to by now. */
  readonly stats: Stats;
  #reads = 0;
  #isClosed = false;

  /** Takes what is open for its own. */
  constructor(path: string, descriptor: number) {
    this.path = path;
    this.descriptor = descriptor;
    this.stats = closingOnError(this, () => fstatSync(descriptor));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Reads into a buffer what is at a position, and gives the number of bytes; 0 at the end. */
  async read(buffer: Uint8Array, position: number): Promise<number> {
    const length = this.readNow(buffer, position);
    if (length !== undefined) return length;
    this.#reads++;
    try {
      const key = this.#partKey(position, buffer.length);
      const { bytesRead } = await parts.later(key, () =>
        readAt(this.descriptor, buffer, 0, buffer.length, position),
      );
      return bytesRead;
    } finally {
      this.#reads--;
      if (this.#isClosed && this.#reads === 0) closeSync(this.descriptor);
    }
  }

  /** As {@link read}, but at once; `undefined` where the system may not have it at hand. */
  readNow(buffer: Uint8Array, position: number): number | undefined {
    if (this.#isClosed) throw new TypeError('the file has already been closed');
    return parts.now(this.#partKey(position, buffer.length), () =>
      readSync(this.descriptor, buffer, 0, buffer.length, position),
    );
  }

  /** Has it closed when it is collected as garbage, too: for who gives it away. */
  closeWhenForgotten(): void {
    if (!this.#isClosed) forgotten.register(this, this.descriptor, this);
  }

  /** Closes it, once, after the last of the reads under way: another file could get its descriptor meanwhile. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    forgotten.unregister(this);
    if (this.#reads === 0) closeSync(this.descriptor);
  }

  #partKey(position: number, length: number): string {
    return `${position}+${length} ${this.path}`;
  }
}

/**
 * Opens what a path leads to, to read it; `undefined` when there is nothing.
 *
 * @throws HTTPForbidden when this process may not read it, and the system's error when it cannot.
 */
export async function openFile(path: string): Promise<OpenFile | undefined> {
  try {
    const descriptor =
      paths.now(path, () => openSync(path, FLAGS)) ?? (await paths.later(path, () => openAt(path, FLAGS)));
    return new OpenFile(path, descriptor);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (ABSENT.has(code)) return undefined;
    throw FORBIDDEN.has(code) ? new HTTPForbidden({ cause: error }) : error;
  }
}

/** What `use` gives; when it throws, or its promise is rejected, the file is closed. */
export function closingOnError<T>(file: OpenFile, use: () => T): T {
  const fail = (error: unknown): never => {
    file.close();
    throw error;
  };
  try {
    const result = use();
    return result instanceof Promise ? (result.catch(fail) as T) : result;
  } catch (error) {
    return fail(error);
  }
}
