/**
 * Shows a response in a browser.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const OPENERS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Writes bytes to a file and opens it, with the program in the environment variable `BROWSER`, or else with the
 * desktop's default.
 *
 * @returns the file.
 * @throws Error when there is no such program.
 */
export async function showFile(
  name: string,
  bytes: Uint8Array,
  platform: string = process.platform,
): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'wheatpaste-')), name);
  await writeFile(file, bytes);
  const { BROWSER: browser } = process.env;
  const [program, ...args] = browser ? [browser] : (OPENERS[platform] ?? ['xdg-open']);
  const child = spawn(program, [...args, file], { stdio: 'ignore', detached: true });
  try {
    await once(child, 'spawn');
  } catch (error) {
    await rm(path.dirname(file), { recursive: true });
    throw error;
  }
  child.unref();
  return file;
}
