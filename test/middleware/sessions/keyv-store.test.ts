import { Keyv } from 'keyv';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type KeyvLike, keyvStore } from '../../../src/middleware/sessions/keyv-store.ts';

describe('keyvStore', () => {
  afterEach(() => void vi.useRealTimers());

  it('lets Keyv expire values', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const keyv = new Keyv();
    await keyvStore(keyv).set('a', '{}', 60, undefined);
    expect(await keyv.get('a')).toBeDefined();
    vi.setSystemTime(Date.now() + 60_001);
    expect(await keyv.get('a')).toBeUndefined();
  });

  it('ignores foreign values under its keys', async () => {
    const keyv = new Keyv();
    await keyv.set('a', 'text');
    await keyv.set('b', { value: 1 });
    expect(await keyvStore(keyv).get('a')).toBeUndefined();
    expect(await keyvStore(keyv).get('b')).toBeUndefined();
  });

  it('fails if Keyv stores nothing', async () => {
    const keyv: KeyvLike = { get: async () => undefined, set: async () => false, delete: async () => true };
    await expect(keyvStore(keyv).set('a', '{}', 60, undefined)).rejects.toThrow(
      'Keyv did not keep the session',
    );
  });

  it('continues after a failure', async () => {
    let isBroken = true;
    const keyv: KeyvLike = {
      get: async () => undefined,
      async set() {
        if (isBroken) throw new Error('out of order');
      },
      delete: async () => true,
    };
    const store = keyvStore(keyv);
    const broken = store.set('a', '{}', 60, undefined);
    const after = store.set('a', '{}', 60, undefined);
    await expect(broken).rejects.toThrow('out of order');
    isBroken = false;
    await expect(after).rejects.toThrow('out of order');
    expect(await store.set('a', '{}', 60, undefined)).toBeDefined();
  });

  it.each<unknown>([undefined, {}, { get() {} }, { get() {}, set() {} }])('refuses %j', (keyv) => {
    expect(() => keyvStore(keyv as KeyvLike)).toThrow(
      'keyvStore takes a Keyv: new Keyv(…) of the package keyv',
    );
  });
});
