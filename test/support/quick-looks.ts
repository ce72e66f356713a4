import { afterEach, beforeEach, vi } from 'vitest';

/**
 * Stops the clock by which looks at files are quick, in the tests of a file or a group, so that on a busy machine no
 * file counts as slow, or as seen long ago.
 */
export function keepLooksQuick(): void {
  beforeEach(() => {
    vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}
