/**
 * A temporary folder for one run of the tests, in which nothing may be left.
 *
 * @module
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Has all processes of the run take a new folder for their temporary files; Vitest calls what it gives after the run. */
export function setup(): () => void {
  const before = process.env.TMPDIR;
  const folder = mkdtempSync(path.join(tmpdir(), 'wheatpaste-'));
  // Web servers run programs as another user.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    // Chromium leaves a folder of its own.
    const left = readdirSync(folder).filter((name) => !name.startsWith('org.chromium.'));
    rmSync(folder, { recursive: true });
    if (left.length === 0) return;
    // Vitest prints an error of this function, but does not fail for it.
    process.exitCode = 1;
    throw new Error(`The tests left temporary files: ${left.join(', ')}`);
  };
}
