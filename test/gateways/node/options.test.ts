import { createServer, IncomingMessage, type RequestListener } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { environFromNode } from '../../../src/gateways/node/environ.ts';
import { toNodeHandler } from '../../../src/gateways/node/handler.ts';
import { assertOptions, type NodeHandlerOptions } from '../../../src/gateways/node/options.ts';
import { serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import { nodeServer } from '../../support/servers.ts';

const place = wsgify((request) => Response.json([request.scriptName, request.pathInfo, request.url]));

/** Calls a handler that has a `next`, and returns the arguments of that. */
async function passing(listener: ReturnType<typeof toNodeHandler>, path = '/') {
  const passed: unknown[] = [];
  await using server = await nodeServer((incoming, outgoing) => {
    listener(incoming, outgoing, (...given: unknown[]) => {
      passed.push(...(given.length === 0 ? ['next'] : given));
      outgoing.end('passed');
    });
  });
  const response = await fetch(server.url + path);
  return { status: response.status, text: await response.text(), passed };
}

async function asking(listener: RequestListener, path = '/') {
  await using server = await nodeServer(listener);
  const response = await fetch(server.url + path);
  return { url: server.url, status: response.status, text: await response.text() };
}

describe('options', () => {
  it.each<[options: unknown, message: RegExp]>([
    [8099, /options must be an object, such as \{ port: 8080 \}; got a number/],
    ['x', /options must be an object/],
    [null, /options must be an object/],
    [{ prot: 1 }, /unknown option: prot/],
    [{ continues: true }, /unknown option: continues/],
    [{ mount: 'api' }, /mount must be ''/],
    [{ mount: '/api/' }, /mount must be ''/],
    [{ mount: '/' }, /mount must be ''/],
  ])('FM9: refuse %j', async (options, message) => {
    expect(() => assertOptions(options as NodeHandlerOptions)).toThrow(message);
    expect(() => toNodeHandler(place, options as NodeHandlerOptions)).toThrow(TypeError);
    await expect(serve(place, options as NodeHandlerOptions)).rejects.toThrow(message);
  });

  it('FM9: of a server are unknown to a handler', () => {
    expect(() => toNodeHandler(place, { port: 1 } as NodeHandlerOptions)).toThrow(/unknown option: port/);
  });
});

describe('mount', () => {
  it.each([
    ['/api', ['/api', '']],
    ['/api/', ['/api', '/']],
    ['/api/a%2Fb?q=1', ['/api', '/a/b']],
  ])(
    'FG7: is the SCRIPT_NAME of %s, whose URL stays as it was sent',
    async (path, [scriptName, pathInfo]) => {
      const { url, text } = await asking(toNodeHandler(place, { mount: '/api' }), path);
      expect(JSON.parse(text)).toEqual([scriptName, pathInfo, url + path]);
    },
  );

  it('answers other paths with 404, or with next', async () => {
    const handler = toNodeHandler(place, { mount: '/api' });
    expect(await asking(handler, '/apis')).toMatchObject({ status: 404, text: 'Not Found' });
    expect(await passing(handler, '/apis')).toEqual({ status: 200, text: 'passed', passed: ['next'] });
    const incoming = Object.assign(new IncomingMessage(new Socket()), { url: '/apis' });
    expect(() => environFromNode(incoming, { mount: '/api' })).toThrow(RangeError);
  });
});

describe('environ', () => {
  it('adds keys, but replaces none', async () => {
    const app = wsgify(({ environ }) => `${environ['app.user']} ${environ.PATH_INFO}`);
    const environ = () => ({ 'app.user': 'ada', PATH_INFO: '/evil' });
    expect((await asking(toNodeHandler(app, { environ }), '/a')).text).toBe('ada /a');
  });

  it('FG14: that throws is a reported 500, or an error for next', async () => {
    const reported: string[] = [];
    const environ = () => {
      throw new Error('no session');
    };
    const errors = { write: (line: string) => reported.push(line) };
    const handler = toNodeHandler(place, { environ, errors });
    expect(await asking(handler)).toMatchObject({ status: 500, text: 'Internal Server Error' });
    expect(reported).toEqual([expect.stringContaining('no session')]);
    expect((await passing(handler)).passed).toEqual([new Error('no session')]);
  });
});

describe('next', () => {
  it('is called for the statuses of fallthrough, after the body was closed', async () => {
    for (const isLate of [false, true]) {
      const closed: string[] = [];
      const body = Object.assign([Buffer.from('x')], { close: () => closed.push('closed') });
      const app = toNodeHandler(
        (_environ, start) => {
          start('404 Not Found', []);
          return isLate ? Promise.resolve(body) : body;
        },
        { fallThrough: [404, 405] },
      );
      expect(await passing(app)).toEqual({ status: 200, text: 'passed', passed: ['next'] });
      expect(closed).toEqual(['closed']);
    }
    const whole = toNodeHandler(
      wsgify(() => new Response('x', { status: 405 })),
      { fallThrough: [404, 405] },
    );
    expect((await passing(whole)).passed).toEqual(['next']);
  });

  it('is not called for other statuses; without it they are sent', async () => {
    const app = wsgify(() => new Response('mine', { status: 404 }));
    expect(await passing(toNodeHandler(app))).toEqual({ status: 404, text: 'mine', passed: [] });
    expect(await asking(toNodeHandler(app, { fallThrough: [404] }))).toMatchObject({
      status: 404,
      text: 'mine',
    });
  });

  it.each<[what: unknown, passed: unknown]>([
    [new TypeError('mine'), new TypeError('mine')],
    [undefined, new Error('the application threw undefined')],
    ['route', new Error("the application threw 'route'")],
  ])("is called with the application's error: %o", async (error, passed) => {
    const reported: string[] = [];
    const errors = { write: (line: string) => reported.push(line) };
    const handler = toNodeHandler(() => Promise.reject(error), { errors });
    expect(await passing(handler)).toEqual({ status: 200, text: 'passed', passed: [passed] });
    expect(reported).toEqual([]);
  });

  it('is not called for a malformed request', async () => {
    const handler = toNodeHandler(place);
    const passed: unknown[] = [];
    await using server = await nodeServer((incoming, outgoing) => {
      Object.assign(incoming, { url: 'odd' });
      handler(incoming, outgoing, (error) => passed.push(error));
    });
    expect((await fetch(server.url)).status).toBe(400);
    expect(passed).toEqual([]);
  });
});

describe('onError', () => {
  it('receives the errors of the application in place of the log', async () => {
    const told: unknown[] = [];
    const handler = toNodeHandler(() => Promise.reject(new Error('x')), {
      onError: (error, environ) => told.push([error, environ.PATH_INFO]),
    });
    expect((await asking(handler, '/a')).status).toBe(500);
    expect(told).toEqual([[new Error('x'), '/a']]);
    const late = toNodeHandler(
      (_environ, start) => {
        start('200 OK', []);
        return (async function* () {
          yield Buffer.from('a');
          throw new Error('late');
        })();
      },
      { onError: (error) => told.push(error) },
    );
    await passing(late).catch(() => {});
    expect(told.at(-1)).toEqual(new Error('late'));
  });
});

describe('a response that another layer has started', () => {
  it.each(['/', '/outside', 'odd'])('is cut off for %s, and the process survives', async (url) => {
    const reported: string[] = [];
    const errors = { write: (line: string) => reported.push(line) };
    const handler = toNodeHandler(place, { errors, mount: '' });
    const mounted = toNodeHandler(place, { errors, mount: '/inside' });
    await using server = await nodeServer((incoming, outgoing) => {
      outgoing.writeHead(200).write('theirs');
      (url === '/outside' ? mounted : handler)(Object.assign(incoming, { url }), outgoing);
    });
    await expect(fetch(server.url).then((response) => response.text())).rejects.toThrow();
    expect(reported.length).toBeGreaterThan(0);
  });
});

describe('createServer', () => {
  it('accepts the handler directly', () => {
    expect(createServer(toNodeHandler(place)).listenerCount('request')).toBe(1);
  });
});
