import { defineConfig } from 'vitest/config';
import { PATIENCE } from './test/support/patience.ts';

const source = (entry: string) => new URL(`./src/${entry}.ts`, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    alias: [
      { find: /^wheatpaste$/, replacement: source('index') },
      { find: /^wheatpaste\/(.+)$/, replacement: source('$1') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'build/doc-examples/**/*.test.ts'],
    globalSetup: 'test/support/temporary-folder.ts',
    setupFiles: 'test/support/random-cases.ts',
    // Documentation serves at PORT: a test takes a free one.
    env: { PORT: '0' },
    // These only end what hangs: a busy machine is slow.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: PATIENCE } },
    // A worker loads the sources and fast-check once, not once a file; forks, so that files count only their own
    // descriptors.
    isolate: false,
    coverage: {
      include: ['src/**'],
      // The program runs in processes of its own, which are not looked into.
      exclude: ['src/bin/wheatpaste.ts'],
      reporter: [['text', { skipFull: true }]],
      reportOnFailure: true,
      thresholds: { statements: 99.9, branches: 99.9, functions: 100, lines: 99.9 },
    },
  },
});
