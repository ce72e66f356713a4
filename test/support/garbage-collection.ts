import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects what nobody holds any more, and lets finalizers run, until something is so. */
export async function collectUntil(isSo: () => boolean): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  while (!isSo()) {
    await setImmediate();
    collect();
  }
}
