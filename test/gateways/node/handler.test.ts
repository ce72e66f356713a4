import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { toNodeHandler } from '../../../src/gateways/node/handler.ts';
import { type ServeOptions, serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import { CAPABILITIES } from '../../../src/wsgi/capabilities.ts';
import type { Application, Environ } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';
import { needProgram, run } from '../../support/programs.ts';
import { happening, received, sendRaw } from '../../support/raw.ts';

const HOST = 'Host: h\r\n';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Serves an application, and collects the errors that it reports. */
async function serving(
  app: Application,
  options: ServeOptions = {},
): Promise<{ url: string; reported: string[] }> {
  const reported: string[] = [];
  const errors = { write: (message: string) => reported.push(message) };
  const server = await serve(app, { port: 0, errors, closeTimeout: 100, ...options });
  closers.push(server.close);
  return { url: server.url, reported };
}

const mirror = wsgify(async (request) =>
  Response.json({
    method: request.method,
    url: request.url,
    scriptName: request.scriptName,
    query: request.query.get('q'),
    cookie: request.cookies.get('c'),
    body: await request.text(),
    httpVersion: request.httpVersion,
  }),
);

describe('one application on every node server', () => {
  const expected = { method: 'POST', query: 'é', cookie: '1', body: 'hello' };
  const init = { method: 'POST', headers: { Cookie: 'c=1' }, body: 'hello' };

  it('works with node:http', async () => {
    const server = createServer(toNodeHandler(mirror)).listen(0, '127.0.0.1');
    closers.push(() => server.close());
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(`${url}/a%2Fb?q=%C3%A9`, init);
    expect(await answer.json()).toEqual({
      ...expected,
      url: `${url}/a%2Fb?q=%C3%A9`,
      scriptName: '',
      httpVersion: 'HTTP/1.1',
    });
  });

  it('works mounted in Express', async () => {
    const server = express().use('/mount', toNodeHandler(mirror)).listen(0, '127.0.0.1');
    closers.push(() => server.close());
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(`${url}/mount/a%2Fb?q=%C3%A9`, init);
    expect(answer.headers.get('x-powered-by')).toBe('Express');
    expect(await answer.json()).toEqual({
      ...expected,
      url: `${url}/mount/a%2Fb?q=%C3%A9`,
      scriptName: '/mount',
      httpVersion: 'HTTP/1.1',
    });
  });

  it('works with node:http2 without TLS', async () => {
    const server = createHttp2Server(toNodeHandler(mirror)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const session = connectHttp2(url);
    closers.push(
      () => session.close(),
      () => server.close(),
    );
    const stream = session.request({ ':method': 'POST', ':path': '/a%2Fb?q=%C3%A9', cookie: 'c=1' });
    stream.end('hello');
    const [headers] = await once(stream, 'response');
    expect(headers).toMatchObject({ ':status': 200, 'content-type': 'application/json' });
    expect(JSON.parse(await text(stream))).toEqual({
      ...expected,
      url: `${url}/a%2Fb?q=%C3%A9`,
      scriptName: '',
      httpVersion: 'HTTP/2.0',
    });
  });

  it('works with curl', async (context) => {
    const curl = needProgram(context, 'curl');
    const { url } = await serving(mirror);
    const { stdout } = await run(curl, ['-s', '-b', 'c=1', '--data', 'hello', `${url}/?q=%C3%A9`]);
    expect(JSON.parse(stdout)).toMatchObject(expected);
  });

  it('works with a raw socket that keeps alive and pipelines', async () => {
    const { url } = await serving(wsgify((request) => request.path));
    const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\n${HOST}${more}\r\n`;
    const answer = await sendRaw(url, get('/1') + get('/2') + get('/3', 'Connection: close\r\n'));
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    expect(answer.match(/\r\n\r\n(\/\d)/g)?.map((body) => body.slice(-1))).toEqual(['1', '2', '3']);
  });
});

describe('a response', () => {
  const last = 'Connection: close\r\n\r\n';

  it.each(['HEAD', 'GET'])(
    'has no body for HEAD, 204, 205 and 304, whatever the application returns: %s',
    async (method) => {
      for (const status of method === 'HEAD'
        ? ['200 OK', '404 Not Found']
        : ['204 No Content', '304 Not Modified']) {
        const closed = happening();
        const app: Application = (_environ, startResponse) => {
          startResponse(status, [['Content-Length', '4']]);
          return {
            close: closed.happen,
            [Symbol.iterator]: () => [bytes('body')].values(),
          } as Iterable<Uint8Array>;
        };
        const { url } = await serving(app);
        const answer = await sendRaw(url, `${method} / HTTP/1.1\r\n${HOST}${last}`);
        expect(answer).toMatch(/\r\n\r\n$/);
        expect(answer.includes('Content-Length')).toBe(!status.startsWith('204'));
        await closed.promise;
      }
    },
  );

  it('has the Content-Length of a body of known length', async () => {
    const app: Application = (_environ, startResponse) => {
      startResponse('200 OK', []);
      return [bytes('body')];
    };
    const { url } = await serving(app);
    expect(await sendRaw(url, `GET / HTTP/1.1\r\n${HOST}${last}`)).toContain('Content-Length: 4\r\n');
  });

  it('has separate fields with the same name, over HTTP/1 and HTTP/2', async () => {
    const app = wsgify(() => {
      const response = new Response('x', { headers: { Connection: 'X-Gone', 'Keep-Alive': '1' } });
      response.setCookie('a', '1');
      response.setCookie('b', '2');
      return response;
    });
    const { url } = await serving(app);
    expect((await fetch(url)).headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/']);
    const h2 = await serving(app, { http2: true });
    const session = connectHttp2(h2.url);
    closers.push(() => session.close());
    const [headers] = await once(session.request({ ':path': '/' }), 'response');
    expect(headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2; Path=/']);
    expect(headers).not.toHaveProperty('connection');
  });

  it('contains the data of write() before the body, and a late status', async () => {
    const writes: Application = (_environ, startResponse) => {
      const write = startResponse('200 OK', []);
      write(bytes('first '));
      return [bytes('second'), bytes(' third')];
    };
    const late: Application = (_environ, startResponse) =>
      (async function* () {
        startResponse('201 Created', []);
        yield bytes('late');
      })();
    expect(await (await fetch((await serving(writes)).url)).text()).toBe('first second third');
    const answer = await fetch((await serving(late)).url);
    expect([answer.status, await answer.text()]).toEqual([201, 'late']);
  });

  it('has no body for HEAD if the application streams it, with an early or a late status', async () => {
    const late: Application = (_environ, startResponse) =>
      (async function* () {
        startResponse('200 OK', [['X-A', '1']]);
        yield* bodies.shift() ?? [];
      })();
    const bodies = [[], [bytes('body')], [bytes('body'), bytes('more')]];
    const { url } = await serving(late);
    while (bodies.length > 0) {
      const answer = await sendRaw(url, `HEAD / HTTP/1.1\r\n${HOST}${last}`);
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\nX-A: 1\r\n[\s\S]*\r\n\r\n$/);
    }
  });

  it('has another status if an error occurs before the first byte', async () => {
    const app: Application = (_environ, startResponse) => {
      startResponse('200 OK', [['X-A', '1']]);
      startResponse('503 Later', [['X-B', '2']], new Error('no'));
      return [bytes('sorry')];
    };
    const answer = await fetch((await serving(app)).url);
    expect([answer.status, answer.statusText, answer.headers.has('x-a')]).toEqual([503, 'Later', false]);
  });
});

describe('a failing application', () => {
  const failing: [string, Application][] = [
    [
      'throws',
      () => {
        throw new Error('secret');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('secret');
      },
    ],
    [
      'throws before its first byte',
      (_environ, start) => {
        start('200 OK', [['X-Secret', 'secret']]);
        return (async function* () {
          yield bytes('');
          throw new Error('secret');
        })();
      },
    ],
    ['never starts its response', () => [bytes('secret')]],
    [
      'starts twice',
      (_environ, start) => {
        start('200 OK', []);
        start('200 OK', []);
        return [];
      },
    ],
    [
      'sends a header with a line break',
      (_environ, start) => {
        start('200 OK', [['X', 'secret\r\nY: z']]);
        return [];
      },
    ],
    [
      'sends an invalid status',
      (_environ, start) => {
        start('secret', []);
        return [];
      },
    ],
    [
      'sends a 101',
      (_environ, start) => {
        start('101 secret', []);
        return [];
      },
    ],
    [
      'declares a wrong length for a body in memory',
      (_environ, start) => {
        start('200 OK', [['Content-Length', '1']]);
        return [bytes('secret')];
      },
    ],
    [
      'yields text in place of bytes',
      (_environ, start) => {
        start('200 OK', []);
        return ['secret', 'secret'] as unknown as Uint8Array[];
      },
    ],
  ];

  it.each(failing)(
    'that %s before the headers is answered with a 500 without details',
    async (_what, app) => {
      const { url, reported } = await serving(app);
      const answer = await fetch(url);
      expect([answer.status, await answer.text()]).toEqual([500, 'Internal Server Error']);
      expect(JSON.stringify([...answer.headers])).not.toContain('secret');
      expect(reported).toHaveLength(1);
      expect(reported[0]).toMatch(/^\w*Error/);
    },
  );

  const failingLate: [string, Application][] = [
    [
      'throws',
      (_environ, start) => {
        start('200 OK', []);
        return (async function* () {
          yield bytes('begun');
          throw new Error('late');
        })();
      },
    ],
    [
      'starts another response',
      (_environ, start) => {
        start('200 OK', []);
        return (async function* () {
          yield bytes('begun');
          start('500 Internal Server Error', [], new Error('late'));
        })();
      },
    ],
    [
      'yields more than its Content-Length',
      (_environ, start) => {
        start('200 OK', [['Content-Length', '5']]);
        return [bytes('begun'), bytes('more')];
      },
    ],
    [
      'yields less than its Content-Length',
      (_environ, start) => {
        start('200 OK', [['Content-Length', '50']]);
        return [bytes('begun'), bytes('')];
      },
    ],
  ];

  it.each(failingLate)('that %s after the headers has its connection cut', async (_what, app) => {
    for (const http2 of [false, true]) {
      const { url, reported } = await serving(app, { http2 });
      const body = http2 ? http2Body(url) : fetch(url).then((answer) => answer.text());
      if (_what !== 'yields more than its Content-Length') await expect(body).rejects.toThrow();
      else await body.catch(() => 'cut');
      await expect.poll(() => reported.length).toBe(1);
    }
  });

  it('that throws an HTTP exception is not a failure', async () => {
    const { url, reported } = await serving(wsgify(async (request) => await request.json()));
    const answer = await fetch(url, { method: 'POST', body: '{' });
    expect([answer.status, reported]).toEqual([400, []]);
  });
});

describe('a malformed request', () => {
  it.each([
    ['a malformed Host', 'GET / HTTP/1.1\r\nHost: a,b\r\n'],
    ['a malformed target', `GET http://a,b/ HTTP/1.1\r\n${HOST}`],
  ])('with %s is a 400 that the application does not see', async (_what, head) => {
    const { url, reported } = await serving(() => {
      throw new Error('called');
    });
    const answer = await sendRaw(url, `${head}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/\r\nConnection: close\r\n[\s\S]*Malformed/);
    expect(await sendRaw(url, `${head.replace('GET', 'HEAD')}\r\n`)).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*\r\n\r\n$/,
    );
    expect(reported).toEqual([]);
  });
});

describe('the request body', () => {
  it('arrives at the pace of its reader', async () => {
    const arrived = happening<Environ>();
    const app: Application = async (environ, startResponse) => {
      arrived.happen(environ);
      await proceed.promise;
      let length = 0;
      for await (const chunk of new Request(environ).body) length += chunk.byteLength;
      return new Response(String(length)).toApp()(environ, startResponse);
    };
    const proceed = happening();
    const { url } = await serving(app);
    const size = 64 * 2 ** 20;
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`POST / HTTP/1.1\r\n${HOST}Content-Length: ${size}\r\nConnection: close\r\n\r\n`);
    await arrived.promise;
    let sent = 0;
    const chunk = Buffer.alloc(2 ** 20);
    while (sent < size && socket.write(chunk)) sent += chunk.length;
    sent += chunk.length;
    expect(socket.writableNeedDrain).toBe(true);
    expect(sent).toBeLessThan(size);
    proceed.happen();
    const feed = async () => {
      for (; sent < size; sent += chunk.length) if (!socket.write(chunk)) await once(socket, 'drain');
    };
    const [answer] = await Promise.all([received(socket), feed()]);
    expect(answer).toMatch(new RegExp(`\\r\\n\\r\\n${size}$`));
  });

  it('is preceded by 100 Continue if the client asks for it, and only then', async () => {
    const head = (path: string) =>
      `POST ${path} HTTP/1.1\r\n${HOST}Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
    const { url } = await serving(
      wsgify(async (request) => (request.path === '/read' ? await request.text() : 'unread')),
    );
    expect(await sendRaw(url, head('/skip'))).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*unread$/);
    const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('latin1');
    socket.write(head('/read'));
    const [first] = await once(socket, 'data');
    expect(first).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('hi');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*hi$/);
  });

  it('keeps the connection open if a short one is left unread, and closes it after a long one', async () => {
    const { url } = await serving(wsgify(() => 'unread'));
    const post = (length: number) => `POST / HTTP/1.1\r\n${HOST}Content-Length: ${length}\r\n\r\n`;
    const get = `GET / HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`;
    const both = await sendRaw(url, `${post(5)}hello${get}`);
    expect(both.match(/200 OK/g)).toHaveLength(2);
    const one = await sendRaw(url, `${post(10_000_000)}hello`);
    expect(one).toMatch(/200 OK[\s\S]*Connection: close/);
    const second = await sendRaw(url, `${get.replace('Connection: close\r\n', '')}${post(10_000_000)}hello`);
    expect(second).toMatch(/200 OK[\s\S]*unread[\s\S]*200 OK[\s\S]*Connection: close[\s\S]*unread$/);
  });

  it.each([
    ['Content-Length: 1000000000', ''],
    ['Transfer-Encoding: chunked', '3b9aca00\r\n'],
  ])(
    'that is too large is a 413, which reaches a client that is still sending, and the rest is not read (%s)',
    async (field, start) => {
      const { url } = await serving(
        wsgify(async (request) => String((await request.bytes({ maxBodySize: 1000 })).length)),
      );
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write(`POST / HTTP/1.1\r\n${HOST}${field}\r\n\r\n${start}`);
      const send = promisify(socket.write.bind(socket) as (chunk: Buffer, sent: () => void) => void);
      const chunk = Buffer.alloc(2 ** 16);
      await send(chunk);
      await once(socket, 'readable');
      for (let i = 0; i < 8; i++) await send(chunk);
      const feeding = (async () => {
        for (;;) await send(chunk);
      })();
      feeding.catch(() => {});
      const answer = await received(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*Connection: close[\s\S]*maxBodySize/);
      await expect(feeding).rejects.toThrow();
      expect(socket.bytesWritten).toBeLessThan(100_000_000);
    },
  );

  it('that ends too early is a 400', async () => {
    const failed = happening<unknown>();
    const { url } = await serving(
      wsgify(async (request) => {
        await request.bytes().catch((error) => {
          failed.happen(error);
          throw error;
        });
        return 'never';
      }),
    );
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`POST / HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\nhalf`, () => socket.destroy());
    expect(await failed.promise).toMatchObject({ name: 'DisconnectionError', status: 400 });
  });
});

describe('the response body', () => {
  it('is sent at the pace of the client', async () => {
    let given = 0;
    const returned = happening();
    const app = wsgify(async function (this: void) {
      return (async function* () {
        try {
          for (;;) {
            given++;
            yield Buffer.alloc(2 ** 16);
          }
        } finally {
          returned.happen();
        }
      })();
    });
    const { url } = await serving(app);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`GET / HTTP/1.1\r\n${HOST}\r\n`);
    await once(socket, 'readable');
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = before === given;
          before = given;
          return isStill;
        },
        { interval: 100, timeout: 10_000 },
      )
      .toBe(true);
    expect(given * 2 ** 16).toBeLessThan(64 * 2 ** 20);
    socket.destroy();
    await returned.promise;
  });

  it.each([false, true])('is borrowed only until it is sent (HTTP/2: %s)', async (http2) => {
    const pieces: [letter: string, size: number][] = [
      ['a', 1],
      ['b', 100],
      ['c', 2 ** 16],
      ['d', 7],
      ['e', 2 ** 20],
      ['f', 3],
    ];
    const app: Application = (_environ, startResponse) => {
      startResponse('200 OK', []);
      const buffer = Buffer.alloc(2 ** 20);
      const lend = async function* () {
        for (const [letter, size] of pieces) yield buffer.fill(letter).subarray(0, size);
      };
      return { [Symbol.asyncIterator]: lend, [CAPABILITIES]: { lend } };
    };
    const { url } = await serving(app, { http2 });
    const body = http2 ? http2Body(url) : fetch(url).then((answer) => answer.text());
    expect(await body).toBe(pieces.map(([letter, size]) => letter.repeat(size)).join(''));
  });

  it.each([false, true])(
    'is closed when the client disconnects, and the signal fires (HTTP/2: %s)',
    async (http2) => {
      const returned = happening();
      const aborted = happening();
      const app = wsgify((request) => {
        request.signal.addEventListener('abort', () => aborted.happen());
        return (async function* () {
          try {
            yield bytes('begun');
            await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
            yield bytes('never');
          } finally {
            returned.happen();
          }
        })();
      });
      const { url, reported } = await serving(app, { http2 });
      if (http2) {
        const session = connectHttp2(url);
        const stream = session.request({ ':path': '/' });
        await once(stream, 'data');
        session.destroy();
      } else {
        const controller = new AbortController();
        const answer = await fetch(url, { signal: controller.signal });
        await answer.body?.getReader().read();
        controller.abort();
      }
      await Promise.all([returned.promise, aborted.promise]);
      expect(reported).toEqual([]);
    },
  );

  describe('for a client that has disconnected', () => {
    /**
     * Serves an application that continues only after its client has disconnected, and returns the errors
     * that it reports.
     */
    async function askedTooLate(app: Application): Promise<string[]> {
      const reported: string[] = [];
      const handle = toNodeHandler(app, { errors: { write: (message) => reported.push(message) } });
      const server = createServer(handle).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const requested = once(server, 'request');
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.write(`POST / HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\nhalf`);
      const [, outgoing] = await requested;
      const closed = once(outgoing, 'close');
      socket.destroy();
      await closed;
      server.close();
      return reported;
    }
    /** The response ends when the client disconnects, so its body never ends. */
    const gone = async (environ: Environ) => {
      await new Request(environ).bytes().catch(() => {});
    };

    it('is closed unread', async () => {
      const closed = happening();
      await askedTooLate(async (environ, startResponse) => {
        await gone(environ);
        startResponse('200 OK', []);
        return { close: closed.happen, [Symbol.asyncIterator]: () => letters() };
      });
      await closed.promise;
    });

    it('comes with a signal that has fired', async () => {
      const aborted = happening<boolean>();
      await askedTooLate(async (environ, startResponse) => {
        await gone(environ);
        aborted.happen(new Request(environ).signal.aborted);
        startResponse('200 OK', []);
        return [];
      });
      expect(await aborted.promise).toBe(true);
    });

    it('is not a failure of the application, but its other errors are', async () => {
      const failing = async (fail: (environ: Environ) => Promise<never>) => {
        const failed = happening();
        const reported = await askedTooLate(async (environ) => {
          try {
            return await fail(environ);
          } finally {
            failed.happen();
          }
        });
        await failed.promise;
        await new Promise(setImmediate);
        return reported;
      };
      const reading = async (environ: Environ) => {
        await new Request(environ).bytes();
        throw new Error('never');
      };
      expect(await failing(reading)).toEqual([]);
      const throwing = async (environ: Environ) => {
        await gone(environ);
        throw 'text';
      };
      expect(await failing(throwing)).toEqual(["'text'\n"]);
    });
  });

  it('does not fire the signal when it has been sent', async () => {
    const signal = happening<AbortSignal>();
    const { url } = await serving(
      wsgify((request) => {
        signal.happen(request.signal);
        return 'done';
      }),
    );
    await sendRaw(url, `GET / HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
    expect((await signal.promise).aborted).toBe(false);
  });

  it('comes with a signal that a middleware can replace, and that a copy of the environ keeps', async () => {
    const { signal } = new AbortController();
    const seen = happening<boolean[]>();
    const { url } = await serving((environ, startResponse) => {
      const copy = { ...environ };
      const isSame = copy['wheatpaste.signal'] === environ['wheatpaste.signal'];
      environ['wheatpaste.signal'] = signal;
      seen.happen([isSame, new Request(environ).signal === signal, copy['wheatpaste.signal'] === signal]);
      return new Response('x').toApp()(environ, startResponse);
    });
    await fetch(url);
    expect(await seen.promise).toEqual([true, true, false]);
  });
});

async function* letters() {
  yield bytes('a');
}

async function http2Body(url: string): Promise<string> {
  const session = connectHttp2(url);
  closers.push(() => session.destroy());
  return await text(session.request({ ':path': '/' }));
}
