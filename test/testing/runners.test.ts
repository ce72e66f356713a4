import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

describe('TestApp under node:test', () => {
  it('passes, fails, and prints a response', async () => {
    const file = new URL('../support/tests-by-node.ts', import.meta.url).pathname;
    const environ = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const { stdout }: { stdout: string } = await run(
      process.execPath,
      ['--test-reporter=tap', 'test/support/run-module.mjs', file],
      { env: environ },
    ).catch((error) => error);
    expect(stdout).toMatch(/^ok 1 - fills in a form$/m);
    expect(stdout).toMatch(/^ok 2 - refuses an unexpected status$/m);
    expect(stdout).toMatch(/^not ok 3 - prints a response$/m);
    expect(stdout).toMatch(/TestResponse \{[\s\S]*status: 200,/);
  });
});
