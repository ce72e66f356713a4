import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects what nobody holds any more, and lets finalizers run, until something is so. */
export async function collectUntil(isSo: () => boolean): Promise<void> {
  const collect = collector();
  while (!isSo()) {
    await setImmediate();
    collect();
  }
}

/** The bytes of memory that are still in use when what nobody holds any more is collected. */
export async function memoryInUse(): Promise<number> {
  const collect = collector();
  for (let i = 0; i < 3; i++) {
    await setImmediate();
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
