import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toNodeHandler } from '../../../src/gateways/node/handler.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { happening } from '../../support/raw.ts';

describe('closeLingering', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('closes the connection after a while if the client does not', async () => {
    const server = createServer(toNodeHandler(wsgify(() => 'unread'))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const connected = once(server, 'connection');
    const client = connect({ port: (server.address() as AddressInfo).port, allowHalfOpen: true });
    client.on('error', () => {}).write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n');
    const [socket] = await connected;
    await once(client.resume(), 'end');
    expect(socket.destroyed).toBe(false);
    vi.advanceTimersByTime(2000);
    expect(socket.destroyed).toBe(true);
    client.destroy();
    server.close();
  });

  it('closes the connection in stages after a response that has waited for an earlier one', async () => {
    const first = happening();
    const called = happening();
    const app = wsgify(async ({ path }) => {
      if (path === '/first') await first.promise;
      else called.happen();
      return `answer to ${path}`;
    });
    const server = createServer(toNodeHandler(app)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const connected = once(server, 'connection');
    const client = connect({ port: (server.address() as AddressInfo).port, allowHalfOpen: true });
    client.on('error', () => {}).write('GET /first HTTP/1.1\r\nHost: h\r\n\r\n');
    client.write('POST /second HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n');
    const [socket] = await connected;
    await called.promise;
    first.happen();
    expect(await text(client)).toMatch(/answer to \/first.*answer to \/second$/s);
    expect(socket.destroyed).toBe(false);
    client.destroy();
    await once(socket, 'close');
    server.close();
  });
});
