import { describe, expect, it } from 'vitest';
import { basicAuth } from '../../../../src/middleware/access/auth/basic-auth.ts';
import { bearerAuth } from '../../../../src/middleware/access/auth/bearer-auth.ts';
import { type MultiAuthOptions, multiAuth } from '../../../../src/middleware/access/auth/multi-auth.ts';
import { Response } from '../../../../src/response/response.ts';
import { asked } from '../../../support/asked.ts';

const methods = {
  people: basicAuth({ realm: 'site', verify: (_, password) => password === 'x' }),
  programs: bearerAuth({ verify: (token) => token === 'robot' && 'robot' }),
};

const never = () => undefined;

describe('multiAuth', () => {
  const ask = async (environ: Record<string, string>, given: MultiAuthOptions['methods'] = methods) => {
    const app = multiAuth({
      methods: given,
      choose: ({ pathInfo }) => /^\/(\w+)/.exec(pathInfo)?.[1],
      default: 'people',
    })(new Response('Hello'));
    return (await asked(app, environ)).field('WWW-Authenticate').map((value) => value.split(' ')[0]);
  };

  it('uses the chosen method, or the default', async () => {
    expect(await ask({ PATH_INFO: '/programs' })).toEqual(['Bearer']);
    expect(await ask({ PATH_INFO: '/people' }, Object.entries(methods))).toEqual(['Basic']);
    expect(await ask({ PATH_INFO: '/' })).toEqual(['Basic']);
    expect(await ask({ PATH_INFO: '/__proto__' })).toEqual(['Basic']);
  });

  it('does not let the client choose: Paste’s *authmeth in the query has no effect', async () => {
    expect(await ask({ PATH_INFO: '/', QUERY_STRING: '*authmeth=programs' })).toEqual(['Basic']);
  });

  it.each([
    [{ methods, choose: never, default: 'other' }, 'default of multiAuth must be one of its methods: other'],
    [{ methods, default: 'people' }, 'choose of multiAuth must be a function'],
    [
      { methods: { people: 7 }, choose: never, default: 'people' },
      'the method people of multiAuth must be a function',
    ],
    [{ method: methods }, 'unknown option of multiAuth: method; did you mean methods?'],
  ])('refuses the options %#', (options, message) => {
    expect(() => multiAuth(options as unknown as MultiAuthOptions)).toThrow(message);
  });
});
