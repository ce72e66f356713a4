import { describe, expect, it } from 'vitest';
import { type Grant, type GrantIpOptions, grantIp } from '../../../../src/middleware/access/auth/grant-ip.ts';
import { identified, userOf } from '../../../../src/middleware/access/auth/user.ts';
import { Request } from '../../../../src/request/request.ts';
import { Response } from '../../../../src/response/response.ts';
import { nativeFromText } from '../../../../src/wsgi/native-string.ts';
import { asked, noting } from '../../../support/asked.ts';
import { soundEnviron } from '../../../support/linted.ts';
import { vectors } from '../../../support/vectors.ts';

interface Case {
  readonly id: string;
  readonly input: {
    readonly map: readonly [mask: string, user: string | null, roles: string | string[] | null][];
    readonly clobberUsername: boolean;
    readonly environ: Record<string, string>;
  };
  readonly output: Seen;
  readonly want?: Seen;
}
interface Seen {
  readonly REMOTE_USER: string | null;
  readonly REMOTE_USER_TOKENS: string | null;
}

async function seenWith(
  grants: Parameters<typeof grantIp>[0],
  options: GrantIpOptions,
  environ: Record<string, unknown>,
) {
  const { app, seen } = noting();
  await asked(grantIp(grants, options)(app), environ);
  return seen() ?? soundEnviron();
}

const matches = async (key: string, REMOTE_ADDR: string | undefined) =>
  (await seenWith([[key, { user: 'u' }]], {}, { REMOTE_ADDR })).REMOTE_USER === 'u';

describe('grantIp', () => {
  it.each(vectors<Case>('middleware/grantip'))(
    'grants as Paste does, with netmasks and IPv6: $id',
    async ({ input: { map, clobberUsername, environ }, output, want = output }) => {
      const grants = map.map(([mask, user, roles]): [string, Grant] => [
        mask,
        {
          ...(user && { user: user === '__remove__' ? null : user }),
          ...(roles && { roles: typeof roles === 'string' ? roles.split(',') : roles }),
        },
      ]);
      const seen = await seenWith(grants, { clobberUser: clobberUsername }, environ);
      expect([seen.REMOTE_USER ?? null, seen.REMOTE_USER_TOKENS ?? null]).toEqual([
        want.REMOTE_USER,
        want.REMOTE_USER_TOKENS,
      ]);
    },
  );

  it('keeps the first of several users if users are not replaced', async () => {
    const grants: [string, Grant][] = [
      ['10.0.0.0/8', { user: 'first' }],
      ['10.0.0.1', { user: 'second' }],
    ];
    const userWith = async (clobberUser: boolean) =>
      (await seenWith(grants, { clobberUser }, { REMOTE_ADDR: '10.0.0.1' })).REMOTE_USER;
    expect([await userWith(false), await userWith(true)]).toEqual(['first', 'second']);
  });

  it.each([
    ['2001:db8::/32', '2001:DB8:0::7', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['2001:db8::7', '2001:db8:0:0::7', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['10.0.0.0/8', '::ffff:a01:203', true],
    ['10.0.0.0/255.255.254.0', '10.0.1.255', true],
    ['10.0.0.0/0.0.0.0', '192.0.2.1', true],
    ['0.0.0.0/0', '::1', false],
    ['10.1<->3', '10.3.255.255', true],
    ['10.1<->3', '10.4.0.0', false],
    ['10.1.2.3<->10.1.3', '10.1.3.255', true],
    ['10.1.2.3<->10.1.3.4', '::1', false],
    ['127.0.0.1', '127.1', false],
    ['127.0.0.1', '', false],
    ['127.0.0.1', undefined, false],
    ['127.0.0.1', 'localhost', false],
  ])('%s contains %j: %j', async (key, address, expected) => {
    expect(await matches(key, address)).toBe(expected);
  });

  it('tells users and roles to the outside, and hides removed ones', async () => {
    const environ = soundEnviron({ REMOTE_ADDR: '192.0.2.7' });
    const { app, seen } = noting();
    const account = { id: 7 };
    const inner = identified(environ, 'basic', { name: 'bob', account });
    await grantIp({ '192.0.2.7': { user: 'jörg', roles: ['é'] } })(app)(inner, () => () => {});
    expect([seen()?.REMOTE_USER, seen()?.REMOTE_USER_TOKENS]).toEqual([
      nativeFromText('jörg'),
      nativeFromText('é'),
    ]);
    expect(userOf(new Request(environ))).toBe('jörg');
    await grantIp({ '192.0.2.7': { user: null } })(app)(inner, () => () => {});
    expect([seen()?.REMOTE_USER, seen()?.AUTH_TYPE]).toEqual([undefined, undefined]);
    expect(userOf(new Request(environ))).toBeUndefined();
    expect(inner.REMOTE_USER).toBe('bob');
  });

  it('passes the original environ on if nothing matches', async () => {
    const environ = soundEnviron({ REMOTE_ADDR: '192.0.2.7' });
    const { app, seen } = noting();
    await grantIp({ '10.0.0.0/8': { user: 'u' } })(app)(environ, () => () => {});
    expect(seen()).toBe(environ);
  });

  it.each([
    ['localhost'],
    ['10.0.0.0/33'],
    ['10.0.0.0/255.0.255.0'],
    ['10.0.0.0/255.0.0.256'],
    ['1.2.3.4.5'],
    ['10.1.2.5<->3'],
    ['10.1.2.5<->300'],
    ['10.1.2.3<->'],
    ['fe80::1%eth0'],
    [''],
  ])('refuses the key %j', (key) => {
    expect(() => grantIp([[key, {}]])).toThrow(/grantIp/);
  });

  it('refuses malformed roles and users, and unknown options', () => {
    expect(() => grantIp({ '10.1.2.3': { roles: 'editor' as unknown as string[] } })).toThrow(
      'the roles of 10.1.2.3 must be a list',
    );
    expect(() => grantIp({ '10.1.2.3': { roles: ['a,b'] } })).toThrow(
      'a role must not contain a comma: "a,b"',
    );
    expect(() => grantIp({ '10.1.2.3': { user: '' } })).toThrow(
      'the user of 10.1.2.3 must have a name, or be null',
    );
    expect(() => grantIp({ '10.1.2.3': Object.fromEntries([['role', 'x']]) })).toThrow(
      'unknown option of a grant of grantIp: role',
    );
    expect(() => grantIp([], Object.fromEntries([['clobber', true]]))).toThrow('did you mean clobberUser?');
    expect(() => grantIp([])(new Response())).not.toThrow();
  });
});
