import { describe, expect, it } from 'vitest';
import {
  assertFunction,
  assertLifetime,
  assertList,
  assertSeconds,
} from '../../src/middleware/option-checks.ts';

describe('assertFunction and assertList', () => {
  it('name the option and what was given instead', () => {
    expect(() => assertFunction('x', () => {})).not.toThrow();
    expect(() => assertFunction('x', 'y')).toThrow(new TypeError('x must be a function, not a string'));
    expect(() => assertList('x', [])).not.toThrow();
    expect(() => assertList('x', {})).toThrow(new TypeError('x must be a list, not an object'));
  });
});

describe('assertSeconds', () => {
  it.each([[-1], [Number.NaN], ['60']])('refuses %j', (value) => {
    expect(() => assertSeconds('x', value as number)).toThrow('x must be a number of seconds, 0 or more');
  });
});

describe('assertLifetime', () => {
  it.each([[0], [-1], [Number.NaN], [Infinity], [1e21], ['60']])('refuses %j', (value) => {
    expect(() => assertLifetime('x', value as number)).toThrow('x must be a number of seconds above 0');
  });

  it('accepts parts of a second', () => {
    expect(() => assertLifetime('x', 0.5)).not.toThrow();
  });
});
