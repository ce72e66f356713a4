import { afterEach, describe, expect, it, type TestContext } from 'vitest';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { type ServerHandle, serve } from '../../src/node.ts';
import { Response } from '../../src/response/response.ts';
import { nginx } from '../support/nginx.ts';

const SLICE = 1024;
const WHOLE = Buffer.from(Array.from({ length: 10 * SLICE + 100 }, (_, i) => i % 251));

const HTTP = `
  proxy_cache_path cache keys_zone=cache:1m;
  proxy_cache cache;
  add_header X-Cache $upstream_cache_status;
`;

const location = (upstream: string) => `
  proxy_pass ${upstream};
  location /sliced {
    slice ${SLICE};
    proxy_cache_key $uri$slice_range;
    proxy_set_header Range $slice_range;
    proxy_cache_valid 200 206 1h;
    proxy_pass ${upstream};
  }
`;

describe('nginx as a caching proxy in front', () => {
  const undo: (() => PromiseLike<unknown>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  /** Starts both servers, and records the ranges that the application is asked for. */
  async function start(context: TestContext) {
    const asked: (string | undefined)[] = [];
    const app = wsgify(({ path, environ }) => {
      asked.push(environ.HTTP_RANGE);
      const init = {
        contentType: 'application/octet-stream',
        etag: 'v1',
        acceptRanges: ['bytes'],
        conditionalResponse: true,
      };
      const response = new Response(WHOLE, init);
      if (path === '/kept') response.cacheExpires(3600);
      return response;
    });
    const server: ServerHandle = await serve(app, { port: 0 });
    undo.push(() => server.close());
    const web = await nginx(context, { http: HTTP, location: location(server.url) });
    undo.push(() => web[Symbol.asyncDispose]());
    return { url: web.url, asked };
  }

  it('stores a response, and answers conditional and range requests from it', async (context) => {
    const { url, asked } = await start(context);
    const get = (headers: Record<string, string> = {}) => fetch(`${url}/kept`, { headers });
    expect(Buffer.from(await (await get()).arrayBuffer()).equals(WHOLE)).toBe(true);
    const again = await get({ 'If-None-Match': '"v1"' });
    expect([again.status, again.headers.get('X-Cache')]).toEqual([304, 'HIT']);
    const part = await get({ Range: 'bytes=5-9' });
    expect([part.status, [...Buffer.from(await part.arrayBuffer())]]).toEqual([206, [5, 6, 7, 8, 9]]);
    expect(asked).toHaveLength(1);
  });

  it('assembles a response from slices', async (context) => {
    const { url, asked } = await start(context);
    const part = await fetch(`${url}/sliced`, { headers: { Range: `bytes=${SLICE - 5}-${SLICE + 4}` } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(WHOLE.subarray(SLICE - 5, SLICE + 5))).toBe(true);
    expect(asked).toEqual(['bytes=0-1023', 'bytes=1024-2047']);
    const all = await fetch(`${url}/sliced`);
    expect(Buffer.from(await all.arrayBuffer()).equals(WHOLE)).toBe(true);
    expect(asked).toHaveLength(11);
    expect(new Set(asked).size).toBe(11);
  });
});
