import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CGIDirectory } from '../src/cgi.ts';
import { debugApp, TestApp } from '../src/testing.ts';
import { APPLICATIONS } from './support/options/applications.ts';
import { COOKIES } from './support/options/cookies.ts';
import { GATEWAYS } from './support/options/gateways.ts';
import { HEADER_PARTS, HEADERS } from './support/options/headers.ts';
import { MESSAGES } from './support/options/messages.ts';
import { MIDDLEWARE } from './support/options/middleware.ts';
import { STORES } from './support/options/stores.ts';
import { TESTING } from './support/options/testing.ts';

describe('an option that is undefined', () => {
  // Both calls see the same second.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is absent, even where it could not be given', async () => {
    const app = new TestApp(debugApp);
    app.authorization = { basic: undefined, bearer: 'a' };
    const res = await app.get('/', { method: undefined } as object);
    res.mustContain('REQUEST_METHOD: GET\n', 'HTTP_AUTHORIZATION: Bearer a\n');
    expect(() => new CGIDirectory('docs', { scriptFilename: undefined } as object)).not.toThrow();
  });

  it.each([
    ...[...APPLICATIONS, ...COOKIES, ...GATEWAYS, ...HEADERS, ...HEADER_PARTS],
    ...[...MESSAGES, ...MIDDLEWARE, ...STORES, ...TESTING],
  ])('is absent: $what', async ({ absent, call }) => {
    expect(await call(absent)).toEqual(await call({}));
  });
});
