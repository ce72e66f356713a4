import { describe, expect, it } from 'vitest';
import type { Application } from '../../src/wsgi/contract.ts';
import { toApplication } from '../../src/wsgi/to-application.ts';

describe('toApplication', () => {
  const app: Application = () => [];

  it('gives a function back', () => {
    expect(toApplication(app)).toBe(app);
  });

  it('asks everything else for its application', () => {
    expect(toApplication({ toApp: () => app })).toBe(app);
  });

  it.each([undefined, null, {}, 'app', 5])('throws for %j', (value) => {
    // @ts-expect-error it is no application
    expect(() => toApplication(value)).toThrow(TypeError);
  });
});
