/**
 * Opening what a path leads to.
 *
 * @module
 */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { HTTPForbidden } from '../http-exceptions.ts';

/** Something that is open: a file, or a directory. */
export interface OpenFile {
  /** The absolute path that led to it. */
  readonly path: string;
  readonly handle: FileHandle;
  /** What it is; taken from the handle, so that it holds for what is open, whatever the path leads to by now. */
  readonly stats: Stats;
}

/** A pipe that nobody writes to must not be waited for. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What the system says where there is nothing to open. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ENXIO', 'EINVAL']);
const FORBIDDEN = new Set(['EACCES', 'EPERM']);

/**
 * Opens what a path leads to, to read it; `undefined` when there is nothing.
 *
 * @throws HTTPForbidden when this process may not read it, and the system's error when it cannot.
 */
export async function openFile(path: string): Promise<OpenFile | undefined> {
  const handle = await openToRead(path);
  if (!handle) return undefined;
  return closingOnError(handle, async () => ({ path, handle, stats: await handle.stat() }));
}

/** What `use` gives; when it throws, the file is closed. */
export async function closingOnError<T>(handle: FileHandle, use: () => T | Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openToRead(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, FLAGS);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (ABSENT.has(code)) return undefined;
    throw FORBIDDEN.has(code) ? new HTTPForbidden({ cause: error }) : error;
  }
}
