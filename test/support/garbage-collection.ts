import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects garbage and lets finalizers run until a condition holds. */
export async function collectUntil(isSo: () => boolean): Promise<void> {
  const collect = collector();
  while (!isSo()) {
    await setImmediate();
    collect();
  }
}

/** The number of bytes in use after a garbage collection. */
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
