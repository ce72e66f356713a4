/**
 * Remembers files that have just been sent, or of which the client had a current copy.
 *
 * @module
 */
import type { Stats } from 'node:fs';
import { LONGEST_KEY } from '../../collections/parse-cache.ts';
import { RecentMap } from '../../collections/recent-map.ts';
import { evaluatePreconditions } from '../../conditional/preconditions.ts';
import type { EntityTag } from '../../headers/entity-tag.ts';
import { copyOf } from '../../headers/lists/header-list.ts';
import type { Environ, HeaderList } from '../../wsgi/contract.ts';
import type { OpenFile } from './open-file.ts';

const KEPT_FILES = 1000;

/** The headers of a file's 304. */
interface Unchanged {
  readonly etag: EntityTag | undefined;
  readonly lastModified: Date | undefined;
  readonly headers: HeaderList;
}

interface Seen extends Unchanged {
  readonly stats: Stats;
}

/**
 * Recognizes, without opening a file, that the client's copy is current, which halves the CPU time of a 304. It
 * requires that the file is still the same: its device and number, its size and its times of change.
 */
export class SeenFiles {
  readonly #seen = new RecentMap<string, Seen>(KEPT_FILES);

  /** Remembers the headers of an open file's 304. */
  remember({ path, stats }: OpenFile, unchanged: Unchanged): void {
    if (path.length > LONGEST_KEY) return;
    this.#seen.set(path, { ...unchanged, headers: copyOf(unchanged.headers), stats });
  }

  /**
   * The headers of a 304, if that is the response and it is known without waiting.
   *
   * @param look finds the file at the path now, without waiting.
   */
  unchanged(path: string, environ: Environ, look: () => Stats | undefined): HeaderList | undefined {
    const seen = this.#seen.get(path);
    if (!seen || evaluatePreconditions(environ, seen) !== 304) return undefined;
    const now = look();
    return now && isSameFile(now, seen.stats) ? copyOf(seen.headers) : undefined;
  }
}

/** Whether a request may be answered with a 304. */
export function asksWhetherChanged(environ: Environ): boolean {
  return environ.HTTP_IF_NONE_MATCH !== undefined || environ.HTTP_IF_MODIFIED_SINCE !== undefined;
}

/** Whether it is the same file, which has not changed: device, number, size and times are the same. */
export function isSameFile(one: Stats, other: Stats): boolean {
  return (
    one.ino === other.ino &&
    one.dev === other.dev &&
    one.size === other.size &&
    one.mtimeMs === other.mtimeMs &&
    one.ctimeMs === other.ctimeMs
  );
}
