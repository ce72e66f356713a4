import { defineConfig } from 'vitest/config';
import suite from '../../vitest.config.ts';

/** The heavy checks: many bodies, connections or processes, for which a run of the suite has no time. */
export default defineConfig({
  ...suite,
  test: {
    ...suite.test,
    include: ['test/field/**/*.field.ts'],
    testTimeout: 600_000,
    maxWorkers: '100%',
  },
});
