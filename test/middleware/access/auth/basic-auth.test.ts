import { describe, expect, it } from 'vitest';
import { HTTPForbidden } from '../../../../src/exceptions/client-errors.ts';
import { Authorization } from '../../../../src/headers/authorization.ts';
import { type BasicAuthOptions, basicAuth } from '../../../../src/middleware/access/auth/basic-auth.ts';
import { requireUser } from '../../../../src/middleware/access/auth/require-user.ts';
import { userOf } from '../../../../src/middleware/access/auth/user.ts';
import { Request } from '../../../../src/request/request.ts';
import { Response } from '../../../../src/response/response.ts';
import { TestApp } from '../../../../src/testing.ts';
import type { Application } from '../../../../src/wsgi/contract.ts';
import { exchangeOf } from '../../../../src/wsgi/exchange.ts';
import { nativeFromText } from '../../../../src/wsgi/native-string.ts';
import { asked, noting } from '../../../support/asked.ts';
import { soundEnviron } from '../../../support/linted.ts';
import { vectors } from '../../../support/vectors.ts';

interface Case {
  readonly id: string;
  readonly input: { realm: string; users: Record<string, string>; environ: Record<string, string> };
  readonly output: Recorded & { raises?: string };
  readonly want?: Recorded;
}
type Recorded = { user: string; authType: string | null } | { status: number; challenge: string[] };

const header = (user: string, password: string) => ({
  HTTP_AUTHORIZATION: String(Authorization.basic(user, password)),
});
const verify = (user: string, password: string) => password === `${user}’s`;
const right = header('ada', 'ada’s');
const CHALLENGE = 'Basic realm="site", charset="UTF-8"';

describe('basicAuth', () => {
  it.each(vectors<Case>('middleware/auth-basic'))(
    'accepts and rejects as Paste does, except that malformed credentials are a 401: $id',
    async ({
      input: { realm, users, environ },
      output,
      want = output.raises ? { status: 401, challenge: [`Basic realm="${realm}"`] } : output,
    }) => {
      const { app, seen } = noting();
      const known = basicAuth({ realm, verify: (user, password) => users[user] === password })(app);
      const answer = await asked(known, environ);
      if ('status' in want) {
        const challenge = want.challenge.map((value) => `${value}, charset="UTF-8"`);
        expect([answer.status, answer.field('WWW-Authenticate')]).toEqual([want.status, challenge]);
      } else {
        expect([seen()?.REMOTE_USER, seen()?.AUTH_TYPE ?? null]).toEqual([want.user, want.authType]);
      }
    },
  );

  it('tells the user to the application and, by a note, to everything outside', async () => {
    const { app, seen } = noting();
    const environ = soundEnviron(header('jörg', 'jörg’s'));
    await asked(basicAuth({ realm: 'site', verify })(app), environ);
    expect(seen()).toMatchObject({ REMOTE_USER: nativeFromText('jörg'), AUTH_TYPE: 'basic' });
    expect(userOf(new Request(seen() ?? environ))).toBe('jörg');
    const outer = soundEnviron(right);
    exchangeOf(outer);
    await asked(basicAuth({ realm: 'site', verify })(app), outer);
    expect(userOf(new Request(outer))).toBe('ada');
    expect(outer.REMOTE_USER).toBeUndefined();
  });

  it('accepts a name or an account from verify', async () => {
    const { app, seen } = noting();
    const ask = async (verified: ReturnType<BasicAuthOptions['verify']>) => {
      await asked(basicAuth({ realm: 'site', verify: async () => await verified })(app), right);
      const environ = seen() ?? soundEnviron();
      return [environ.REMOTE_USER, environ.REMOTE_USER_TOKENS, userOf<unknown>(new Request(environ))];
    };
    const account = { id: 7 };
    const renamed = { user: 'Ada', roles: ['staff', 'é', 'staff'] };
    expect(await ask('Ada')).toEqual(['Ada', undefined, 'Ada']);
    expect(await ask(account)).toEqual(['ada', undefined, account]);
    expect(await ask(renamed)).toEqual(['Ada', `staff,${nativeFromText('é')}`, renamed]);
    expect(await ask({ roles: [] })).toEqual(['ada', undefined, { roles: [] }]);
  });

  it.each([[false], [undefined], [null], ['']])(
    'rejects the request if verify returns %j',
    async (verified) => {
      const app = basicAuth({ realm: 'site', verify: () => verified as boolean })(new Response());
      expect((await asked(app, right)).status).toBe(401);
    },
  );

  it.each(['Basic YWRhOnA=', 'Basic YWRhOnA', 'Basic YWRhOnA=='])(
    'does not mind how many equals signs end the credentials: %s',
    async (HTTP_AUTHORIZATION) => {
      const app = basicAuth({ realm: 'site', verify: (_, password) => password === 'p' })(new Response());
      expect((await asked(app, { HTTP_AUTHORIZATION })).status).toBe(200);
    },
  );

  it('fails if verify returns a role that would become two', async () => {
    const app = basicAuth({ realm: 'site', verify: () => ({ roles: ['guest,admin'] }) })(new Response());
    await expect(asked(app, right)).rejects.toThrow('a role must not contain a comma: "guest,admin"');
  });

  /** An empty REMOTE_USER says that nobody is logged in. */
  it('rejects an empty name, even if verify accepts it', async () => {
    const app = basicAuth({ realm: 'site', verify: () => true })(new Response());
    expect((await asked(app, header('', 'x'))).status).toBe(401);
    expect((await asked(app, header('ada', ''))).status).toBe(200);
  });

  it('fails if verify returns something else', async () => {
    const app = basicAuth({ realm: 'site', verify: () => 1 as unknown as boolean })(new Response());
    await expect(asked(app, right)).rejects.toThrow('verify must give the user');
  });

  it('sends an HTTP exception thrown by verify, and passes on other errors and server errors', async () => {
    const failing = (error: unknown) =>
      basicAuth({
        realm: 'site',
        verify: () => {
          throw error;
        },
      })(new Response());
    expect((await asked(failing(new HTTPForbidden()), right)).status).toBe(403);
    await expect(asked(failing(new RangeError('broken')), right)).rejects.toThrow('broken');
    const busy = Object.assign(new Error('busy'), { status: 503, expose: false });
    await expect(asked(failing(busy), right)).rejects.toBe(busy);
  });

  describe('if optional', () => {
    const site = basicAuth({ realm: 'site', verify, optional: true });

    it('accepts requests without credentials of its scheme', async () => {
      const app = new TestApp(site(new Response('Hello')));
      expect((await app.get('/')).text).toBe('Hello');
      expect((await app.get('/', { headers: { Authorization: 'Bearer x' } })).text).toBe('Hello');
    });

    it('rejects wrong and malformed credentials', async () => {
      const app = site(new Response('Hello'));
      for (const value of [header('ada', 'x').HTTP_AUTHORIZATION, 'Basic', 'basic !']) {
        expect((await asked(app, { HTTP_AUTHORIZATION: value })).status).toBe(401);
      }
    });

    it('adds its challenge to a 401 from the application', async () => {
      const app = site(requireUser()(new Response('Hello')));
      const answer = await asked(app);
      expect([answer.status, answer.field('WWW-Authenticate')]).toEqual([401, [CHALLENGE]]);
      expect((await asked(app, right)).body).toBe('Hello');
    });
  });

  it('sends no credentials back', async () => {
    const answer = await asked(
      basicAuth({ realm: 'site', verify })(new Response()),
      header('ada', 'seekrit'),
    );
    expect(JSON.stringify(answer)).not.toContain('seekrit');
  });

  it.each([
    [{ realm: 'café', verify }, 'a realm must be printable ASCII: "café"'],
    [{ realm: 'a\nb', verify }, 'a realm must be printable ASCII'],
    [{ verify }, 'a realm must be printable ASCII: undefined'],
    [{ realm: 'site' }, 'verify of basicAuth must be a function, not undefined'],
    [{ realm: 'site', verify, option: true }, 'unknown option of basicAuth: option; did you mean optional?'],
  ])('refuses the options %j', (options, message) => {
    expect(() => basicAuth(options as BasicAuthOptions)).toThrow(message);
  });

  it('accepts anything that stands for an application, and nothing else', () => {
    expect(() => basicAuth({ realm: 'site', verify })('app' as unknown as Application)).toThrow(
      'expected an application',
    );
  });
});
