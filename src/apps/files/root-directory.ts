/**
 * A directory that no path leads out of.
 *
 * @module
 */
import { type Dirent, lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CheckedFiles } from './checked-files.ts';
import { closingOnError, type OpenFile, openFile, openNow, unlessForbidden } from './open-file.ts';
import { lookNow } from './path-descriptor.ts';
import { QuickLook } from './quick-look.ts';

/** Where Linux lists the paths of open descriptors. */
const DESCRIPTORS = '/proc/self/fd';

/** No path. */
const NOWHERE = '\0';

const roots = new QuickLook();

/**
 * A directory whose files are opened by name. The directory may itself be a symbolic link, which may change; links
 * below it count only if they lead to something below it.
 */
export class RootDirectory {
  readonly #path: string;
  readonly #descriptors: string;
  readonly #checked = new CheckedFiles();

  /**
   * @param descriptors where the system lists the paths of open descriptors; if it does not, paths are resolved
   * instead.
   */
  constructor(directory: string, descriptors = DESCRIPTORS) {
    this.#path = path.resolve(directory);
    this.#descriptors = descriptors;
  }

  /**
   * Opens the file or directory that the names lead to; `undefined` if it does not exist, or is not below this
   * directory.
   *
   * @param names may not contain `..` or a separator.
   * @throws HTTPForbidden when this process may not read it, and the system's error for any other failure.
   */
  async open(names: readonly string[]): Promise<OpenFile | undefined> {
    return this.#open(this.pathOf(names));
  }

  /**
   * Opens a file as {@link open} does, but without waiting. Returns `undefined` if that might take long, or if there is
   * no such file. This saves a dozen promises, which take a tenth of the time of a request for a few bytes.
   */
  openNow(names: readonly string[]): OpenFile | undefined {
    const file = openNow(this.pathOf(names));
    if (!file) return undefined;
    if (this.#checked.has(file) && lookNow(file.path, () => this.#isStraight(names))) return file;
    const root = this.#rootNow();
    const place = this.#placeNow(file);
    if (root !== undefined && place !== undefined && isWithin(root, place)) {
      this.#checked.add(file);
      return file;
    }
    file.close();
    return undefined;
  }

  /** The path made of the names, whether or not it exists. */
  pathOf(names: readonly string[]): string {
    return path.join(this.#path, ...names);
  }

  /**
   * The metadata of what the names lead to, if it is available without waiting and none of them is a link, so that
   * it is below this directory.
   */
  statNow(names: readonly string[]): Stats | undefined {
    const file = this.pathOf(names);
    return lookNow(file, () => (this.#isStraight(names) ? lstatSync(file) : undefined));
  }

  /**
   * The names of files and directories in an open directory that could be opened, sorted; that of a directory ends
   * with a slash. `undefined` if the directory no longer exists.
   *
   * @param isWanted decides which names to look at.
   */
  async list(
    directory: OpenFile,
    isWanted: (name: string) => boolean = () => true,
  ): Promise<string[] | undefined> {
    const entries = await this.#entriesOf(directory);
    if (!entries) return undefined;
    const names: string[] = [];
    for (const entry of entries) {
      const { name } = entry;
      if (!isWanted(name) || !mayBeFile(entry)) continue;
      if (!(await this.#canBeOpened(path.join(directory.path, name)))) continue;
      names.push(entry.isDirectory() ? `${name}/` : name);
    }
    return names.sort();
  }

  async #open(name: string): Promise<OpenFile | undefined> {
    const root = await this.#root();
    const file = await openFile(name);
    if (!file) return undefined;
    const isInside = await closingOnError(file, async () => this.#holds(root, await this.#placeOf(file)));
    if (isInside) return file;
    file.close();
    return undefined;
  }

  /** The current path of this directory, without links, since it may be a link that was changed. */
  async #root(): Promise<string> {
    return this.#rootNow() ?? (await roots.later(this.#path, () => placeAt(this.#path)));
  }

  #rootNow(): string | undefined {
    try {
      return roots.now(this.#path, () => realpathSync.native(this.#path));
    } catch {
      return NOWHERE;
    }
  }

  /** @param root the path of this directory before the place was found; it may have changed in the meantime. */
  async #holds(root: string, place: string): Promise<boolean> {
    return isWithin(root, place) || isWithin(await this.#root(), place);
  }

  /**
   * The path, without links, of what is open. The system knows it for exactly this file, without a look at the
   * disk; if not, the path that led to the file is resolved again.
   */
  async #placeOf(file: OpenFile): Promise<string> {
    return this.#placeNow(file) ?? placeAt(file.path);
  }

  /** Whether no directory on the way to what the names lead to is a link. @throws the system's error. */
  #isStraight(names: readonly string[]): boolean {
    return names.every((_, i) => i === 0 || lstatSync(this.pathOf(names.slice(0, i))).isDirectory());
  }

  #placeNow({ descriptor }: OpenFile): string | undefined {
    try {
      return readlinkSync(`${this.#descriptors}/${descriptor}`);
    } catch {
      return undefined;
    }
  }

  /** The contents of an open directory; `undefined` if its path now leads elsewhere. */
  async #entriesOf({ path: name, descriptor, stats }: OpenFile): Promise<Dirent[] | undefined> {
    const entries = (await entriesAt(`${this.#descriptors}/${descriptor}`)) ?? (await entriesAt(name));
    const now = await stat(name).catch(() => undefined);
    return now?.dev === stats.dev && now.ino === stats.ino ? entries : undefined;
  }

  async #canBeOpened(name: string): Promise<boolean> {
    const file = await unlessForbidden(this.#open(name));
    file?.close();
    return file !== undefined && (file.stats.isFile() || file.stats.isDirectory());
  }
}

/**
 * The path of a root.
 *
 * @param root a path, or a `file:` URL.
 * @throws TypeError when it is not an existing directory.
 */
export function pathOfRoot(root: string | URL): string {
  const directory = typeof root === 'string' ? root : fileURLToPath(root);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return directory;
  throw new TypeError(`the root must be an existing directory: ${JSON.stringify(directory)}`);
}

/** The contents of a directory; `undefined` if it does not exist. */
async function entriesAt(directory: string): Promise<Dirent[] | undefined> {
  return readdir(directory, { withFileTypes: true }).catch(() => undefined);
}

/** Whether an entry may be a file: opening a pipe or a device has side effects. */
function mayBeFile(entry: Dirent): boolean {
  return entry.isFile() || entry.isDirectory() || entry.isSymbolicLink();
}

/** The path without links; {@link NOWHERE} if it does not exist. */
async function placeAt(name: string): Promise<string> {
  return realpath(name).catch(() => NOWHERE);
}

function isWithin(root: string, place: string): boolean {
  return place === root || place.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}
