/**
 * A directory out of which no path leads.
 *
 * @module
 */
import { readlinkSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { closingOnError, type OpenFile, openFile } from './open-file.ts';

/** Where Linux tells the paths of what is open. */
const DESCRIPTORS = '/proc/self/fd';

/**
 * A directory whose files are opened by names. A symbolic link may stand in the place of the directory, and may be
 * changed; links below it count only where they lead to something below it.
 */
export class RootDirectory {
  readonly #path: string;
  readonly #descriptors: string;
  #realPath: string | undefined;

  /** @param descriptors where the system tells the paths of what is open; where it does not, they are looked up. */
  constructor(directory: string, descriptors = DESCRIPTORS) {
    this.#path = path.resolve(directory);
    this.#descriptors = descriptors;
  }

  /**
   * Opens what the names lead to; `undefined` when there is nothing, or it is not below this directory.
   *
   * @param names none of which is `..`, or has a separator.
   * @throws HTTPForbidden when this process may not read it, and the system's error when it cannot.
   */
  async open(names: readonly string[]): Promise<OpenFile | undefined> {
    const file = await openFile(path.join(this.#path, ...names));
    if (!file) return undefined;
    const isInside = await closingOnError(file, async () => this.#holds(await this.#placeOf(file)));
    if (isInside) return file;
    file.close();
    return undefined;
  }

  /** What an open directory holds, in order; a directory's name ends with a slash. */
  async list(directory: OpenFile): Promise<string[]> {
    const entries = await readdir((await this.#placeOf(directory)) || directory.path, {
      withFileTypes: true,
    });
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  }

  async #holds(place: string): Promise<boolean> {
    if (this.#realPath !== undefined && isWithin(this.#realPath, place)) return true;
    this.#realPath = await realpath(this.#path);
    return isWithin(this.#realPath, place);
  }

  /**
   * The path, without links, of what is open. The system tells it of the very file, and without a look at the disk;
   * where it does not, the path that led to the file is followed again. Empty where that leads nowhere any more.
   */
  async #placeOf({ path: name, descriptor }: OpenFile): Promise<string> {
    try {
      return readlinkSync(`${this.#descriptors}/${descriptor}`);
    } catch {
      return realpath(name).catch(() => '');
    }
  }
}

function isWithin(root: string, place: string): boolean {
  return place === root || place.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}
