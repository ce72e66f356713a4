import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';
import { makeTree, type Tree } from './tree.ts';

export const run = promisify(execFile);

/** The path of the first of these programs that exists. */
export function findProgram(...names: string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin'];
  const files = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A folder with an empty program of this name. */
export function makeProgram(name: string): Tree {
  const tree = makeTree({ [name]: '#!/bin/sh\n' });
  chmodSync(tree.at(name), 0o755);
  return tree;
}

/** The same, but a missing program skips the test visibly; with `CI=true` the test fails. */
export function needProgram(context: TestContext, ...names: string[]): string {
  const file = findProgram(...names);
  if (file !== undefined) return file;
  if (process.env.CI === 'true') throw new Error(`there is no ${names.join(' or ')} here`);
  return context.skip(`there is no ${names.join(' or ')} here`);
}
