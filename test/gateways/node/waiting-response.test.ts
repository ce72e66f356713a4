import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { serve } from '../../../src/gateways/node/server.ts';
import { waitsInVain, watchWhileWaiting } from '../../../src/gateways/node/waiting-response.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { signalOf } from '../../../src/wsgi/exchange.ts';
import { bytes } from '../../support/bytes.ts';
import { happening } from '../../support/raw.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Sends a request that is answered late, and more requests on the same connection, for which the application is called. */
async function pipelined(app: Application, count = 1) {
  const first = happening();
  const called = happening();
  let calls = 0;
  const server = await serve(
    async (environ, startResponse) => {
      if (environ.PATH_INFO === '/first') {
        await first.promise;
        startResponse('200 OK', []);
        return [bytes('first')];
      }
      calls++;
      if (calls === count) called.happen();
      return await app(environ, startResponse);
    },
    { port: 0, closeTimeout: 0 },
  );
  closers.push(server.close, () => first.happen());
  const accepted = once(server.server, 'connection') as Promise<[Socket]>;
  const client = connect(Number(new URL(server.url).port), '127.0.0.1');
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
  client.write(get('/first') + get('/more').repeat(count));
  const [connection] = await accepted;
  await called.promise;
  const leave = async () => {
    client.destroy();
    await once(connection, 'close');
  };
  return { client, leave, answerFirst: () => first.happen() };
}

/** A body that waits after its first chunk, until it is closed. */
function waitingBody() {
  const closed = happening();
  const end = happening();
  const chunks = (async function* () {
    yield bytes('a');
    await end.promise;
  })();
  const close = () => {
    end.happen();
    closed.happen();
  };
  return { body: { [Symbol.asyncIterator]: () => chunks, close }, closed: closed.promise };
}

describe('a response that waits for an earlier one', () => {
  it('is told that the connection closes: its signal fires, and its body is closed', async () => {
    const { body, closed } = waitingBody();
    let signal: AbortSignal | undefined;
    const { leave } = await pipelined((environ, startResponse) => {
      signal = signalOf(environ);
      startResponse('200 OK', []);
      return body;
    });
    await leave();
    await closed;
    expect(signal?.aborted).toBe(true);
  });

  it('has its body closed if the application responds after the connection has closed', async () => {
    const { body, closed } = waitingBody();
    const left = happening();
    const { leave } = await pipelined(async (_environ, startResponse) => {
      await left.promise;
      startResponse('200 OK', []);
      return body;
    });
    await leave();
    left.happen();
    await closed;
  });

  it('is not told if it is complete', async () => {
    let signal: AbortSignal | undefined;
    const { leave } = await pipelined((environ, startResponse) => {
      signal = signalOf(environ);
      startResponse('200 OK', []);
      return [bytes('second')];
    });
    await new Promise((resolve) => setImmediate(resolve));
    await leave();
    expect(signal?.aborted).toBe(false);
  });

  it('is sent in its turn, and told once that the connection closes then', async () => {
    const { body, closed } = waitingBody();
    let aborted = 0;
    const { client, leave, answerFirst } = await pipelined((environ, startResponse) => {
      signalOf(environ).addEventListener('abort', () => aborted++);
      startResponse('200 OK', []);
      return body;
    });
    answerFirst();
    let text = '';
    for await (const chunk of client.iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      if (text.includes('\r\n1\r\na\r\n')) break;
    }
    await leave();
    await closed;
    expect(aborted).toBe(1);
  });

  it('shares one listener of its connection with all others', async () => {
    const signals: AbortSignal[] = [];
    const warnings: unknown[] = [];
    const warned = (warning: unknown) => warnings.push(warning);
    process.on('warning', warned);
    closers.push(() => process.off('warning', warned));
    const { leave } = await pipelined((environ, startResponse) => {
      signals.push(signalOf(environ));
      startResponse('200 OK', []);
      return waitingBody().body;
    }, 20);
    await leave();
    expect(signals.filter(({ aborted }) => aborted)).toHaveLength(20);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['no request', {}],
    ['no socket', { req: {} }],
    ['a socket without events', { req: { socket: {} } }],
  ])('may be a fake with %s', (_, fake) => {
    const outgoing = fake as ServerResponse;
    expect(waitsInVain(outgoing)).toBe(false);
    watchWhileWaiting(outgoing, () => expect.unreachable());
  });
});
