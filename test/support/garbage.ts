import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects garbage until something came of it, or did not in a hundred rounds. */
export async function collectGarbageUntil(isDone: () => boolean): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  for (let i = 0; i < 100 && !isDone(); i++) {
    collectGarbage();
    await setImmediate();
  }
}

export const MIB = 1024 * 1024;

/** By how many bytes the heap is larger after some work, when everything was collected that nobody holds. */
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
