import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import * as h3 from 'h3';
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { beforeAll, describe, expect, it } from 'vitest';
import { HTTPPreconditionFailed, Response, wsgify } from '../../src/index.ts';
import { toNodeHandler } from '../../src/node.ts';

const TEXT = 'Flour and water.';
const LARGE = 70 * 1024 * 1024;

/** The response of each library to a request; routers match `/text`, `/twice` and `/size`. */
type Ask = (path: string, init?: RequestInit) => Promise<globalThis.Response>;

/** Cells of the comparison table, by feature and library. */
const cells = cellsOf(readFileSync('README.md', 'utf8'));

const libraries: Record<string, Ask> = {};

beforeAll(async () => {
  libraries.wheatpaste = await listening(toNodeHandler(ours()));
  const honest = new Hono()
    .use(etag())
    .get('/text', (context) => context.text(TEXT))
    .put('/text', (context) => context.text('saved'))
    .post('/twice', async (context) => context.text(`${await context.req.text()}${await context.req.text()}`))
    .post('/size', async (context) => context.text(String((await context.req.arrayBuffer()).byteLength)));
  libraries.Hono = async (path, init) => honest.request(path, init);
  const third = new h3.H3()
    .get('/text', () => TEXT)
    .put('/text', () => 'saved')
    .post('/twice', async ({ req }) => `${await req.text()}${await req.text()}`)
    .post('/size', async ({ req }) => String((await req.arrayBuffer()).byteLength));
  libraries.h3 = async (path, init) => third.request(path, init);
  const classic = express();
  classic.get('/text', (_request, response) => void response.type('txt').send(TEXT));
  classic.put('/text', (_request, response) => void response.send('saved'));
  classic.post('/twice', express.json(), express.text({ type: '*/*' }), (request, response) => {
    response.send(typeof request.body === 'string' ? request.body.repeat(2) : '');
  });
  classic.post('/size', express.raw({ type: '*/*' }), (request, response) => {
    response.send(String(request.body.length));
  });
  libraries.Express = await listening(classic);
  return closing;
});

function ours() {
  return wsgify(async (request) => {
    if (request.path === '/twice') return `${JSON.stringify(await request.json())}${await request.text()}`;
    if (request.path === '/size') return String((await request.bytes()).length);
    if (request.path !== '/text') return new Response('nothing', { status: 404 });
    const response = new Response(TEXT, { contentType: 'text/plain', etag: 'v1', conditionalResponse: true });
    if (request.preconditions({ etag: 'v1' }) === 412) throw new HTTPPreconditionFailed();
    return response;
  });
}

const closers: (() => void)[] = [];

function closing(): void {
  for (const close of closers) close();
}

async function listening(listener: RequestListener): Promise<Ask> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
}

const PROBES: Readonly<Record<string, (ask: Ask) => Promise<boolean>>> = {
  '304 for a generated response': async (ask) => {
    const tag = (await ask('/text')).headers.get('ETag');
    // Fetch itself would send `no-cache`.
    const headers = { 'If-None-Match': tag ?? '', 'Cache-Control': 'max-age=0' };
    return tag !== null && (await ask('/text', { headers })).status === 304;
  },
  'a range of a generated response': async (ask) =>
    (await ask('/text', { headers: { Range: 'bytes=0-4' } })).status === 206,
  '412 for a change that comes too late': async (ask) =>
    (await ask('/text', { method: 'PUT', headers: { 'If-Match': '"v0"' } })).status === 412,
  'reads a body twice': async (ask) => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await ask('/twice', { method: 'POST', body: '{"a":1}', headers });
    return response.ok && (await response.text()) === '{"a":1}{"a":1}';
  },
  'limits bodies by default': async (ask) => {
    const headers = { 'Content-Type': 'application/octet-stream' };
    const response = await ask('/size', { method: 'POST', body: new Uint8Array(LARGE), headers }).catch(
      () => undefined,
    );
    return response === undefined || response.status === 413;
  },
};

describe("the README's table of comparison", () => {
  describe.each(Object.entries(PROBES))('%s', (feature, probe) => {
    it.each(['wheatpaste', 'Hono', 'h3', 'Express'])('is true for %s', async (library) => {
      const ask = libraries[library];
      if (!ask) throw new Error(`there is no ${library}`);
      expect(await probe(ask)).toBe(cells.get(feature)?.get(library) === 'yes');
    });
  });

  it('marks every row that is checked here', () => {
    const marked = [...cells.keys()].filter((feature) => feature.endsWith('✓')).map(unmarked);
    expect(marked).toEqual(Object.keys(PROBES));
  });
});

function unmarked(feature: string): string {
  return feature.replace(/ ✓$/, '');
}

function cellsOf(markdown: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const [head = '', ...rows] =
    /^## Compared with others\n[\s\S]*?(\|[\s\S]*?)\n\n/m.exec(markdown)?.[1]?.split('\n') ?? [];
  const parts = (row: string) =>
    row
      .split('|')
      .slice(1, -1)
      .map((part) => part.trim());
  const libraryNames = parts(head).slice(1);
  const entries = rows.slice(1).map((row) => {
    const [feature = '', ...values] = parts(row);
    const byLibrary = new Map(libraryNames.map((name, index) => [name, values[index] ?? '']));
    return [feature, byLibrary] as const;
  });
  return new Map([...entries, ...entries.map(([feature, values]) => [unmarked(feature), values] as const)]);
}
