import { describe, expect, it } from 'vitest';
import { type MemoryStoreOptions, memoryStore } from '../../../src/middleware/sessions/memory-store.ts';

describe('memoryStore', () => {
  it('forgets the least recently used sessions when there are more than max', async () => {
    const store = memoryStore({ max: 2 });
    await store.set('a', '{}', 60, undefined);
    await store.set('b', '{}', 60, undefined);
    await store.touch('a', 60);
    await store.set('c', '{}', 60, undefined);
    expect(await Promise.all(['a', 'b', 'c'].map(async (id) => (await store.get(id)) !== undefined))).toEqual(
      [true, false, true],
    );
  });

  it('uses the given clock', async () => {
    const store = memoryStore();
    await store.set('a', '{}', 60, undefined, 0);
    expect(await store.get('a', 59_000)).toMatchObject({ ttl: 1 });
    expect(await store.get('a', 60_000)).toBeUndefined();
  });

  it('drops expired sessions while others arrive', async () => {
    const store = memoryStore({ max: 100 });
    for (let i = 0; i < 10; i++) await store.set(`old${i}`, '{}', 1, undefined, 0);
    for (let i = 0; i < 5; i++) await store.set(`new${i}`, '{}', 60, undefined, 2000);
    expect(await store.get('old9', 500)).toBeUndefined();
  });

  it.each<[MemoryStoreOptions, string]>([
    [{ max: 0 }, 'max of memoryStore must be a whole number of 1 or more: 0'],
    [{ max: 1.5 }, 'max of memoryStore must be a whole number of 1 or more: 1.5'],
    [{ size: 1 } as MemoryStoreOptions, 'unknown option of memoryStore: size'],
  ])('refuses %j', (options, message) => {
    expect(() => memoryStore(options)).toThrow(message);
  });
});
