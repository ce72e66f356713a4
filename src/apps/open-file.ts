/**
 * Opening what a path leads to.
 *
 * @module
 */
import { closeSync, constants, fstatSync, open, read, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { HTTPForbidden } from '../http-exceptions.ts';

const openAt = promisify(open);
const readAt = promisify(read);

/** A pipe that nobody writes to must not be waited for. */
/* v8 ignore next -- @preserve Windows does not know the flag */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What the system says where there is nothing to open. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ENXIO', 'EINVAL']);
const FORBIDDEN = new Set(['EACCES', 'EPERM']);

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
    if (this.#isClosed) throw new TypeError('the file is closed');
    this.#reads++;
    try {
      return (await readAt(this.descriptor, buffer, 0, buffer.length, position)).bytesRead;
    } finally {
      this.#reads--;
      if (this.#isClosed && this.#reads === 0) closeSync(this.descriptor);
    }
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
}

/**
 * Opens what a path leads to, to read it; `undefined` when there is nothing.
 *
 * @throws HTTPForbidden when this process may not read it, and the system's error when it cannot.
 */
export async function openFile(path: string): Promise<OpenFile | undefined> {
  try {
    return new OpenFile(path, await openAt(path, FLAGS));
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
