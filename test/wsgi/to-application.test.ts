import { describe, expect, it } from 'vitest';
import type { Application } from '../../src/wsgi/contract.ts';
import { toApplication } from '../../src/wsgi/to-application.ts';

describe('toApplication', () => {
  const app: Application = () => [];

  it('returns a function unchanged', () => {
    expect(toApplication(app)).toBe(app);
  });

  it('calls toApp() on everything else', () => {
    expect(toApplication({ toApp: () => app })).toBe(app);
  });

  it('calls toApp() on a function that has one, too', () => {
    const middleware = (inner: Application) => inner;
    expect(toApplication(Object.assign(middleware, { toApp: () => app }))).toBe(app);
  });

  it.each([undefined, null, {}, 'app', 5])('FM5: throws for %j, and says what it accepts', (value) => {
    // @ts-expect-error it is not an application
    expect(() => toApplication(value)).toThrow(/^expected an application, got .*wsgify\(handler\)$/);
  });

  it('FM5: refuses a middleware of Express, by its three parameters', () => {
    const express = (_request: object, _response: object, _next: object) => [];
    // @ts-expect-error an application has two parameters
    expect(() => toApplication(express)).toThrow(
      'expected an application, got a function: pass a function (environ,',
    );
  });

  it.each<[string, object, RegExp]>([
    ['a Fetch Response', new Response('x'), /got an instance of Response: use wsgify\(\(\) => response\)/],
    ['an object with a fetch', { fetch: () => new Response('x') }, /fromFetchHandler\(handler\)/],
    ['a promise', Promise.resolve(app), /await the promise/],
  ])('FM5: explains how to wrap %s', (_, value, advice) => {
    expect(() => toApplication(value as Application)).toThrow(advice);
  });
});
