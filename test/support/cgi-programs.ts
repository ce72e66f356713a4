import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { makeTree, type Tree } from './tree.ts';

/** Programs in a folder, and what runs of them. */
export interface CGIPrograms extends Tree {
  /** The ids of the processes that were started for them, and of ended ones that this process has not waited for. */
  running(): number[];
}

/** Makes programs by their names: shell scripts, unless they say what runs them. They run in their folder. */
export function makePrograms(programs: Readonly<Record<string, string>>): CGIPrograms {
  const scripts = Object.entries(programs).map(([name, text]) => [name, scriptOf(text)]);
  const tree = makeTree(Object.fromEntries(scripts));
  for (const name of Object.keys(programs)) chmodSync(tree.at(name), 0o755);
  return { ...tree, running: () => processIds().filter((id) => isOf(id, tree.root)) };
}

/** Waits until something is so; fails after some seconds. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let left = 1000; !isSo(); left--) {
    if (left === 0) throw new Error(`in 10 seconds it did not come to this: ${what}`);
    await delay(10);
  }
}

/** How many descriptors this process has open. */
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

/** Its variables name the folder; one that has ended has none any more. */
function isOf(id: number, root: string): boolean {
  try {
    const [, state, parent] = / ([A-Z]) (\d+) [^)]*$/.exec(readFileSync(`/proc/${id}/stat`, 'latin1')) ?? [];
    const isZombie = state === 'Z' && Number(parent) === process.pid;
    return isZombie || readFileSync(`/proc/${id}/environ`, 'latin1').includes(`SCRIPT_FILENAME=${root}`);
  } catch {
    return false;
  }
}
