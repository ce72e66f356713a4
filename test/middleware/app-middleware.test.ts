import { describe, expect, it } from 'vitest';
import { assertOptions, middleware } from '../../src/middleware/app-middleware.ts';
import { noteOf } from '../../src/middleware/notes.ts';
import { Request } from '../../src/request/request.ts';
import { exchangeOf } from '../../src/wsgi/exchange.ts';

describe('middleware', () => {
  it('accepts applications, and anything that stands for one', () => {
    const app = () => [];
    const same = middleware((inner) => inner);
    expect(same(app)).toBe(app);
    expect(same({ toApp: () => app })).toBe(app);
    expect(() => same('app' as unknown as typeof app)).toThrow('expected an application, got a string');
  });
});

describe('assertOptions', () => {
  it('names an unknown option, and suggests a known one', () => {
    const options: { weak?: boolean } = Object.fromEntries([['week', true]]);
    expect(() => assertOptions('etag', options, { weak: true })).toThrow(
      'unknown option of etag: week; did you mean weak?',
    );
    expect(() => assertOptions('etag', { weak: true }, { weak: true })).not.toThrow();
  });

  it.each([[null], ['weak'], [[]]])('refuses %j as options', (options) => {
    expect(() => assertOptions('etag', options as { weak?: boolean }, { weak: true })).toThrow(
      'etag takes an object of options, not ',
    );
  });
});

describe('noteOf', () => {
  it('reads a note through every copy of the environ, and creates no exchange', () => {
    const request = Request.blank('/');
    expect(noteOf(request, 'user')).toBeUndefined();
    expect('wheatpaste.exchange' in request.environ).toBe(false);
    exchangeOf(request.environ).notes.user = 'ada';
    expect(noteOf(request.with({ pathInfo: '/b' }), 'user')).toBe('ada');
  });
});
