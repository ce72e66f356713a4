import { describe, expect, it } from 'vitest';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import { withKey, withoutKey } from '../../src/wsgi/with-key.ts';

describe('withKey', () => {
  it('returns a copy with a new key', () => {
    const environ = blankEnviron();
    expect(withKey(environ, 'REMOTE_USER', 'ada')).toEqual({ ...environ, REMOTE_USER: 'ada' });
    expect(environ).not.toHaveProperty('REMOTE_USER');
  });

  it('returns a copy with a changed key', () => {
    const environ = { ...blankEnviron(), REMOTE_USER: 'ada' };
    expect(withKey(environ, 'REMOTE_USER', 'bob').REMOTE_USER).toBe('bob');
    expect(environ.REMOTE_USER).toBe('ada');
  });
});

describe('withoutKey', () => {
  it('returns a copy without the key', () => {
    const environ = { ...blankEnviron(), REMOTE_USER: 'ada' };
    expect(withoutKey(environ, 'REMOTE_USER')).toEqual(blankEnviron());
    expect(environ.REMOTE_USER).toBe('ada');
  });

  it('returns a copy if the key is absent', () => {
    const environ = blankEnviron();
    expect(withoutKey(environ, 'REMOTE_USER')).toEqual(environ);
    expect(withoutKey(environ, 'REMOTE_USER')).not.toBe(environ);
  });
});
