/**
 * Keeps the measured process and its load generator on different cores, if the system can.
 *
 * @module
 */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export const LOAD_CORE = 0;
export const SERVER_CORE = availableParallelism() - 1;

const canPin = SERVER_CORE !== LOAD_CORE && spawnSync('taskset', ['--version']).error === undefined;
const ENVIRONMENT = { ...process.env, NODE_ENV: 'production' };

/** Runs a module of this folder in a separate process. */
export function forkNode(
  module: string,
  args: readonly string[] = [],
  execArgv: readonly string[] = [],
): ChildProcess {
  return fork(new URL(module, import.meta.url), args, { execArgv: [...execArgv], env: ENVIRONMENT });
}

/** Keeps a process, with all its threads, on one core from now on, if the system can. */
export function pin(process: ChildProcess, core: number): ChildProcess {
  if (canPin) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(process.pid)]);
  return process;
}
