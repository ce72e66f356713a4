import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { finished } from 'node:stream/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { toNodeHandler } from '../../../src/gateways/node/handler.ts';
import { Response } from '../../../src/response/response.ts';
import { sendRaw } from '../../support/raw.ts';

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
const LAST = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

/** Serves requests after other middleware, and returns the requests with the number of responses. */
async function served(
  raw: string,
  {
    before = () => {},
    response = new Response('Hello'),
  }: Partial<{
    before: (incoming: IncomingMessage) => void;
    response: Response;
  }> = {},
) {
  const handle = toNodeHandler(response);
  const requests: IncomingMessage[] = [];
  const server = createServer((incoming, outgoing) => {
    before(incoming);
    requests.push(incoming);
    handle(incoming, outgoing);
  });
  server.listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await sendRaw(`http://127.0.0.1:${port}`, raw);
  return { requests, count: answer.split('HTTP/1.1 200 OK').length - 1 };
}

describe('a request without a body', () => {
  it('is over with its response', async () => {
    const { requests } = await served(LAST);
    const [request] = requests as [IncomingMessage];
    expect(request).toMatchObject({ complete: true, readableEnded: true, destroyed: true, closed: true });
    await finished(request);
    expect(await request.toArray()).toEqual([]);
  });

  it.each<[what: string, raw: string, count: number]>([
    ['one after another', GET + GET + LAST, 3],
    [
      'after one with a body that nobody reads',
      `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab${LAST}`,
      2,
    ],
    [
      'before one with a body',
      `${GET}POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab`,
      2,
    ],
  ])('is answered: %s', async (_what, raw, count) => {
    expect((await served(raw)).count).toBe(count);
  });

  it('is answered after one whose response is streamed', async () => {
    async function* slowly() {
      yield new Uint8Array(1);
      await new Promise((resolve) => setImmediate(resolve));
      yield new Uint8Array(1);
    }
    const responses = [slowly(), slowly()].map((body) => new Response(body, { contentLength: 2 }).toApp());
    let next = 0;
    const handle = toNodeHandler((environ, startResponse) => {
      const app = responses[next++];
      if (!app) throw new Error('there are only two');
      return app(environ, startResponse);
    });
    const server = createServer(handle);
    server.listen(0, '127.0.0.1');
    closers.push(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await sendRaw(`http://127.0.0.1:${port}`, GET + LAST);
    expect(answer.split('HTTP/1.1 200 OK')).toHaveLength(3);
  });

  it.each(['end', 'close'])('emits %s if other middleware waits for it', async (event) => {
    let emitted: Promise<unknown> | undefined;
    await served(LAST, {
      before: (incoming) => {
        emitted = once(incoming, event);
      },
    });
    await emitted;
  });

  it('is left to other middleware that has begun to read it', async () => {
    const { requests, count } = await served(GET + LAST, { before: (incoming) => void incoming.resume() });
    expect(count).toBe(2);
    await Promise.all(requests.map((request) => finished(request)));
  });
});
