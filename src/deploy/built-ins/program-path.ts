/**
 * Finds the script of Paste's `cgi`.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The script in the first of `folders` that contains it, else below `here`. */
export function programIn(script: string, folders: string | undefined, here: string): string {
  const candidates = (folders ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const found = candidates
    .map((folder) => path.resolve(here, folder, script))
    .find((file) => existsSync(file));
  return found ?? path.resolve(here, script);
}
