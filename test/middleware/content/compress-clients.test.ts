import { get } from 'node:http';
import { createGunzip } from 'node:zlib';
import { describe, expect, it, type TestContext } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { compress } from '../../../src/middleware/content/compress.ts';
import { serve } from '../../../src/node.ts';
import { Response } from '../../../src/response/response.ts';
import { bytes } from '../../support/bytes.ts';
import { nginx } from '../../support/nginx.ts';
import { needProgram, run } from '../../support/programs.ts';
import { deferred } from '../../support/servers.ts';

const TEXT = 'Hello, compression. '.repeat(1000);

describe('compress, with curl --compressed', () => {
  const app = wsgify(({ path }) =>
    path === '/stream'
      ? new Response(
          (async function* () {
            for (let at = 0; at < TEXT.length; at += 1000) yield bytes(TEXT.slice(at, at + 1000));
          })(),
        )
      : TEXT,
  );

  it.for(['/whole', '/stream'])('%s arrives unchanged', async (path, context) => {
    const curl = needProgram(context, 'curl');
    await using server = await serve(compress()(app), { port: 0 });
    const sizes = ['--write-out', '\n%{size_download} %header{content-encoding}'];
    const { stdout } = await run(curl, ['-s', '--compressed', ...sizes, server.url + path]);
    const end = stdout.lastIndexOf('\n');
    expect(stdout.slice(0, end)).toBe(TEXT);
    const [size, coding] = stdout.slice(end + 1).split(' ');
    expect(Number(size)).toBeLessThan(TEXT.length / 4);
    expect(['zstd', 'br', 'gzip']).toContain(coding);
  });

  it.for(['gzip', 'deflate', 'br'] as const)('decodes %s', async (coding, context) => {
    const curl = needProgram(context, 'curl');
    await using server = await serve(compress({ codings: [coding] })(app), { port: 0 });
    const headers = ['-H', `Accept-Encoding: ${coding}`];
    const { stdout } = await run(curl, ['-s', '--compressed', ...headers, server.url]);
    expect(stdout).toBe(TEXT);
  });
});

describe('compress, through nginx with gzip on', () => {
  /** Requests two chunks, the second of which is sent only after the first has arrived. */
  async function chunksThrough(context: TestContext, acceptEncoding: string) {
    const arrived = deferred();
    const app = new Response(
      (async function* () {
        yield bytes('first');
        await arrived.promise;
        yield bytes(' second');
      })(),
    );
    await using upstream = await serve(compress()(app), { port: 0 });
    await using proxy = await nginx(context, {
      http: 'gzip on; gzip_proxied any; gzip_types *; gzip_min_length 0;',
      location: `proxy_buffering off; proxy_pass ${upstream.url};`,
    });
    return await new Promise<string[]>((resolve, reject) => {
      const request = get(proxy.url, { headers: { 'Accept-Encoding': acceptEncoding } }, (answer) => {
        const texts = [String(answer.headers['content-encoding'])];
        const plain = answer.headers['content-encoding'] === 'gzip' ? answer.pipe(createGunzip()) : answer;
        plain.on('data', (chunk) => {
          texts.push(String(chunk));
          arrived.resolve();
        });
        plain.on('end', () => resolve(texts));
        plain.on('error', reject);
      });
      request.on('error', reject);
    });
  }

  it('compression#17: the first chunk of a stream arrives before the second one exists', async (context) => {
    expect(await chunksThrough(context, 'gzip')).toEqual(['gzip', 'first', ' second']);
  });

  it('compresses only once, and only for clients that accept it', async (context) => {
    expect(await chunksThrough(context, 'identity')).toEqual(['undefined', 'first', ' second']);
  });
});
