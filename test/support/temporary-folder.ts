/**
 * A temporary folder for one run of the tests, which must be empty at the end.
 *
 * @module
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Makes all processes of the run use a new folder for temporary files; Vitest calls the returned function
 * after the run.
 */
export function setup(): () => void {
  const before = process.env.TMPDIR;
  const folder = mkdtempSync(path.join(tmpdir(), 'wheatpaste-'));
  // Web servers run programs as another user.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    // Chromium does not remove its folder.
    const left = readdirSync(folder).filter((name) => !name.startsWith('org.chromium.'));
    rmSync(folder, { recursive: true });
    if (left.length === 0) return;
    // Vitest prints an error of this function, but does not fail because of it.
    process.exitCode = 1;
    throw new Error(`The tests left temporary files: ${left.join(', ')}`);
  };
}
