import { describe, expect, it } from 'vitest';
import * as core from '../src/index.ts';
import * as mw from '../src/middleware.ts';
import { APPLICATIONS } from './support/options/applications.ts';
import { COOKIES } from './support/options/cookies.ts';
import { GATEWAYS } from './support/options/gateways.ts';
import { HEADERS } from './support/options/headers.ts';
import { MESSAGES } from './support/options/messages.ts';
import { MIDDLEWARE } from './support/options/middleware.ts';
import { hello, secret } from './support/options/row.ts';
import { STORES } from './support/options/stores.ts';
import { TESTING } from './support/options/testing.ts';

const misspelt = { misspelt: true } as object;

describe('an option that does not exist is a TypeError', () => {
  it.each([
    ...[...APPLICATIONS, ...COOKIES, ...GATEWAYS, ...HEADERS],
    ...[...MESSAGES, ...MIDDLEWARE, ...STORES, ...TESTING],
  ])('that names it, and suggests the nearest: $what', async ({ absent, call }) => {
    const refusal = async (given: object) => {
      const error = await Promise.resolve(given)
        .then(call)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TypeError);
      return String(error);
    };
    expect(await refusal(misspelt)).toContain('misspelt');
    for (const name of Object.keys(absent)) {
      expect(await refusal({ [`${name}x`]: true })).toContain(`${name}x; did you mean ${name}?`);
    }
  });

  const request = core.Request.blank('/');

  it.each<[name: string, call: () => unknown]>([
    ['wsgify', () => core.wsgify(() => '', misspelt as never)],
    ['request.with', () => request.with(misspelt)],
    ['response.cacheExpires', () => new core.Response().cacheExpires(1, misspelt)],
    ['response.encodeContent of an empty body', () => new core.Response().encodeContent('gzip', misspelt)],
    ["response.encodeContent('identity')", () => new core.Response('a').encodeContent('identity', misspelt)],
    ['include', () => mw.include(request, '/', misspelt)],
    ['httpExceptions', () => mw.httpExceptions(misspelt as never)],
    ['inFlight', () => mw.inFlight(misspelt as never)],
    ['multiAuth', () => mw.multiAuth({ choose: () => 'a', methods: {}, ...misspelt } as never)],
    ['fileStore', () => mw.fileStore('sessions', misspelt as never)],
    ['profile', () => mw.profile({ when: () => true, write() {}, ...misspelt })],
    ['recursive', () => mw.recursive(misspelt as never)],
    ['requestContext', () => mw.requestContext(misspelt as never)],
    ['serverTiming', () => mw.serverTiming(misspelt as never)],
    [
      'tickets.issue',
      () => {
        const app = core.wsgify((given) => {
          mw.ticketOf(given).issue('ada', misspelt);
          return '';
        });
        return request.send(mw.ticketAuth({ secret })(app));
      },
    ],
    [
      'testApp.authorization',
      async () => {
        const { TestApp } = await import('../src/testing.ts');
        new TestApp(hello).authorization = { bearer: 'a', ...misspelt };
      },
    ],
  ])('that names it: %s', async (_name, call) => {
    await expect(async () => call()).rejects.toThrow(/misspelt/);
    await expect(async () => call()).rejects.toThrow(TypeError);
  });
});
