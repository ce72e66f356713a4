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

  it.each<[what: string, value: unknown, message: RegExp]>([
    ['a Fetch handler', { fetch: () => {} }, /class Object: use fromFetchHandler\(handler\)/],
    ['a Fetch response', new Response(), /class Response: use wsgify\(\(\) => response\)/],
    ['an object', new Date(), /class Date: it takes a function/],
    ['text', 'app', /"app"$/],
    ['nothing', undefined, /undefined$/],
  ])('FM5: says what to do with %s', (_what, value, message) => {
    expect(() => toApplication(value as Application)).toThrow(message);
  });
});
