import { describe, expect, it } from 'vitest';
import { debugApp, TestApp } from '../../src/testing.ts';

const app = new TestApp(debugApp);

describe('debugApp', () => {
  it('describes the environ and the body', async () => {
    const res = await app.post('/a', { text: 'é', environ: { REMOTE_USER: 'ada' } });
    expect(res.response.charset).toBe('ISO-8859-1');
    res.mustContain('PATH_INFO: /a\n', 'REMOTE_USER: ada\n', '-- Body ----------\n');
    expect(Buffer.from(res.bytes).toString()).toMatch(/\né$/);
  });

  it.each([
    ['404', '404 Not Found'],
    ['404 Nope', '404 Nope'],
    ['204', '204 No Content'],
  ])('answers with the status %s', async (status, statusLine) => {
    expect((await app.get('/', { query: { status }, status: '*' })).statusLine).toBe(statusLine);
  });

  it('answers with headers, writes to wsgi.errors, throws', async () => {
    expect((await app.get('/?header-X-One=%C3%A9')).headers.get('x-one')).toBe('Ã©');
    expect((await app.get('/?errorlog=oops', { expectErrors: true })).errors).toBe('oops');
    await expect(app.get('/?error=now')).rejects.toThrow('debugApp was asked for an error: now');
  });

  it('sends no body for HEAD', async () => {
    const res = await app.head('/');
    expect([res.text, Number(res.headers.get('content-length')) > 0]).toEqual(['', true]);
  });
});
