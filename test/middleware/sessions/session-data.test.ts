import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../src/middleware/sessions/memory-store.ts';
import { clientOf, entriesOf } from '../../support/session-client.ts';
import { START, testClock } from '../../support/test-clock.ts';
import { watched } from '../../support/watched-store.ts';

const { later, now } = testClock();

describe('a session', () => {
  it('stores JSON values, even if they are modified in place', async () => {
    const client = clientOf(memoryStore());
    const list: unknown[] = [];
    await client.ask((one) => {
      one.set('list', list);
      list.push({ n: 1 });
      one.set('date', new Date(START));
    });
    await client.ask((one) => {
      const [first] = one.get('list') as [{ n: number }];
      first.n++;
    });
    expect((await client.ask(entriesOf)).value).toEqual({
      list: [{ n: 2 }],
      date: new Date(START).toISOString(),
    });
  });

  it.each([() => {}, Symbol('x'), 1n])('refuses %s, which JSON cannot represent', async (value) => {
    await expect(clientOf(memoryStore()).ask((one) => one.set('a', value))).rejects.toThrow(TypeError);
  });

  it('allows keys of any name, except those that begin with ~', async () => {
    const client = clientOf(memoryStore());
    const keys = ['__proto__', 'constructor', '', 'é', '10', '\0'];
    await client.ask((one) => {
      for (const key of keys) one.set(key, key);
    });
    const { value } = await client.ask((one) => [...one.entries()].map(([key, text]) => key === text && key));
    expect(new Set(value as string[])).toEqual(new Set(keys));
    await expect(client.ask((one) => one.set('~created', 0))).rejects.toThrow(
      'a key of a session must not begin with ~: ~created',
    );
    expect(
      (await client.ask((one) => [one.has('~created'), one.get('~created'), one.delete('~created')])).value,
    ).toEqual([false, null, false]);
  });

  it('records when it was created', async () => {
    const client = clientOf(memoryStore(), { now });
    await client.ask((one) => one.set('a', 1));
    later(100);
    const { value } = await client.ask((one) => [one.createdAt, one.isNew]);
    expect(value).toEqual([new Date(START).toISOString(), false]);
  });

  it('returns a message once, and those of one name in order', async () => {
    const client = clientOf(memoryStore());
    await client.ask((one) => {
      for (let i = 0; i < 12; i++) one.flash('notice', `Saved ${i}`);
      one.flash('notice:x', 'another');
    });
    const messages = Array.from({ length: 12 }, (_, i) => `Saved ${i}`);
    expect(
      (await client.ask((one) => [one.flash('notice'), one.flash('none'), [...one.entries()]])).value,
    ).toEqual([messages, [], []]);
    expect((await client.ask((one) => one.flash('notice'))).value).toEqual([]);
    const { setCookie } = await client.ask((one) => one.flash('notice:x'));
    expect(setCookie[0]).toMatch(/^session=; Max-Age=0/);
  });

  it('restarts after it was destroyed', async () => {
    const client = clientOf(memoryStore());
    await client.ask((one) => one.set('user', 'ada'));
    const old = client.tab();
    await client.ask(async (one) => {
      await one.destroy();
      one.flash('notice', 'You are logged out.');
    });
    expect(client.cookie).not.toBe(old.cookie);
    expect((await client.ask((one) => [one.has('user'), one.flash('notice')])).value).toEqual([
      false,
      ['You are logged out.'],
    ]);
    expect((await old.ask((one) => one.isNew)).value).toBe(true);
  });

  it('stays ended after it was destroyed, whatever the application does afterwards', async () => {
    const client = clientOf(memoryStore());
    await client.ask((one) => one.set('user', 'ada'));
    const failing = client.ask(async (one) => {
      await one.destroy();
      throw new Error('out of order');
    });
    await expect(failing).rejects.toThrow('out of order');
    expect((await client.ask((one) => one.isNew)).value).toBe(true);
  });

  it('restarts after it was emptied and saved', async () => {
    const client = clientOf(memoryStore());
    await client.ask((one) => one.set('a', 1));
    const old = client.tab();
    await client.ask(async (one) => {
      one.clear();
      await one.renew();
      await one.save();
      one.set('b', 2);
    });
    expect((await client.ask(entriesOf)).value).toEqual({ b: 2 });
    expect((await old.ask(entriesOf)).value).toEqual({});
  });

  it('can be saved before the response', async () => {
    const { store, asked } = watched();
    const client = clientOf(store);
    await client.ask(async (one) => {
      const list = [1];
      one.set('list', list);
      await Promise.all([one.save(), one.save()]);
      expect(asked()).toEqual(['set']);
      expect(one.isNew).toBe(false);
      list.push(2);
    });
    expect(asked()).toEqual(['set']);
    expect((await client.ask(entriesOf)).value).toEqual({ list: [1, 2] });
  });

  it('is merged on each save', async () => {
    const client = clientOf(memoryStore());
    await client.ask((one) => one.set('a', 1));
    await client.ask(async (one) => {
      await client.tab().ask((other) => other.set('b', 2));
      one.set('c', 3);
      await one.save();
      await client.tab().ask((other) => other.set('d', 4));
      one.set('e', 5);
    });
    expect((await client.ask(entriesOf)).value).toEqual({ a: 1, b: 2, c: 3, d: 4, e: 5 });
  });

  it('is empty if it has ended while a request saved it', async () => {
    const client = clientOf(memoryStore());
    await client.ask((one) => one.set('a', 1));
    const { setCookie } = await client.tab().ask(async (one) => {
      await client.ask((other) => other.destroy());
      one.set('b', 2);
      await one.save();
      one.set('c', 3);
    });
    expect(setCookie).toEqual([]);
  });
});
