import { afterEach, describe, expect, it, vi } from 'vitest';
import { FileApp } from '../../../src/apps/files/file-app.ts';
import { TYPE } from '../../../src/gateways/fastcgi/records.ts';
import { type FastCGIOptions, serveFastCGI } from '../../../src/gateways/fastcgi/serve.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import type { Application, ToApplication } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';
import {
  answerTo,
  begin,
  fastcgiRequest,
  frame,
  pairs,
  recordsIn,
  streamOf,
  typesIn,
  VARIABLES,
} from '../../support/cgi-peers.ts';
import { happening } from '../../support/raw.ts';
import { deferred } from '../../support/servers.ts';
import { servingOver } from '../../support/socket-servers.ts';
import { makeTree } from '../../support/tree.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const serving = (app: Application | ToApplication, options: FastCGIOptions = {}) =>
  servingOver(serveFastCGI, app, options);

const path = wsgify((request) => new Response(request.path, { contentType: 'text/plain' }));

describe('a FastCGI response', () => {
  it.each<[what: string, body: () => string | Uint8Array | AsyncIterable<Uint8Array>, text: string]>([
    ['text', () => 'é', '\xc3\xa9'],
    ['bytes', () => bytes('abc'), 'abc'],
    ['long text', () => 'é'.repeat(100_000), '\xc3\xa9'.repeat(100_000)],
    ['many bytes', () => Buffer.alloc(200_001, 'x'), 'x'.repeat(200_001)],
    [
      'a stream',
      async function* () {
        yield bytes('one');
        await new Promise((resolve) => setImmediate(resolve));
        yield Buffer.alloc(100_000, 'x');
      },
      `one${'x'.repeat(100_000)}`,
    ],
  ])('is %s, in records padded to 8 bytes', async (_what, body, text) => {
    const { peer } = await serving(wsgify(() => new Response(body())));
    const received = await peer.send(fastcgiRequest()).answers();
    expect(answerTo(peer)).toBe(text);
    for (const { content, padding } of recordsIn(received)) expect((content.length + padding) % 8).toBe(0);
    expect(typesIn(peer).slice(-2)).toEqual([TYPE.stdout, TYPE.end]);
    expect(recordsIn(received).at(-2)?.content).toHaveLength(0);
  });

  it('sends its head before its body is ready', async () => {
    const more = deferred();
    const { peer } = await serving(
      wsgify(
        () =>
          new Response(
            (async function* () {
              await more.promise;
              yield bytes('body');
            })(),
          ),
      ),
    );
    peer.send(fastcgiRequest());
    await peer.until((received) => streamOf(received, TYPE.stdout).endsWith('\r\n\r\n'));
    more.resolve();
    await peer.answers();
    expect(answerTo(peer)).toBe('body');
  });

  it('lends the bytes of a file', async () => {
    using tree = makeTree({ file: 'x'.repeat(300_000) });
    const { peer } = await serving(new FileApp(tree.at('file')));
    await peer.send(fastcgiRequest()).answers();
    expect(answerTo(peer)).toBe('x'.repeat(300_000));
    expect(streamOf(peer.received, TYPE.stdout)).toContain('Content-Length: 300000\r\n');
  });

  it('is a 500 if the application fails, which is reported', async () => {
    const error = new Error('meant');
    const { peer, errors } = await serving(() => {
      throw error;
    });
    await peer.send(fastcgiRequest()).answers();
    expect(streamOf(peer.received, TYPE.stdout)).toMatch(/^Status: 500 /);
    expect(errors).toEqual([error]);
  });

  it('has no END_REQUEST if the application fails after the head', async () => {
    const { peer, errors } = await serving((_environ, start) => {
      start('200 OK', []);
      return (async function* () {
        yield bytes('first');
        throw new Error('meant');
      })();
    });
    await peer.send(fastcgiRequest()).all();
    expect(typesIn(peer)).not.toContain(TYPE.end);
    expect(errors).toHaveLength(1);
  });

  it('is produced no faster than the web server reads it', async () => {
    let made = 0;
    const { peer } = await serving(
      wsgify(
        () =>
          new Response(
            (async function* () {
              for (; made < 200; made++) yield Buffer.alloc(100_000);
            })(),
          ),
      ),
    );
    peer.socket.pause();
    peer.send(fastcgiRequest({}, { keep: false }));
    await expect.poll(() => made).toBeGreaterThan(0);
    let before = -1;
    while (before < made) {
      before = made;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(made).toBeLessThan(100);
    peer.socket.resume();
    await peer.all();
    expect(answerTo(peer)).toHaveLength(20_000_000);
  });

  it('does not require the request body to be read', async () => {
    const { peer } = await serving(path);
    const body = 'x'.repeat(60_000);
    const parts = Array.from({ length: 50 }, () => frame(TYPE.stdin, 1, body));
    peer.send(begin(1), frame(TYPE.params, 1, pairs({ ...VARIABLES, CONTENT_LENGTH: '3000000' })));
    peer.send(frame(TYPE.params, 1), ...parts, frame(TYPE.stdin, 1), fastcgiRequest({ PATH_INFO: '/next' }));
    await peer.answers(2);
    expect(streamOf(peer.received, TYPE.stdout)).toMatch(/\/a.*\/next$/s);
  });
});

describe('a FastCGI request body', () => {
  it('is read no faster than the application takes it', async () => {
    const proceed = deferred();
    const arrived = happening();
    const { peer } = await serving(
      wsgify(async (request) => {
        arrived.happen();
        await proceed.promise;
        return String((await request.bytes()).length);
      }),
    );
    const size = 40_000_000;
    peer.send(begin(1), frame(TYPE.params, 1, pairs({ ...VARIABLES, CONTENT_LENGTH: String(size) })));
    peer.send(frame(TYPE.params, 1));
    const chunk = frame(TYPE.stdin, 1, Buffer.alloc(50_000));
    for (let sent = 0; sent < size; sent += 50_000) peer.send(chunk);
    peer.send(frame(TYPE.stdin, 1));
    await arrived.promise;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(peer.socket.writableLength).toBeGreaterThan(size / 2);
    proceed.resolve();
    await peer.answers();
    expect(answerTo(peer)).toBe(String(size));
  });

  it.each([
    [{ CONTENT_LENGTH: '' }, '', false],
    [{ CONTENT_LENGTH: '5' }, 'hello', true],
    [{ CONTENT_LENGTH: '' }, 'hello', true],
  ])('with %j is %j', async (given, body, isTerminated) => {
    const { peer } = await serving(async (environ, start) => {
      start('200 OK', []);
      const flags = [
        environ['wsgi.input_terminated'],
        environ['wsgi.run_once'],
        environ['wsgi.multiprocess'],
      ];
      let text = '';
      for await (const chunk of environ['wsgi.input']) text += Buffer.from(chunk).toString();
      return [bytes(JSON.stringify([text, ...flags]))];
    });
    await peer.send(fastcgiRequest(given, { body })).answers();
    expect(answerTo(peer)).toBe(JSON.stringify([body, isTerminated, false, false]));
  });
});

describe('wsgi.errors', () => {
  it('writes to the web server, and to the process', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const late = happening();
    const { peer } = await serving((environ, start) => {
      const errors = environ['wsgi.errors'];
      for (const message of ['one é\n', '', 'two\n']) errors.write(message);
      setTimeout(() => {
        errors.write('late\n');
        late.happen();
      });
      start('200 OK', []);
      return [];
    });
    await peer.send(fastcgiRequest()).answers();
    await late.promise;
    expect(streamOf(peer.received, TYPE.stderr)).toBe('one \xc3\xa9\ntwo\n');
    const ends = recordsIn(peer.received).filter(({ content }) => content.length === 0);
    expect(ends.map(({ type }) => type)).toEqual([TYPE.stdout, TYPE.stderr]);
    expect(typesIn(peer).at(-1)).toBe(TYPE.end);
    expect(written.mock.calls.map(([message]) => message).join('')).toContain('one é\ntwo\nlate\n');
  });

  it('is omitted if the web server does not read it', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { peer } = await serving((environ, start) => {
      for (let i = 0; i < 1000; i++) environ['wsgi.errors'].write('x'.repeat(10_000));
      start('200 OK', []);
      return [];
    });
    await peer.send(fastcgiRequest()).answers();
    expect(streamOf(peer.received, TYPE.stderr).length).toBeLessThan(5_000_000);
  });
});

describe('closing', () => {
  it('ends idle connections, and lets the others finish', async () => {
    const arrived = happening();
    const proceed = deferred();
    const { server, peer, connected } = await serving(
      wsgify(async ({ path }) => {
        if (path === '/fast') return '';
        arrived.happen();
        await proceed.promise;
        return 'finished';
      }),
    );
    const [unused, idle] = [connected(), connected()];
    await idle.send(fastcgiRequest({ PATH_INFO: '/fast' })).answers();
    peer.send(fastcgiRequest());
    await arrived.promise;
    const closed = server.close();
    await Promise.all([unused.ended, idle.ended]);
    peer.send(fastcgiRequest({}, { id: 2 }));
    proceed.resolve();
    await Promise.all([peer.ended, closed]);
    expect(answerTo(peer)).toBe('finished');
    expect(recordsIn(peer.received).filter(({ id }) => id === 2)).toEqual([]);
  });

  it('cuts connections that exceed closeTimeout', async () => {
    const arrived = happening();
    const { server, peer } = await serving(
      wsgify(() => {
        arrived.happen();
        return new Promise<never>(() => {});
      }),
      { closeTimeout: 20 },
    );
    peer.send(fastcgiRequest());
    await arrived.promise;
    await server.close();
    expect(await peer.all()).toHaveLength(0);
  });
});
