import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileServer } from '../../examples/file-server.ts';
import { serve } from '../../src/node.ts';

describe('the file server', () => {
  let root = '';

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'wheatpaste-'));
    await writeFile(path.join(root, 'a & b.txt'), '0123456789');
  });
  afterAll(() => rm(root, { recursive: true }));

  it('sends files, complete or in part, and lists directories', async () => {
    const lines: string[] = [];
    const errors = { write: (line: string) => lines.push(line) };
    const files = fileServer(root);
    await using server = await serve(
      (environ, startResponse) => files({ ...environ, 'wsgi.errors': errors }, startResponse),
      { port: 0 },
    );
    const url = `${server.url}/a%20&%20b.txt`;

    const whole = await fetch(url);
    expect(await whole.text()).toBe('0123456789');
    expect(whole.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(whole.headers.get('cache-control')).toBe('no-cache');

    const rest = await fetch(url, { headers: { Range: 'bytes=7-' } });
    expect([rest.status, await rest.text()]).toEqual([206, '789']);

    const known = await fetch(url, { headers: { 'If-None-Match': whole.headers.get('etag') ?? '' } });
    expect(known.status).toBe(304);

    expect(await (await fetch(`${server.url}/`)).text()).toContain('a &amp; b.txt');
    expect((await fetch(`${server.url}/missing`)).status).toBe(404);
    expect(lines).toEqual([
      'GET /a%20&%20b.txt 200 10\n',
      'GET /a%20&%20b.txt 206 3\n',
      'GET /a%20&%20b.txt 304 -\n',
      expect.stringMatching(/^GET \/ 200 \d+\n$/),
      expect.stringMatching(/^GET \/missing 404 \d+\n$/),
    ]);
  });
});
