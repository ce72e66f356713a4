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
