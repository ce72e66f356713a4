/**
 * Opens files by path.
 *
 * @module
 */
import { constants, fstatSync, open, openSync, read, readSync, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { Descriptor } from '../../body/input/descriptor.ts';
import { HTTPForbidden } from '../../exceptions/client-errors.ts';
import { QuickLook } from './quick-look.ts';

const openAt = promisify(open);
const readAt = promisify(read);

/** Do not wait for a pipe that nobody writes to. */
/* v8 ignore next -- @preserve Windows does not know the flag */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Error codes that mean there is nothing to open. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ENXIO', 'EINVAL']);
const FORBIDDEN = new Set(['EACCES', 'EPERM']);

/** Paths that were opened, and parts of files that were read. */
const paths = new QuickLook();
const parts = new QuickLook();

/**
 * A file or directory that is open for reading.
 *
 * `fstat` and `close` of an open descriptor are faster than a hop to the thread pool, so they run synchronously.
 */
export class OpenFile {
  /** The absolute path under which it was opened. */
  readonly path: string;
  readonly #descriptor: Descriptor;
  /**
   * Its metadata, taken from the descriptor, so that it describes what is open even if the path now leads
   * elsewhere.
   */
  readonly stats: Stats;

  /** @param descriptor the open descriptor, which this object closes. */
  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = new Descriptor(descriptor);
    this.stats = closingOnError(this, () => fstatSync(descriptor));
  }

  get descriptor(): number {
    return this.#descriptor.number;
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
    this.#descriptor.assertOpen();
    return parts.now(this.#partKey(position, buffer.length), () =>
      readSync(this.#descriptor.number, buffer, 0, buffer.length, position),
    );
  }

  /** Also closes the file if it is garbage-collected; call before handing it to code that may drop it. */
  closeWhenForgotten(): void {
    this.#descriptor.closeWhenForgotten();
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
    const descriptor =
      paths.now(path, () => openSync(path, FLAGS)) ?? (await paths.later(path, () => openAt(path, FLAGS)));
    return new OpenFile(path, descriptor);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (ABSENT.has(code)) return undefined;
    throw FORBIDDEN.has(code) ? new HTTPForbidden({ cause: error }) : error;
  }
}

/** The file or directory at a path, opened without waiting; `undefined` if that may take long, or if it fails. */
export function openNow(path: string): OpenFile | undefined {
  return lookNow(path, () => new OpenFile(path, openSync(path, FLAGS)));
}

/** The result of `look` for a path; `undefined`, without calling it, if that may take long, or if it fails. */
export function lookNow<T>(path: string, look: () => T | undefined): T | undefined {
  try {
    return paths.now(path, look);
  } catch {
    return undefined;
  }
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
