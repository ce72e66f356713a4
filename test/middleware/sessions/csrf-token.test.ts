import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { type CsrfOptions, csrf } from '../../../src/middleware/access/csrf.ts';
import { pipeline } from '../../../src/middleware/pipeline.ts';
import { csrfToken } from '../../../src/middleware/sessions/csrf-token.ts';
import { memoryStore } from '../../../src/middleware/sessions/memory-store.ts';
import { session } from '../../../src/middleware/sessions/session.ts';
import { sessionOf } from '../../../src/middleware/sessions/session-of.ts';
import { Request } from '../../../src/request/request.ts';
import { TestApp } from '../../../src/testing.ts';

/** Returns the token, or the posted form. */
const site = wsgify(async (request) => {
  if (request.pathInfo === '/renew') await (await sessionOf(request)).renew();
  if (request.pathInfo === '/entries') return JSON.stringify([...(await sessionOf(request)).entries()]);
  return request.method === 'POST' ? `got ${await request.text()}` : await csrfToken(request);
});
const clientOf = (options: CsrfOptions = {}) =>
  new TestApp(pipeline(site, session({ store: memoryStore() }), csrf({ missing: 'token', ...options })));

describe('csrfToken', () => {
  it('differs each time within a session (CVE-2013-3587)', async () => {
    const client = clientOf();
    const [first, second] = [(await client.get('/')).text, (await client.get('/')).text];
    expect(first).toMatch(/^[\w-]{86}$/);
    expect(first).not.toBe(second);
    for (const _csrf of [first, second, first]) {
      expect((await client.post('/', { form: { _csrf } })).text).toBe(`got _csrf=${_csrf}`);
    }
    expect((await client.get('/entries')).text).toBe('[]');
  });

  it('is accepted in a header, whatever the body', async () => {
    const client = clientOf();
    const { text: token } = await client.get('/');
    const headers = { 'X-CSRF-Token': token };
    await client.postJson('/', [1], { headers });
    await client.request('/', { method: 'DELETE', headers });
    await client.post('/', { form: { _csrf: token }, headers: { 'X-CSRF-Token': 'x' }, status: 403 });
  });

  it('is refused if it is missing, malformed, or from another session', async () => {
    const [client, other] = [clientOf(), clientOf()];
    const { text: token } = await client.get('/');
    const { text: others } = await other.get('/');
    const changed = `${token.slice(0, 50)}${token[50] === 'A' ? 'B' : 'A'}${token.slice(51)}`;
    for (const _csrf of ['', 'x', token.slice(1), `${token}AAAA`, changed, others]) {
      await client.post('/', { form: { _csrf }, status: 403 });
    }
    await client.post('/', { form: { other: token }, status: 403 });
    await client.post('/', { body: token, status: 403 });
    await client.post('/', { status: 403 });
    await clientOf().post('/', { form: { _csrf: token }, status: 403 });
  });

  it("expires with the session's id, so nobody knows it from before a login", async () => {
    const client = clientOf();
    const { text: before } = await client.get('/');
    const { text: after } = await client.get('/renew');
    await client.post('/', { form: { _csrf: before }, status: 403 });
    await client.post('/', { form: { _csrf: after } });
  });

  it('is required only if the browser sends no other evidence, and allow does not decide', async () => {
    const client = clientOf({ allow: ({ pathInfo }) => pathInfo === '/hook' });
    await client.post('/', { headers: { 'Sec-Fetch-Site': 'same-origin' } });
    await client.post('/hook');
    const { text: token } = await client.get('/');
    const headers = { 'Sec-Fetch-Site': 'cross-site', 'X-CSRF-Token': token };
    await client.post('/', { headers, status: 403 });
    await client.post('/', {
      headers: { Origin: 'https://evil.example', 'X-CSRF-Token': token },
      status: 403,
    });
  });

  it('is searched for only within the limits of forms', async () => {
    const client = clientOf();
    await client.get('/');
    await client.post('/', { form: { x: 'x'.repeat(4_200_000) }, status: 413 });
  });

  it('requires a session outside', async () => {
    const message = 'there is no session: put session or cookieSession around the application';
    await expect(csrfToken(Request.blank('/'))).rejects.toThrow(message);
    const post = Request.blank('/', { method: 'POST' });
    await expect(post.send(csrf({ missing: 'token' })(site))).rejects.toThrow(message);
  });
});
