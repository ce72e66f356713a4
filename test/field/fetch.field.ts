import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { fromFetchHandler } from '../../src/gateways/fetch/from-fetch-handler.ts';
import { toFetchHandler } from '../../src/gateways/fetch/to-fetch-handler.ts';
import { serve } from '../../src/gateways/node/server.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { Response } from '../../src/response/response.ts';
import type { AppIter } from '../../src/wsgi/contract.ts';

const CHUNK = 65_536;
const CHUNKS = 1600;
/** Slightly more than a hundred million bytes. */
const TOTAL = CHUNK * CHUNKS;
/** The allowed growth of memory at any time, for garbage that is not yet collected. */
const MOST = 24 * 1024 * 1024;

/** A body of a given size; each chunk is a separate array. */
function sending(): ReadableStream<Uint8Array> {
  let left = CHUNKS;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(CHUNK));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const held = () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Reads a body, and samples the memory meanwhile; read chunks are not retained. */
async function read(body: AppIter): Promise<{ length: number; most: number }> {
  const before = held();
  let [length, most, chunks] = [0, 0, 0];
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (++chunks % 100 === 0) most = Math.max(most, held() - before);
    if (chunks % 16 === 0) await setImmediate();
  }
  return { length, most };
}

const counting = wsgify(async (request) => Response.json(await read(request.body)));
const echoing = wsgify((request) => new Response(request.body));
const POST: RequestInit = { method: 'POST', duplex: 'half' };

describe('Fetch transfers a hundred megabytes in constant memory', () => {
  it('in, out, and in both directions at the same time', async () => {
    const ask = (app: typeof counting) =>
      toFetchHandler(app)(new globalThis.Request('http://h/', { ...POST, body: sending() }));
    const counted = (await (await ask(counting)).json()) as { length: number; most: number };
    expect(counted.length).toBe(TOTAL);
    expect(counted.most).toBeLessThan(MOST);
    const { body } = await ask(echoing);
    const echoed = await read(body ?? []);
    expect(echoed.length).toBe(TOTAL);
    expect(echoed.most).toBeLessThan(MOST);
  });

  it('through a Fetch handler behind a server', async () => {
    const handler = fromFetchHandler(({ body }) => new globalThis.Response(body));
    await using server = await serve(handler, { port: 0 });
    const outgoing = request(server.url, { method: 'POST' });
    const sent = pipeline(sending(), outgoing);
    const [incoming]: IncomingMessage[] = await once(outgoing, 'response');
    const { length, most } = await read(incoming ?? []);
    await sent;
    expect(length).toBe(TOTAL);
    // This process contains both ends and the sockets between them.
    expect(most).toBeLessThan(2 * MOST);
  });

  it('as a response that nobody reads, which is not produced', async () => {
    let made = 0;
    const app = wsgify(
      () =>
        new Response(
          (async function* () {
            for (;;) {
              made++;
              yield new Uint8Array(CHUNK);
            }
          })(),
        ),
    );
    const before = held();
    const responses = [];
    for (let i = 0; i < 1000; i++) {
      responses.push(await toFetchHandler(app)(new globalThis.Request('http://h/')));
    }
    await setImmediate();
    expect(made).toBe(0);
    expect(held() - before).toBeLessThan(MOST);
    await Promise.all(responses.map(({ body }) => body?.cancel()));
  });
});
