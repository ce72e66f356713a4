/**
 * The target of a command line: a configuration, a module or a directory.
 *
 * @module
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { DeployError, whyUnreadable } from '../deploy/deploy-error.ts';

/** What to serve or show. */
export interface Target {
  readonly type: 'config' | 'module' | 'directory';
  /** An absolute path. */
  readonly path: string;
  /** The part after the `#`. */
  readonly fragment: string | undefined;
}

/**
 * Finds a target on the disk; a `#` may belong to the path.
 *
 * @throws DeployError `missing-file`.
 */
export async function targetOf(text: string, cwd: string): Promise<Target> {
  const hash = text.indexOf('#');
  const whole = path.resolve(cwd, text);
  const hasFragment = hash > 0 && (await stat(whole).catch(() => undefined)) === undefined;
  const file = hasFragment ? path.resolve(cwd, text.slice(0, hash)) : whole;
  const fragment = hasFragment ? text.slice(hash + 1) : undefined;
  const stats = await stat(file).catch((error) => {
    throw new DeployError('missing-file', `cannot read ${file}: ${whyUnreadable(error)}`, {}, error);
  });
  if (stats.isDirectory()) return { type: 'directory', path: file, fragment };
  return { type: /\.[cm]?[jt]s$/.test(file) ? 'module' : 'config', path: file, fragment };
}
