import { beforeEach } from 'vitest';

/** The time at which every test begins, in milliseconds since 1970. */
export const START = 1_700_000_000_000;

/** A clock for the tests of a file. */
export function testClock(): { now(): number; later(seconds: number): void } {
  let time = START;
  beforeEach(() => {
    time = START;
  });
  return {
    now: () => time,
    later: (seconds) => {
      time += seconds * 1000;
    },
  };
}
