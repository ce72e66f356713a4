import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, type TestContext } from 'vitest';
import { makeShop } from '../../examples/scaled.ts';
import { serve } from '../../src/node.ts';
import { nginx } from '../support/nginx.ts';
import { redisServer } from '../support/redis.ts';

const PAGE = readFileSync('docs/scaling.md', 'utf8');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The shop in two processes with one redis-server. */
async function shop(
  context: TestContext,
): Promise<{ url: string; primary: ChildProcess; lines: () => Promise<string> }> {
  const redis = await redisServer(context);
  closers.push(() => redis[Symbol.asyncDispose]());
  const runner = ['test/support/run-module.mjs', 'test/support/scaled-shop.ts'];
  const primary = spawn(process.execPath, runner, {
    env: { ...process.env, REDIS_SOCKET: redis.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  closers.push(() => primary.kill('SIGKILL'));
  const reader = createInterface(primary.stdout)[Symbol.asyncIterator]();
  const lines = async () => String((await reader.next()).value);
  const [url] = [await lines(), await lines()];
  return { url: String(url), primary, lines };
}

/** Sends a request on a new connection, which the primary process assigns to the workers in turn. */
async function ask(url: string, method = 'GET', cookie = '') {
  const response = await fetch(url, { method, headers: { Connection: 'close', Cookie: cookie } });
  const { goods, process: pid } = (await response.json()) as { goods: string[]; process: number };
  return { goods, pid, cookie: response.headers.get('Set-Cookie')?.split(';')[0] ?? cookie };
}

describe('the shop in several processes', { timeout: 60_000 }, () => {
  it('has one basket for each client and one count, whichever process answers', async (context) => {
    const { url } = await shop(context);
    let { cookie } = await ask(`${url}?add=0`, 'POST');
    const pids = new Set<number>();
    for (let i = 1; i < 6; i++) {
      const answer = await ask(`${url}?add=${i}`, 'POST', cookie);
      cookie = answer.cookie;
      pids.add(answer.pid);
    }
    expect((await ask(url, 'GET', cookie)).goods).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(pids.size).toBe(2);
    const { headers } = await fetch(url);
    expect(headers.get('RateLimit')).toMatch(/^"default";r=92;/);
  });

  it('replaces a process that exits, and exits with its last one', async (context) => {
    const { url, primary, lines } = await shop(context);
    process.kill((await ask(url)).pid, 'SIGKILL');
    expect(await lines()).toBe(url);
    expect((await ask(url)).goods).toEqual([]);
    primary.kill('SIGTERM');
    expect(await once(primary, 'exit')).toEqual([0, null]);
  });
});

describe('the page about scaling', () => {
  it('shows the shop as it is tested here', () => {
    const source = readFileSync('examples/scaled.ts', 'utf8');
    const shown = source.slice(source.indexOf('/** The shop.'), source.indexOf('/**\n * Serves the shop'));
    expect(PAGE).toContain(shown.trim());
  });

  it("contains an nginx configuration that distributes the requests and passes on the client's address", async (context) => {
    const redis = await redisServer(context);
    closers.push(() => redis[Symbol.asyncDispose]());
    const client = await redis.connect();
    const seen: string[][] = [[], []];
    const servers = await Promise.all(
      seen.map((addresses) => {
        const app = makeShop(client);
        return serve(
          (environ, startResponse) => {
            addresses.push(environ.HTTP_X_FORWARDED_FOR ?? '');
            return app(environ, startResponse);
          },
          { port: 0 },
        );
      }),
    );
    for (const server of servers) closers.push(server.close);
    const blocks = [...PAGE.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
    const [upstream = '', location = ''] = blocks
      .filter(([, language]) => language === '')
      .map(([, , text]) => text);
    const http = servers.reduce((text, { port }, i) => text.replace(`:808${i + 1}`, `:${port}`), upstream);
    const web = await nginx(context, { http, location });
    closers.push(() => web[Symbol.asyncDispose]());
    let { cookie } = await ask(`${web.url}?add=0`, 'POST');
    for (let i = 1; i < 6; i++) ({ cookie } = await ask(`${web.url}?add=${i}`, 'POST', cookie));
    expect((await ask(web.url, 'GET', cookie)).goods).toHaveLength(6);
    expect(seen.map((addresses) => new Set(addresses))).toEqual([
      new Set(['127.0.0.1']),
      new Set(['127.0.0.1']),
    ]);
  });
});
