import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toNodeHandler } from '../../../src/gateways/node/handler.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';

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
});
