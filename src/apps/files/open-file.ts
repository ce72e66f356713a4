/**
 * Opens files by path.
 *
 * @module
 */
import { fstatSync, read, readSync, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { HTTPForbidden } from '../../exceptions/client-errors.ts';
import { lookNow, openPath, openPathNow, PathDescriptor } from './path-descriptor.ts';
import { QuickLook } from './quick-look.ts';

const readAt = promisify(read);

/** Error codes that mean there is nothing to open. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ENXIO', 'EINVAL']);
const FORBIDDEN = new Set(['EACCES', 'EPERM']);

/** Parts of files that were read. */
const parts = new QuickLook();

/**
 * A file or directory that is open for reading.
 *
 * `fstat` and `close` of an open descriptor are faster than a hop to the thread pool, so they run synchronously.
 */
export class OpenFile {
  /** The absolute path under which it was opened. */
  readonly path: string;
  readonly #descriptor: PathDescriptor;
  /**
   * Its metadata, taken from the descriptor, so that it describes what is open even if the path now leads
   * elsewhere.
   */
  readonly stats: Stats;

  /** @param descriptor the open descriptor, which this object closes. */
  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = new PathDescriptor(path, descriptor);
    this.stats = closingOnError(this, () => fstatSync(descriptor));
  }

  /** The number of the descriptor; `undefined` while it is closed until it is read. */
  get descriptor(): number | undefined {
    return this.#descriptor.useNow((number) => number);
  }

  get isClosed(): boolean {
    return this.#descriptor.isClosed;
  }

  /** Reads into a buffer from a position, and returns the number of bytes; 0 at the end. */
  async read(buffer: Uint8Array, position: number): Promise<number> {
    const length = this.readNow(buffer, position);
    if (length !== undefined) return length;
    const { bytesRead } = await this.#descriptor.use((descriptor) =>
      parts.later(this.#partKey(position, buffer.length), () =>
        readAt(descriptor, buffer, 0, buffer.length, position),
      ),
    );
    return bytesRead;
  }

  /** Does what {@link read} does without waiting; `undefined` if that may take long. */
  readNow(buffer: Uint8Array, position: number): number | undefined {
    return this.#descriptor.useNow((number) =>
      parts.now(this.#partKey(position, buffer.length), () =>
        readSync(number, buffer, 0, buffer.length, position),
      ),
    );
  }

  /** Also closes the file if it is garbage-collected. Call this before handing it to code that may drop it. */
  closeWhenForgotten(): void {
    this.#descriptor.closeWhenForgotten();
  }

  /**
   * Closes the file while nobody reads it: after this turn of the event loop, until its first read. Once it is read
   * in part, it is also closed if it is garbage-collected. Call this before handing it to code that may drop it.
   */
  restUnlessRead(): void {
    this.#descriptor.restUnlessUsed();
  }

  /** Closes it once, after the reads in progress. */
  close(): void {
    this.#descriptor.close();
  }

  #partKey(position: number, length: number): string {
    return `${position}+${length} ${this.path}`;
  }
}

/**
 * Opens a path for reading; `undefined` if it does not exist.
 *
 * @throws HTTPForbidden when this process may not read it, and the system's error for any other failure.
 */
export async function openFile(path: string): Promise<OpenFile | undefined> {
  try {
    return new OpenFile(path, await openPath(path));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (ABSENT.has(code)) return undefined;
    throw FORBIDDEN.has(code) ? new HTTPForbidden({ cause: error }) : error;
  }
}

/** The file or directory at a path, opened without waiting; `undefined` if that may take long, or if it fails. */
export function openNow(path: string): OpenFile | undefined {
  return lookNow(path, () => new OpenFile(path, openPathNow(path)));
}

/** The opened file; `undefined` if this process may not read it. */
export async function unlessForbidden(opening: Promise<OpenFile | undefined>): Promise<OpenFile | undefined> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof HTTPForbidden) return undefined;
    throw error;
  }
}

/** The result of `use`. If it throws, or its promise is rejected, the file is closed. */
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
