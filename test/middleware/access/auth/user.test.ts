import { describe, expect, it } from 'vitest';
import { identified, userOf } from '../../../../src/middleware/access/auth/user.ts';
import { Request } from '../../../../src/request/request.ts';
import { nativeFromText } from '../../../../src/wsgi/native-string.ts';
import { soundEnviron } from '../../../support/linted.ts';

describe('userOf', () => {
  it('returns the name from the server or a middleware, as text', () => {
    expect(userOf(Request.blank('/'))).toBeUndefined();
    expect(userOf(new Request(soundEnviron({ REMOTE_USER: '' })))).toBeUndefined();
    expect(userOf(new Request(soundEnviron({ REMOTE_USER: nativeFromText('jörg') })))).toBe('jörg');
  });

  it('returns the account of the last user', () => {
    const environ = soundEnviron();
    const account = { id: 7 };
    identified(environ, 'basic', { name: 'ada', account });
    expect(userOf<typeof account>(new Request(environ))?.id).toBe(7);
    identified(environ, 'cookie', { name: 'bob' });
    expect(userOf(new Request(environ))).toBe('bob');
  });
});
