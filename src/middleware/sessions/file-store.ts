/**
 * Stores sessions in files.
 *
 * @module
 */
import type { Dirent } from 'node:fs';
import { kindOf } from '../../wsgi/kind-of.ts';
import { assertOptions, type NoOptions } from '../app-middleware.ts';
import { GONE, makeVersions, removeFolder, unless, type Versions } from './file-versions.ts';
import type { SessionStore } from './session-store.ts';

/** Milliseconds between removals of expired sessions. */
const CLEARING = 600_000;
/** Milliseconds after which an unfinished operation of another process counts as abandoned. */
const LEFT = 3_600_000;

/**
 * Keeps sessions in a folder, for the processes of one machine. A session is a folder with a file for its version,
 * which is either complete or absent, whenever a process or the machine stops. There are no locks, so none can be
 * left behind.
 *
 * The folder is created on first use, accessible only to its owner. Expired sessions are removed while sessions are
 * made. Use a local file system, because not all others link and rename atomically.
 *
 * @param folder a path that only this store uses.
 * @throws TypeError when it is not a path, or an option is given.
 *
 * @example
 * ```ts
 * import { mkdtempSync, rmSync } from 'node:fs';
 *
 * const folder = mkdtempSync('sessions-');
 * const store = fileStore(folder);
 * await store.set('a', '{"n":1}', 60, undefined);
 * (await fileStore(folder).get('a'))?.value; // '{"n":1}'
 * rmSync(folder, { recursive: true });
 * ```
 */
export function fileStore(folder: string, options: NoOptions = {}): SessionStore {
  assertOptions('fileStore', options, {});
  if (typeof folder !== 'string' || folder === '') {
    throw new TypeError(`fileStore takes the path of a folder, not ${folder === '' ? "''" : kindOf(folder)}`);
  }
  let cleared = -Infinity;
  const versionsOf = (id: string): Versions => makeVersions(folder, nameOf(id));
  const clear = (now: number) => {
    if (now - cleared < CLEARING) return;
    cleared = now;
    clearFolder(folder, now).catch((error) => {
      process.emitWarning(`the folder of fileStore could not be cleared: ${String(error)}`);
    });
  };
  return {
    async get(id, now = Date.now()) {
      const found = await versionsOf(id).read();
      if (!found || found.end <= now) return undefined;
      return { value: found.value, version: found.version, ttl: (found.end - now) / 1000 };
    },
    async set(id, value, ttl, expected, now = Date.now()) {
      const versions = versionsOf(id);
      const found = await versions.read();
      const current = found && found.end > now ? found : undefined;
      if (current?.version !== expected) return undefined;
      const end = now + ttl * 1000;
      if (current) return await versions.replace(current, value, end);
      clear(now);
      if (found) await versions.remove();
      return await versions.make(value, end);
    },
    async touch(id, ttl, now = Date.now()) {
      const versions = versionsOf(id);
      const found = await versions.read();
      return found !== undefined && found.end > now && (await versions.touch(found, now + ttl * 1000));
    },
    async delete(id) {
      await versionsOf(id).remove();
    },
  };
}

/** The name of a file, whatever characters an id has. */
function nameOf(id: string): string {
  return process.getBuiltinModule('node:crypto').hash('sha256', id, 'hex');
}

/** Removes expired sessions and abandoned operations. */
async function clearFolder(folder: string, now: number): Promise<void> {
  const { opendir, stat } = process.getBuiltinModule('node:fs/promises');
  const isOver = async ({ name }: Dirent): Promise<boolean> => {
    if (!name.startsWith('.')) return ((await makeVersions(folder, name).read())?.end ?? Infinity) <= now;
    const found = await unless(GONE, stat(`${folder}/${name}`));
    return found !== undefined && found.mtimeMs < now - LEFT;
  };
  for await (const entry of (await unless(GONE, opendir(folder))) ?? []) {
    if (await isOver(entry)) await removeFolder(folder, entry.name);
  }
}
