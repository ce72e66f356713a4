import { describe, expect, it } from 'vitest';
import { describeStatus, type ExpectedStatus, isExpected } from '../../../src/testing/response/status.ts';

describe('an expected status', () => {
  it.each<[ExpectedStatus, boolean]>([
    [404, true],
    [405, false],
    ['404', true],
    ['4xx', true],
    ['4XX', true],
    ['5xx', false],
    ['4*', true],
    ['*', true],
    ['404 not found', true],
    ['404 Not', false],
    ['* FOUND', true],
    ['404 .*', false],
    [[200, '4xx'], true],
    [[], false],
    [(status) => status > 400, true],
  ])('%o matches 404 Not Found: %s', (expected, answer) => {
    expect(isExpected(expected, 404, '404 Not Found')).toBe(answer);
  });

  it.each([[{}], [null], [true]])('cannot be %o', (expected) => {
    expect(() => isExpected(expected as never, 404, '404 Not Found')).toThrow(TypeError);
  });

  it.each<[ExpectedStatus, string]>([
    [404, '404'],
    [['2xx', 404], '2xx or 404'],
    [[], 'none'],
    [() => true, 'one that the given function accepts'],
  ])('%o is described as %s', (expected, text) => {
    expect(describeStatus(expected)).toBe(text);
  });
});
