import { defineConfig } from 'vitest/config';
import suite from '../../vitest.config.ts';

/** The long checks: many bodies, connections or processes, for which a normal run has no time. */
export default defineConfig({
  ...suite,
  test: {
    ...suite.test,
    include: ['test/field/**/*.field.ts'],
    testTimeout: 600_000,
    maxWorkers: '100%',
  },
});
