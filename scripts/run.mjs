/** Runs programs. */
import { spawnSync } from 'node:child_process';

/** Runs a program until it exits. If it fails, throws an error with its output. */
export function run(program, args, options = {}) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (error) throw error;
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${status}\n${stdout ?? ''}${stderr ?? ''}`);
  return stdout;
}
