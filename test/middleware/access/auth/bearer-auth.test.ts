import { describe, expect, it } from 'vitest';
import { type BearerAuthOptions, bearerAuth } from '../../../../src/middleware/access/auth/bearer-auth.ts';
import { requireUser } from '../../../../src/middleware/access/auth/require-user.ts';
import { Response } from '../../../../src/response/response.ts';
import { asked, noting } from '../../../support/asked.ts';

const tokens = new Map([['mF_9.B5f-4.1JqM=', { user: 'ada', roles: ['read'] }]]);
const verify = (token: string) => tokens.get(token) ?? false;
const bearer = (token: string) => ({ HTTP_AUTHORIZATION: `Bearer ${token}` });
const right = bearer('mF_9.B5f-4.1JqM=');

describe('bearerAuth', () => {
  it("accepts a token's owner, with the roles of the account", async () => {
    const { app, seen } = noting();
    expect((await asked(bearerAuth({ verify })(app), right)).status).toBe(200);
    expect(seen()).toMatchObject({ REMOTE_USER: 'ada', AUTH_TYPE: 'bearer', REMOTE_USER_TOKENS: 'read' });
  });

  /**
   * RFC 6750, section 3: without credentials there is no error code; malformed ones are an invalid token
   * (3.1).
   */
  it.each([
    [{}, 'Bearer realm="api"'],
    [{ HTTP_AUTHORIZATION: 'Basic YTpi' }, 'Bearer realm="api"'],
    [bearer('other'), 'Bearer realm="api", error="invalid_token"'],
    [bearer(''), 'Bearer realm="api", error="invalid_token"'],
    [bearer('two tokens'), 'Bearer realm="api", error="invalid_token"'],
    [bearer('a="b"'), 'Bearer realm="api", error="invalid_token"'],
    [{ HTTP_AUTHORIZATION: 'Bearer a, Bearer b' }, 'Bearer realm="api", error="invalid_token"'],
  ])('answers %j with 401 and its challenge', async (environ, challenge) => {
    const answer = await asked(bearerAuth({ verify, realm: 'api' })(new Response()), environ);
    expect([answer.status, answer.field('WWW-Authenticate')]).toEqual([401, [challenge]]);
  });

  it('reads no tokens from the query (RFC 6750, section 5.3)', async () => {
    const app = bearerAuth({ verify })(new Response());
    expect((await asked(app, { QUERY_STRING: 'access_token=mF_9.B5f-4.1JqM=' })).status).toBe(401);
  });

  it('answers insufficient_scope if a role is missing', async () => {
    const ask = async (roles: string[]) => {
      const answer = await asked(
        bearerAuth({ verify })(requireUser({ roles })(new Response('Hello'))),
        right,
      );
      return [answer.status, ...answer.field('WWW-Authenticate')];
    };
    expect(await ask(['write', 'read'])).toEqual([200]);
    expect(await ask(['write', 'admin'])).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="write admin"',
    ]);
    expect(await ask(['büro'])).toEqual([403, 'Bearer error="insufficient_scope"']);
  });

  it('accepts requests without a token if it is optional', async () => {
    const app = bearerAuth({ verify, optional: true })(new Response('Hello'));
    expect((await asked(app)).body).toBe('Hello');
    expect((await asked(app, bearer('other'))).status).toBe(401);
  });

  it('requires a name from verify', async () => {
    const app = bearerAuth({ verify: () => true })(new Response());
    await expect(asked(app, right)).rejects.toThrow('verify must give the user’s name'.replace('’', "'"));
  });

  it('refuses unknown and malformed options', () => {
    const options: BearerAuthOptions = Object.fromEntries([
      ['verify', undefined],
    ]) as unknown as BearerAuthOptions;
    expect(() => bearerAuth(options)).toThrow('verify of bearerAuth must be a function');
    expect(() => bearerAuth({ verify, realm: 'é' })).toThrow('a realm must be printable ASCII');
    expect(() => bearerAuth({ verify, ...Object.fromEntries([['scope', 'x']]) })).toThrow(
      'unknown option of bearerAuth: scope',
    );
  });
});
