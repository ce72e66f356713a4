/**
 * Values in versioned files, which are compared and set atomically, without a lock.
 *
 * A value is a folder with files whose names are numbers: the highest is the current version. The next version is
 * written next to it, and then linked to the next number, which fails if another process was first. The file's
 * modification time is its expiry.
 *
 * @module
 */

/** The contents of a version. */
export interface FileVersion {
  readonly value: string;
  readonly version: string;
  /** When it expires, in milliseconds. */
  readonly end: number;
}

/** The versions of one value. */
export interface Versions {
  read(): Promise<FileVersion | undefined>;
  /** Makes the first version, and returns its name; `undefined` if there is already one. */
  make(value: string, end: number): Promise<string | undefined>;
  /** Makes the version after another one, and returns its name; `undefined` if that is no longer the last one. */
  replace(current: FileVersion, value: string, end: number): Promise<string | undefined>;
  /** Extends the life of a version, and returns whether it exists. */
  touch(current: FileVersion, end: number): Promise<boolean>;
  remove(): Promise<void>;
}

const NUMBER = /^\d{1,15}$/;
/** How often another process may be faster. */
const MOST_TRIES = 100;
const ONLY_OWNER = 0o600;
export const GONE = ['ENOENT'];
const THERE = ['EEXIST', 'ENOTEMPTY'];

/** The versions under a name in a folder. */
export function makeVersions(folder: string, name: string): Versions {
  const { link, mkdir, readFile, readdir, rename, rm, stat, unlink, utimes, writeFile } =
    process.getBuiltinModule('node:fs/promises');
  const own = `${folder}/${name}`;

  const last = async (): Promise<number | undefined> => {
    const names = await unless(GONE, readdir(own));
    const numbers = names?.filter((one) => NUMBER.test(one)).map(Number);
    return numbers?.length ? Math.max(...numbers) : undefined;
  };

  /** Writes a complete file, whose first line is a name that no other version has. */
  const write = async (file: string, value: string, end: number): Promise<string> => {
    const nonce = randomName();
    await writeFile(file, `${nonce}\n${value}`, { mode: ONLY_OWNER, flag: 'wx' });
    await expireAt(file, end);
    return nonce;
  };
  const expireAt = (file: string, end: number) => utimes(file, end / 1000, end / 1000);

  return {
    async read() {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const number = await last();
        if (number === undefined) return undefined;
        const file = `${own}/${number}`;
        const found = await unless(GONE, Promise.all([readFile(file, 'utf8'), stat(file)]));
        // Another process has made the next version, or removed them all.
        if (!found) continue;
        const [text, { mtimeMs: end }] = found;
        const line = text.indexOf('\n');
        return { value: text.slice(line + 1), version: `${number}-${text.slice(0, line)}`, end };
      }
      throw new Error(`the last file of ${own} cannot be read`);
    },
    async make(value, end) {
      const aside = `${folder}/.${randomName()}`;
      await mkdir(aside, { recursive: true, mode: 0o700 });
      const nonce = await write(`${aside}/1`, value, end);
      if (
        (await unless(
          THERE,
          rename(aside, own).then(() => true),
        )) === true
      )
        return `1-${nonce}`;
      await rm(aside, { recursive: true });
      return undefined;
    },
    async replace(current, value, end) {
      const before = Number.parseInt(current.version, 10);
      const number = before + 1;
      const aside = `${own}/.${randomName()}`;
      const nonce = await unless(GONE, write(aside, value, end));
      if (nonce === undefined) return undefined;
      const isFirst = await unless(
        [...GONE, ...THERE],
        link(aside, `${own}/${number}`).then(() => true),
      );
      await unless(GONE, unlink(aside));
      // If a number is free again, a higher one exists.
      if (!isFirst || (await last()) !== number) return undefined;
      await unless(GONE, unlink(`${own}/${before}`));
      return `${number}-${nonce}`;
    },
    async touch({ version }, end) {
      const touched = expireAt(`${own}/${Number.parseInt(version, 10)}`, end).then(() => true);
      return (await unless(GONE, touched)) ?? (await last()) !== undefined;
    },
    remove: () => removeFolder(folder, name),
  };
}

/** Removes a folder, which disappears immediately. */
export async function removeFolder(folder: string, name: string): Promise<void> {
  const { rename, rm } = process.getBuiltinModule('node:fs/promises');
  const aside = `${folder}/.${randomName()}`;
  const isOurs = await unless(
    GONE,
    rename(`${folder}/${name}`, aside).then(() => true),
  );
  if (isOurs) await rm(aside, { recursive: true, force: true });
}

/** The result of a file operation; `undefined` if it fails with one of these codes. */
export async function unless<T>(codes: readonly string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && codes.includes(String(error.code))) return undefined;
    throw error;
  }
}

function randomName(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(12).toString('hex');
}
