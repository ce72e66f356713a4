import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects garbage until a condition holds, for at most a hundred rounds. */
export async function collectGarbageUntil(isDone: () => boolean): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  for (let i = 0; i < 100 && !isDone(); i++) {
    collectGarbage();
    await setImmediate();
  }
}

export const MIB = 1024 * 1024;

/** The growth of the heap during some work, after garbage collection. */
export async function heapGrowth(work: () => void | Promise<void>): Promise<number> {
  const used = async () => {
    let least = Infinity;
    await collectGarbageUntil(() => {
      const now = process.memoryUsage().heapUsed;
      const isSettled = now >= least;
      least = Math.min(least, now);
      return isSettled;
    });
    return least;
  };
  const before = await used();
  await work();
  return (await used()) - before;
}
