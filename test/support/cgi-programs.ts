import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { makeTree, type Tree } from './tree.ts';

/** Programs in a folder, and their running processes. */
export interface CGIPrograms extends Tree {
  /** The ids of processes that run these programs, and of ended ones that this process has not reaped. */
  running(): number[];
}

/** Creates programs by name: shell scripts, unless they name an interpreter. They run in their folder. */
export function makePrograms(programs: Readonly<Record<string, string>>): CGIPrograms {
  const scripts = Object.entries(programs).map(([name, text]) => [name, scriptOf(text)]);
  const tree = makeTree(Object.fromEntries(scripts));
  for (const name of Object.keys(programs)) chmodSync(tree.at(name), 0o755);
  return { ...tree, running: () => processIds().filter((id) => isOf(id, tree.root)) };
}

/** Waits until a condition holds; fails after some seconds. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let left = 1000; !isSo(); left--) {
    if (left === 0) throw new Error(`in 10 seconds it did not come to this: ${what}`);
    await delay(10);
  }
}

/** The number of this process's open descriptors. */
export function descriptorCount(): number {
  return readdirSync('/proc/self/fd').length;
}

function scriptOf(text: string): string {
  return text.startsWith('#!') ? text : `#!/bin/sh\n${text}\n`;
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => id !== process.pid);
}

/** A process's variables name the folder; an ended process has none. */
function isOf(id: number, root: string): boolean {
  try {
    const [, state, parent] = / ([A-Z]) (\d+) [^)]*$/.exec(readFileSync(`/proc/${id}/stat`, 'latin1')) ?? [];
    const isZombie = state === 'Z' && Number(parent) === process.pid;
    return isZombie || readFileSync(`/proc/${id}/environ`, 'latin1').includes(`SCRIPT_FILENAME=${root}`);
  } catch {
    return false;
  }
}
