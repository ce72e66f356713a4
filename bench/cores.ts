/**
 * Keeping what is measured and what loads it on different cores, where the system can.
 *
 * @module
 */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export const LOAD_CORE = 0;
export const SERVER_CORE = availableParallelism() - 1;

const canPin = SERVER_CORE !== LOAD_CORE && spawnSync('taskset', ['--version']).error === undefined;
const ENVIRONMENT = { ...process.env, NODE_ENV: 'production' };

/** Runs a module of this folder in a process of its own, on one core where that can be. */
export function forkOn(
  core: number,
  module: string,
  args: readonly string[] = [],
  options: readonly string[] = [],
): ChildProcess {
  const node = [process.execPath, ...options];
  const [execPath = '', ...execArgv] = canPin ? ['taskset', '--cpu-list', String(core), ...node] : node;
  return fork(new URL(module, import.meta.url), args, { execPath, execArgv, env: ENVIRONMENT });
}
