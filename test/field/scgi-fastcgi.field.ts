import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWebServer } from '../../examples/everywhere/web-servers.ts';
import { TYPE } from '../../src/gateways/fastcgi/records.ts';
import { serveFastCGI } from '../../src/gateways/fastcgi/serve.ts';
import { serveSCGI } from '../../src/gateways/scgi/serve.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { Response } from '../../src/response/response.ts';
import { bytes } from '../support/bytes.ts';
import { begin, fastcgiRequest, frame, Peer, pairs, scgiRequest, VARIABLES } from '../support/cgi-peers.ts';
import { collectUntil } from '../support/garbage-collection.ts';
import { needProgram } from '../support/programs.ts';

const MIB = 1024 * 1024;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const WAYS = [
  ['SCGI', serveSCGI, 'scgi'],
  ['FastCGI', serveFastCGI, 'fastcgi'],
] as const;

/** The peak memory of some work above the memory before it, in MiB. */
async function growthBy(work: () => Promise<unknown>): Promise<number> {
  let collections = 0;
  await collectUntil(() => collections++ > 0);
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  await work();
  clearInterval(watch);
  return (most - before) / MIB;
}

function* chunksOf(length: number): Generator<Buffer, void> {
  const chunk = Buffer.alloc(MIB, 'x');
  for (let left = length; left > 0; left -= MIB) yield chunk.subarray(0, left);
}

/** Sends a number of bytes, and counts the bytes in the response. */
async function exchange(url: string, length: number): Promise<{ text: string; came: number }> {
  const method = length > 0 ? 'POST' : 'GET';
  const outgoing = request(url, { method, agent: false, headers: { 'Content-Length': length } });
  const answered = once(outgoing, 'response');
  Readable.from(chunksOf(length)).pipe(outgoing);
  const [incoming] = await answered;
  let came = 0;
  let text = '';
  for await (const piece of incoming) {
    came += piece.length;
    text = String(piece).slice(0, 20);
  }
  return { text, came };
}

describe.each(WAYS)('100 MB by %s', (_name, serve, protocol) => {
  it('are received and sent in constant memory', async (context) => {
    needProgram(context, 'nginx');
    const size = 100 * MIB;
    const app = wsgify(async ({ method, body, query }) => {
      if (method === 'GET') return new Response(chunksOf(Number(query.get('size'))));
      let length = 0;
      for await (const chunk of body) length += chunk.length;
      return String(length);
    });
    const server = await serve(app, { port: 0, scriptName: '', closeTimeout: 100 });
    closers.push(server.close);
    const web = await startWebServer(
      'nginx',
      () => `location / {
        include /etc/nginx/${protocol}_params;
        ${protocol}_pass 127.0.0.1:${server.port};
        ${protocol}_buffering off;
        ${protocol === 'fastcgi' ? 'fastcgi_request_buffering off;' : ''}
      }`,
    );
    closers.push(() => web[Symbol.asyncDispose]());
    const both = async (size: number) => {
      expect((await exchange(web.url, size)).text).toBe(String(size));
      expect((await exchange(`${web.url}/?size=${size}`, 0)).came).toBe(size);
    };
    await both(20 * MIB);
    expect(await growthBy(() => both(size))).toBeLessThan(60);
  });
});

describe.each(WAYS)('1000 aborted requests by %s', (_name, serve) => {
  it('leave no connection, no descriptor and no running application', async () => {
    let running = 0;
    const app = wsgify(async (request) => {
      running++;
      const left = new Promise<void>((resolve) => request.signal.addEventListener('abort', () => resolve()));
      left.then(() => running--);
      if (request.query.has('read')) await request.bytes().catch(() => undefined);
      if (!request.query.has('stream')) return left.then(() => '');
      return new Response(
        (async function* () {
          yield bytes('first');
          await left;
        })(),
      );
    });
    const server = await serve(app, { port: 0, closeTimeout: 100, onError: () => {} });
    closers.push(server.close);
    const descriptors = () => readdirSync('/proc/self/fd').length;
    const before = descriptors();
    const requestOf = (i: number) => {
      const given = { QUERY_STRING: ['', 'read', 'stream', 'read&stream'][i % 4] ?? '' };
      const bytes =
        serve === serveSCGI ? scgiRequest(given, 'body') : fastcgiRequest(given, { body: 'body' });
      return i % 8 < 4 ? bytes : bytes.subarray(0, -10);
    };
    for (let i = 0; i < 1000; i += 50) {
      const peers = Array.from({ length: 50 }, (_, n) => new Peer(server).send(requestOf(i + n)));
      await new Promise((resolve) => setTimeout(resolve, 20));
      for (const [n, { socket }] of peers.entries()) {
        if (n % 2 === 0) socket.resetAndDestroy();
        else socket.destroy();
      }
    }
    await expect.poll(() => running, { timeout: 20_000 }).toBe(0);
    await expect.poll(descriptors, { timeout: 20_000 }).toBeLessThanOrEqual(before);
  });
});

/** Pseudorandom numbers, the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A stream with a few faults. */
function mutated(stream: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(stream);
  for (let count = 1 + random(4); count > 0; count--) {
    const [at, length] = [random(bytes.length + 1), random(40)];
    const piece = bytes.subarray(random(bytes.length + 1)).subarray(0, length);
    const ways = [
      () => bytes.fill(random(256), at, Math.min(at + 1, bytes.length)),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]),
      () => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]),
      () => bytes.subarray(0, at),
      () =>
        Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from([1, random(14), 0, random(3), random(2), random(256), random(9), 0]),
          bytes.subarray(at),
        ]),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, random(256)), bytes.subarray(at)]),
    ];
    bytes = (ways[random(ways.length)]?.() ?? bytes) as typeof bytes;
  }
  return bytes;
}

const STREAMS = {
  SCGI: [
    scgiRequest(),
    scgiRequest({ HTTP_X: 'y'.repeat(300) }, 'hello'),
    // Long enough to be stored in a file, but rare, because files cost more than everything else.
    ...Array.from({ length: 14 }, (_, i) => scgiRequest({ HTTP_X: 'y'.repeat(i) }, 'z'.repeat(i * i))),
    scgiRequest({ CONTENT_LENGTH: '70000' }, 'x'.repeat(70_000)),
  ],
  FastCGI: [
    fastcgiRequest(),
    fastcgiRequest({}, { keep: false, body: 'hello' }),
    Buffer.concat([
      fastcgiRequest({}, { body: 'hello' }),
      fastcgiRequest({ REQUEST_METHOD: 'HEAD' }, { id: 2 }),
    ]),
    Buffer.concat([frame(TYPE.getValues, 0, pairs({ FCGI_MPXS_CONNS: '' })), fastcgiRequest()]),
    Buffer.concat([
      begin(1),
      begin(2),
      frame(TYPE.params, 2, pairs(VARIABLES)),
      fastcgiRequest({}, { id: 3 }),
      frame(TYPE.abort, 2),
    ]),
  ],
};

describe.each(WAYS)('100 000 malformed streams by %s', (name, serve) => {
  const failures: unknown[] = [];
  const fail = (error: unknown) => void failures.push(error);
  beforeAll(() => void process.on('uncaughtException', fail).on('unhandledRejection', fail));
  afterAll(() => void process.off('uncaughtException', fail).off('unhandledRejection', fail));

  it('end, each with its connection, in constant memory', async () => {
    const server = await serve(
      wsgify(async (request) => new Response(await request.bytes(), { contentType: 'text/plain' })),
      { port: 0, closeTimeout: 100, onError: () => {}, maxHeadSize: 4096 },
    );
    closers.push(server.close);
    const random = numbers(name.length);
    const streams = STREAMS[name];
    const stuck: string[] = [];
    const one = async () => {
      const stream = mutated(streams[random(streams.length)] ?? Buffer.alloc(0), random);
      using peer = new Peer(server);
      const late = new Promise<string>((resolve) => {
        const timer = setTimeout(() => resolve('late'), 20_000);
        peer.ended.then(() => clearTimeout(timer));
      });
      const cut = random(3) === 0 ? random(stream.length + 1) : stream.length;
      peer.send(stream.subarray(0, cut));
      if (cut < stream.length) {
        await new Promise((resolve) => setImmediate(resolve));
        peer.send(stream.subarray(cut));
      }
      peer.finish();
      if ((await Promise.race([peer.ended, late])) === 'late') stuck.push(stream.toString('base64'));
    };
    const growth = await growthBy(async () => {
      let left = 100_000;
      const lane = async () => {
        while (left-- > 0) await one();
      };
      await Promise.all(Array.from({ length: 32 }, lane));
    });
    expect(stuck).toEqual([]);
    expect(failures).toEqual([]);
    expect(growth).toBeLessThan(200);
    using peer = new Peer(server);
    peer.send(streams[0] ?? '').finish();
    expect(String(await peer.all())).toContain('Status: 200 OK');
  });
});
