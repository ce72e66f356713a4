import { afterEach, vi } from 'vitest';

/**
 * Stops the clock of the limits of our code in the tests of a file or a group that call `stop`, so that it does not
 * matter how long a connection or a program takes. `pass` lets some milliseconds pass.
 */
export function stoppedClock(): { stop(): void; pass(milliseconds: number): Promise<void> } {
  afterEach(() => void vi.useRealTimers());
  return {
    stop: () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }),
    pass: async (milliseconds) => void (await vi.advanceTimersByTimeAsync(milliseconds)),
  };
}
