/** Running programs. */
import { spawnSync } from 'node:child_process';

/** Runs a program to its end, and throws with what it said unless it went well. */
export function run(program, args, options = {}) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (error) throw error;
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${status}\n${stdout ?? ''}${stderr ?? ''}`);
  return stdout;
}
