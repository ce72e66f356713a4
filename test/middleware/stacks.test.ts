import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkStack, stackCases } from '../support/stacks/run.ts';

describe('middleware in any order', () => {
  it('break neither one another nor what they stand around', async () => {
    await fc.assert(fc.asyncProperty(stackCases(8), checkStack), { numRuns: 500 });
  });
});
