import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../src/middleware/sessions/memory-store.ts';
import { clientOf, entriesOf } from '../../support/session-client.ts';
import { watched } from '../../support/watched-store.ts';

describe('the id of a session', () => {
  it.each(['a'.repeat(43), 'a'.repeat(16)])('is never taken from a client: %s', async (id) => {
    const client = clientOf(memoryStore());
    client.cookie = `session=${id}`;
    const { value } = await client.ask((one) => {
      one.set('a', 1);
      return [one.isNew, one.id];
    });
    expect(value).toEqual([true, expect.not.stringContaining(id)]);
    expect(client.cookie).not.toContain(id);
  });

  it.each([
    '',
    'a',
    'a'.repeat(15),
    'a'.repeat(129),
    '../../../../etc/passwd',
    `${'a'.repeat(42)}\\`,
    '%00'.repeat(20),
    'é'.repeat(20),
  ])('is not looked up if it is malformed: %j', async (id) => {
    const { store, asked } = watched();
    const client = clientOf(store);
    client.cookie = `session=${Buffer.from(id).toString('latin1')}`;
    expect((await client.ask((one) => one.isNew)).value).toBe(true);
    expect(asked()).toEqual([]);
  });

  it('is renewed at login, so that an earlier one is useless (CVE-2022-25896)', async () => {
    const client = clientOf(memoryStore());
    await client.ask((one) => one.set('cart', ['book']));
    const attacker = client.tab();
    const { value } = await client.ask(async (one) => {
      const before = one.id;
      await one.renew();
      one.set('user', 'ada');
      return before !== one.id && client.cookie !== `session=${one.id}`;
    });
    expect(value).toBe(true);
    expect((await client.ask(entriesOf)).value).toEqual({ cart: ['book'], user: 'ada' });
    expect((await attacker.ask(entriesOf)).value).toEqual({});
  });

  it('stays the same if the application fails after renewing it', async () => {
    const client = clientOf(memoryStore());
    await client.ask((one) => one.set('a', 1));
    const failing = client.ask(async (one) => {
      await one.renew();
      throw new Error('out of order');
    });
    await expect(failing).rejects.toThrow('out of order');
    expect((await client.ask(entriesOf)).value).toEqual({ a: 1 });
  });

  it('may be created by the application', async () => {
    let count = 0;
    const genId = () => `id-${String(count++).padStart(20, '0')}`;
    const client = clientOf(memoryStore(), { genId });
    await client.ask((one) => one.set('a', 1));
    expect(client.cookie).toBe('session=id-00000000000000000000');
  });

  it('is replaced if the new one is in use', async () => {
    const store = memoryStore();
    const ids = ['a', 'a', 'a', 'b', 'b', 'b', 'b', 'b'].map((one) => one.repeat(20));
    const genId = () => ids.shift() ?? '';
    const client = clientOf(store, { genId });
    await client.ask((one) => one.set('a', 1));
    await clientOf(store, { genId }).ask((one) => one.set('a', 2));
    expect((await client.ask(entriesOf)).value).toEqual({ a: 1 });
    await expect(clientOf(store, { genId }).ask((one) => one.set('a', 3))).rejects.toThrow(
      'there is no new id for a session: genId must give a different one each time',
    );
  });

  it.each(['short', 'with a space in it now', `${'a'.repeat(40)};`, 7])(
    'must be suitable for a cookie: %j',
    async (id) => {
      const genId = () => id as string;
      await expect(clientOf(memoryStore(), { genId }).ask((one) => one.set('a', 1))).rejects.toThrow(
        "genId must give 16 to 128 letters, digits, '-', '_' or '~', as random as a key",
      );
    },
  );

  it('may be signed with a secret: others are rejected without calling the store', async () => {
    const { store, asked } = watched();
    const client = clientOf(store, { secret: ['new', 'old'] });
    await client.ask((one) => one.set('a', 1));
    expect(client.cookie).toMatch(/^session=[\w-]{43}\.[\w-]{43}$/);
    asked();
    const old = clientOf(store, { secret: 'old' });
    old.cookie = client.cookie;
    expect((await old.ask(entriesOf)).value).toEqual({});
    old.cookie = client.cookie.replace(/\..*/, '');
    expect((await old.ask(entriesOf)).value).toEqual({});
    expect(asked()).toEqual([]);
    await old.ask((one) => one.set('b', 1));
    client.cookie = old.cookie;
    expect((await client.ask(entriesOf)).value).toEqual({ b: 1 });
  });
});
