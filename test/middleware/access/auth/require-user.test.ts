import { describe, expect, it } from 'vitest';
import { type RequireUserOptions, requireUser } from '../../../../src/middleware/access/auth/require-user.ts';
import { Response } from '../../../../src/response/response.ts';
import { nativeFromText } from '../../../../src/wsgi/native-string.ts';
import { asked } from '../../../support/asked.ts';

const status = async (options: RequireUserOptions | undefined, environ: Record<string, string>) =>
  (await asked(requireUser(options)(new Response('secret')), environ)).status;

describe('requireUser', () => {
  it.each([
    [undefined, {}, 401],
    [undefined, { REMOTE_USER: '' }, 401],
    [undefined, { REMOTE_USER: 'ada' }, 200],
    [{ status: 404 }, {}, 404],
    [{ roles: ['a', 'b'] }, {}, 401],
    [{ roles: ['a', 'b'] }, { REMOTE_USER: 'ada' }, 403],
    [{ roles: ['a', 'b'] }, { REMOTE_USER: 'ada', REMOTE_USER_TOKENS: 'x,b' }, 200],
    [{ roles: ['a', 'b'] }, { REMOTE_USER: 'ada', REMOTE_USER_TOKENS: 'a b' }, 403],
    [{ roles: ['é'] }, { REMOTE_USER: 'ada', REMOTE_USER_TOKENS: nativeFromText('é') }, 200],
    [{ roles: [] }, { REMOTE_USER: 'ada', REMOTE_USER_TOKENS: 'x' }, 403],
    [{ roles: ['a'], status: 404 }, { REMOTE_USER: 'ada' }, 403],
  ])('%j answers %j with %i', async (options, environ, expected) => {
    expect(await status(options, environ)).toBe(expected);
  });

  it.each([
    [{ roles: 'admin' }, 'roles of requireUser must be a list, not a string'],
    [{ roles: ['a,b'] }, 'a role must not contain a comma: "a,b"'],
    [{ status: 302 }, 'status of requireUser must be a status of an error, not 302'],
    [{ status: 499.5 }, 'status of requireUser must be a status of an error, not 499.5'],
    [{ role: 'a' }, 'unknown option of requireUser: role; did you mean roles?'],
  ])('refuses the options %j', (options, message) => {
    expect(() => requireUser(options as RequireUserOptions)).toThrow(message);
  });
});
