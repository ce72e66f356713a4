import fc from 'fast-check';
import { describe, it } from 'vitest';
import { MIDDLEWARE } from '../support/stacks/middleware.ts';
import { checkStack, stackCases } from '../support/stacks/run.ts';

describe('middleware in any order', () => {
  it.each([2, 5, Object.keys(MIDDLEWARE).length])('behaves correctly, up to %i at a time', async (most) => {
    await fc.assert(fc.asyncProperty(stackCases(most), checkStack), { numRuns: 2000 });
  });
});
