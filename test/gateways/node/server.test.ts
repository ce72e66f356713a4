import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import { happening } from '../../support/raw.ts';
import { tls } from '../../support/tls.ts';

const hello = wsgify((request) => `${request.scheme} ${request.httpVersion}`);

describe('serve', () => {
  it('chooses a free port for 0, reports its address, and closes at the end of its scope', async () => {
    const urls: string[] = [];
    let url = '';
    {
      await using server = await serve(hello, { port: 0, onListening: (at) => urls.push(at) });
      url = server.url;
      expect(urls).toEqual([url]);
      expect(url).toBe(`http://127.0.0.1:${server.port}`);
      expect(await (await fetch(url)).text()).toBe('http HTTP/1.1');
    }
    await expect(fetch(url)).rejects.toThrow();
  });

  it('listens on IPv6', async (context) => {
    const server = await serve(hello, { port: 0, hostname: '::1' }).catch((error) => {
      // A missing program can be installed in CI; a network without IPv6 cannot be changed there.
      if (error.code === 'EADDRNOTAVAIL') return context.skip('there is no IPv6 here');
      throw error;
    });
    expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(server.url)).status).toBe(200);
    await server.close();
  });

  it('accepts objects with toApp()', async () => {
    await using server = await serve(new Response('static'), { port: 0 });
    expect(await (await fetch(server.url)).text()).toBe('static');
  });

  it('rejects if it cannot listen', async () => {
    await using server = await serve(hello, { port: 0 });
    await expect(serve(hello, { port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('serves HTTPS, with HTTP/2 beside HTTP/1.1', async () => {
    for (const http2 of [false, true]) {
      await using server = await serve(hello, { port: 0, tls, http2 });
      expect(server.url).toMatch(/^https:/);
      const request = requestHttps(server.url, { ca: tls.cert, servername: 'localhost', agent: false }).end();
      const [answer] = await once(request, 'response');
      expect(await text(answer)).toBe('https HTTP/1.1');
      if (!http2) continue;
      const session = connectHttp2(server.url, { ca: tls.cert, servername: 'localhost' });
      expect(await text(session.request({ ':path': '/' }))).toBe('https HTTP/2.0');
      session.close();
    }
  });
});

describe('close', () => {
  it.each([false, true])(
    'lets running requests finish, and accepts no new ones (HTTP/2: %s)',
    async (http2) => {
      const arrived = happening();
      const proceed = happening();
      const slow = wsgify(async () => {
        arrived.happen();
        await proceed.promise;
        return 'finished';
      });
      const server = await serve(slow, { port: 0, http2 });
      const session = http2 ? connectHttp2(server.url) : undefined;
      const answer = session
        ? text(session.request({ ':path': '/' }))
        : fetch(server.url).then((r) => r.text());
      await arrived.promise;
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      onTestFinished(() => void vi.useRealTimers());
      const closed = server.close();
      expect(server.close()).toBe(closed);
      await expect(fetch(server.url)).rejects.toThrow();
      // It looks for idle connections again.
      vi.advanceTimersByTime(50);
      proceed.happen();
      expect(await answer).toBe('finished');
      session?.close();
      await closed;
    },
  );

  it.each([false, true])('cuts requests that exceed closeTimeout (HTTP/2: %s)', async (http2) => {
    const arrived = happening();
    const never = wsgify(async (request) => {
      arrived.happen();
      await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
      return 'too late';
    });
    const server = await serve(never, { port: 0, http2, closeTimeout: 20 });
    const session = http2 ? connectHttp2(server.url).on('error', () => undefined) : undefined;
    const cut = session
      ? once(session.request({ ':path': '/' }), 'close')
      : expect(fetch(server.url)).rejects.toThrow();
    await arrived.promise;
    await server.close();
    await cut;
  });

  it('is called on a signal if the option is set', async () => {
    const server = await serve(hello, { port: 0, closeOn: ['SIGUSR2'] });
    const before = process.listenerCount('SIGUSR2');
    process.emit('SIGUSR2', 'SIGUSR2');
    await server.close();
    expect(process.listenerCount('SIGUSR2')).toBe(before - 1);
    await expect(fetch(server.url)).rejects.toThrow();
  });
});
