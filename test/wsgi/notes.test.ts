import { describe, expect, it } from 'vitest';
import { Request, wsgify } from 'wheatpaste';
import { exchangeOf } from 'wheatpaste/wsgi';

declare module 'wheatpaste' {
  interface ExchangeNotes {
    tenant?: { readonly name: string };
  }
}

describe('the notes of an exchange', () => {
  it('allow user-defined keys, with their types', async () => {
    const inner = wsgify((request) => {
      exchangeOf(request.environ).notes.tenant = { name: 'acme' };
      return null;
    });
    const request = Request.blank('/');
    const { notes } = exchangeOf(request.environ);
    await request.send(inner);
    const name: string | undefined = notes.tenant?.name;
    expect(name).toBe('acme');
    // @ts-expect-error a tenant requires a name
    notes.tenant = {};
  });
});
