import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkStack, stackCases } from '../support/stacks/run.ts';

describe('middleware in any order', () => {
  it('does not break other middleware or the application', async () => {
    await fc.assert(fc.asyncProperty(stackCases(8), checkStack), { numRuns: 500 });
  });
});
