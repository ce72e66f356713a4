import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { toNodeHandler } from '../../../src/gateways/node/handler.ts';
import { Response } from '../../../src/response/response.ts';
import { sendRaw } from '../../support/raw.ts';

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Every byte from 14 on, many times: the test separates head and body at line ends. */
const EVERY_BYTE = Buffer.from(Array.from({ length: 4000 }, (_, i) => 14 + (i % 242)));

type Before = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Serves a response after other middleware, and returns what a client receives. */
async function sent(
  response: Response,
  { before = () => {}, method = 'GET' }: { before?: Before; method?: string } = {},
) {
  const handle = toNodeHandler(response);
  const server = createServer((incoming, outgoing) => {
    before(incoming, outgoing);
    handle(incoming, outgoing);
  });
  server.listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  const { port } = server.address() as AddressInfo;
  const answer = await sendRaw(
    `http://127.0.0.1:${port}`,
    `${method} / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`,
  );
  const [head = '', body] = answer.split('\r\n\r\n');
  return { head, body, bytesWritten: sockets[0]?.bytesWritten, length: answer.length };
}

describe('a response in memory', () => {
  it.each<[what: string, body: string | Uint8Array, received: string]>([
    ['ASCII text', 'plain', 'plain'],
    ['text that is not ASCII', 'grün', 'gr\xc3\xbcn'],
    ['bytes', Buffer.from('gr\xfcn', 'latin1'), 'gr\xfcn'],
    ['no bytes', new Uint8Array(), ''],
    ['a long text', 'x'.repeat(300_000), 'x'.repeat(300_000)],
    ['a long text that is not ASCII', 'ü'.repeat(2000), '\xc3\xbc'.repeat(2000)],
    ['as many bytes as are copied', EVERY_BYTE.subarray(0, 2048), EVERY_BYTE.toString('latin1', 0, 2048)],
    ['more bytes', EVERY_BYTE.subarray(0, 2049), EVERY_BYTE.toString('latin1', 0, 2049)],
  ])('is sent with the bytes of its fields and of its body: %s', async (_what, body, received) => {
    // A field is a native string, one character per byte (RFC 9110, section 5.5: obs-text).
    const response = new Response(body, { headerList: [['X-Name', 'Andr\xe9']] });
    const answer = await sent(response);
    expect(answer.head).toContain('X-Name: Andr\xe9\r\n');
    expect(answer.body).toBe(received);
    expect(answer.bytesWritten).toBe(answer.length);
  });

  it.each<[when: string, before: Before]>([
    [
      'the response is strict about its length',
      (_, outgoing) => {
        outgoing.strictContentLength = true;
      },
    ],
    ['other middleware sets fields', (_, outgoing) => void outgoing.setHeader('X-Early', '1')],
  ])('arrives complete if %s', async (_when, before) => {
    const { head, body } = await sent(new Response('plain'), { before });
    expect(head).toMatch(/^Content-Length: 5\r$/m);
    expect(body).toBe('plain');
  });

  it('passes its text to an end() that other middleware has replaced', async () => {
    const chunks: unknown[] = [];
    const before: Before = (_, outgoing) => {
      const end = outgoing.end.bind(outgoing);
      outgoing.end = ((chunk: Uint8Array) => {
        chunks.push(String(chunk));
        return end(chunk);
      }) as typeof outgoing.end;
    };
    await sent(new Response('plain'), { before });
    expect(chunks).toEqual(['plain']);
  });

  it('has no body for a HEAD that other middleware has turned into a GET', async () => {
    const before: Before = (incoming) => {
      incoming.method = 'GET';
    };
    const { head, body } = await sent(new Response('plain'), { before, method: 'HEAD' });
    expect(head).toMatch(/^Content-Length: 5\r$/m);
    expect(body).toBe('');
  });
});
