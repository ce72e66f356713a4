import { describe, expect, it } from 'vitest';
import { type CallSite, callSite, pointTo } from '../../src/testing/call-site.ts';

function called(): CallSite {
  return callSite(called);
}

function inner(): CallSite {
  return callSite(2);
}

function outer(): CallSite {
  return inner();
}

describe('the place of a call', () => {
  it.each([
    ['a function', called],
    ['a number of frames', outer],
  ])('omits the frames of the library, by %s', (_, call) => {
    const error = new TypeError('wrong\n  at all');
    pointTo(error, call());
    const [first, second, frame] = error.stack?.split('\n') ?? [];
    expect([first, second]).toEqual(['TypeError: wrong', '  at all']);
    expect(frame).toContain('call-site.test.ts');
    expect(frame).not.toMatch(/called|inner|outer/);
  });

  it('is not changed if it is unknown', () => {
    const error = new Error('wrong');
    const { stack } = error;
    pointTo(error, {});
    expect(error.stack).toBe(stack);
  });
});
