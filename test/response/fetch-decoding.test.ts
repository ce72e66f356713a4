import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { isDecodedByFetch } from '../../src/response/fetch-decoding.ts';
import { Response } from '../../src/response/response.ts';
import { nodeServer } from '../support/servers.ts';

const TEXT = 'hello hello hello hello';
/** {@link TEXT} as a zstd frame, which node 20 cannot create. */
const ZSTD = Buffer.from('KLUv/SAXZQAAMGhlbGxvIAEAmUsR', 'base64');

const NODE_20 = { node: '20.19.0', undici: '6.21.0' };
const NODE_24 = { node: '24.4.0', undici: '7.11.0' };
const BUN = { node: '26.3.0', bun: '1.4.5' };
const DENO = { node: '26.3.0', deno: '2.9.6' };

describe('isDecodedByFetch', () => {
  it.each([
    [NODE_20, ['gzip', 'x-gzip', 'GZIP', 'deflate', 'br', 'gzip, br'], ['zstd', 'gzip, zstd', 'compress']],
    [{ undici: '7.10.0' }, ['br'], ['zstd']],
    [NODE_24, ['gzip, br', 'zstd'], ['identity', 'foo, gzip', 'identity, gzip']],
    [{ undici: '8.0.1' }, ['zstd'], []],
    [BUN, ['gzip', 'deflate', 'br', 'zstd'], ['gzip, gzip']],
    [DENO, ['gzip', 'br'], ['x-gzip', 'deflate', 'zstd', 'gzip, gzip']],
    [{}, ['gzip', 'br'], ['zstd', 'deflate']],
  ])('FP2: knows the codings that each runtime decodes: %j', (versions, decoded, left) => {
    expect(decoded.filter((coding) => !isDecodedByFetch(coding, versions))).toEqual([]);
    expect(left.filter((coding) => isDecodedByFetch(coding, versions))).toEqual([]);
  });
});

describe('a response from fetch()', () => {
  const CODED: Readonly<Record<string, Uint8Array>> = {
    gzip: gzipSync(TEXT),
    'x-gzip': gzipSync(TEXT),
    deflate: deflateSync(TEXT),
    br: brotliCompressSync(TEXT),
    zstd: ZSTD,
    'gzip, br': brotliCompressSync(gzipSync(TEXT)),
    'identity, gzip': gzipSync(TEXT),
    compress: Buffer.from('not looked at'),
  };
  const upstream = () =>
    nodeServer(({ url = '' }, outgoing) => {
      const coding = decodeURIComponent(url.slice(1));
      const body = CODED[coding] ?? '';
      outgoing.writeHead(200, { 'Content-Encoding': coding, 'Content-Length': body.length });
      outgoing.end(body);
    });

  it.each(Object.keys(CODED))('FP2: is described correctly if its body was in %j', async (coding) => {
    await using server = await upstream();
    const app = wsgify(() => fetch(`${server.url}/${encodeURIComponent(coding)}`));
    const response = await app.get('/');
    const bytes = Buffer.from(await response.bytes());
    if (response.contentEncoding === undefined) expect(String(bytes)).toBe(TEXT);
    else expect([response.contentEncoding, bytes]).toEqual([coding, Buffer.from(CODED[coding] ?? '')]);
    expect(response.contentLength).toBe(bytes.length);
  });

  it('FP2: to HEAD keeps its coding and its length, because nothing was decoded', async () => {
    await using server = await upstream();
    const app = wsgify(({ method }) => fetch(`${server.url}/gzip`, { method }));
    const response = await app.request('/', { method: 'HEAD' });
    expect(response.headers.get('Content-Encoding')).toBe('gzip');
    expect(response.headers.get('Content-Length')).toBe(String(CODED.gzip?.length));
    expect(await response.text()).toBe('');
  });

  it('FP2: to HEAD has no length if none was sent', async () => {
    await using server = await nodeServer((_, outgoing) => void outgoing.flushHeaders());
    const app = wsgify(() => fetch(server.url, { method: 'HEAD' }));
    expect((await app.request('/', { method: 'HEAD' })).headers.get('Content-Length')).toBeNull();
  });

  it('FP2: to HEAD has the length of the sent body when it answers a GET', async () => {
    await using server = await upstream();
    const app = wsgify(() => fetch(`${server.url}/zstd`, { method: 'HEAD' }));
    const response = await app.get('/');
    expect(response.headers.get('Content-Length')).toBe('0');
  });

  it('FP2: without a body keeps its declared length', () => {
    const given = new globalThis.Response(null, { headers: { 'Content-Length': '7' } });
    expect(Response.fromFetch(given).contentLength).toBe(7);
    expect(Response.fromFetch(new globalThis.Response(null)).contentLength).toBe(0);
  });
});
