/**
 * Keeping what is measured and what loads it on different cores, where the system can.
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export const LOAD_CORE = 0;
export const SERVER_CORE = availableParallelism() - 1;

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

const canPin = SERVER_CORE !== LOAD_CORE && isInstalled('taskset');

/** The command line that runs a command on one core; where that cannot be, the command itself. */
export function pinned(core: number, command: readonly string[]): string[] {
  return canPin ? ['taskset', '--cpu-list', String(core), ...command] : [...command];
}
