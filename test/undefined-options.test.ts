import { describe, expect, it } from 'vitest';
import { APPLICATIONS } from './support/options/applications.ts';
import { COOKIES } from './support/options/cookies.ts';
import { GATEWAYS } from './support/options/gateways.ts';
import { HEADER_PARTS, HEADERS } from './support/options/headers.ts';
import { MESSAGES } from './support/options/messages.ts';
import { MIDDLEWARE } from './support/options/middleware.ts';
import { STORES } from './support/options/stores.ts';
import { TESTING } from './support/options/testing.ts';

describe('an option that is undefined', () => {
  it.each([
    ...[...APPLICATIONS, ...COOKIES, ...GATEWAYS, ...HEADERS, ...HEADER_PARTS],
    ...[...MESSAGES, ...MIDDLEWARE, ...STORES, ...TESTING],
  ])('is absent: $what', async ({ absent, call }) => {
    expect(await call(absent)).toEqual(await call({}));
  });
});
