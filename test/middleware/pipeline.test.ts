import { describe, expect, it } from 'vitest';
import { pipeline } from '../../src/middleware/pipeline.ts';
import { Response } from '../../src/response/response.ts';
import { TestApp } from '../../src/testing.ts';
import type { Middleware } from '../../src/wsgi/contract.ts';
import { tap } from '../../src/wsgi/tap.ts';

const marking =
  (mark: string): Middleware =>
  (app) =>
    tap(app, () => ({ head: (status, headers) => ({ status, headers: [...headers, ['X-Mark', mark]] }) }));

describe('pipeline', () => {
  it('makes the first middleware the outermost', async () => {
    const app = new TestApp(pipeline(new Response('Hello'), marking('outer'), marking('inner')));
    expect((await app.get('/')).headers.get('X-Mark')).toBe('inner, outer');
  });

  it('returns the application if there is no middleware', async () => {
    expect((await new TestApp(pipeline(new Response('Hello'))).get('/')).text).toBe('Hello');
  });

  it('refuses values that are not middleware, middleware of Express, and middleware that return no application', () => {
    const values: readonly [value: unknown, message: string][] = [
      [{}, 'a middleware is a function of an application, not an object'],
      [() => undefined, 'expected an application, got undefined'],
      [(_request: object, _response: object, _next: object) => {}, 'not of (request, response, next)'],
    ];
    for (const [value, message] of values) {
      const given = [value] as unknown as Middleware[];
      expect(() => pipeline(new Response('Hello'), ...given)).toThrow(message);
    }
  });
});
