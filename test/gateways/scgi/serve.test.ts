import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileApp } from '../../../src/apps/files/file-app.ts';
import { type SCGIOptions, serveSCGI } from '../../../src/gateways/scgi/serve.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import type { Application, ToApplication } from '../../../src/wsgi/contract.ts';
import { untilReceived } from '../../support/active-handles.ts';
import { bytes } from '../../support/bytes.ts';
import { Peer, scgiRequest } from '../../support/cgi-peers.ts';
import { happening } from '../../support/raw.ts';
import { deferred } from '../../support/servers.ts';
import { servingOver } from '../../support/socket-servers.ts';
import { stoppedClock } from '../../support/stopped-clock.ts';
import { makeTree } from '../../support/tree.ts';
import { askingLate, waiting } from '../../support/watching-apps.ts';

const serving = (app: Application | ToApplication, options: SCGIOptions = {}) =>
  servingOver(serveSCGI, app, options);

const clock = stoppedClock();
const page = wsgify((request) => new Response(request.path, { contentType: 'text/plain' }));
const bodyOf = (received: Buffer) => received.toString('latin1').split('\r\n\r\n')[1];

describe('an SCGI response', () => {
  it('is sent in one write, and ends the connection', async () => {
    const { peer } = await serving(page);
    expect(String(await peer.send(scgiRequest()).all())).toBe(
      'Status: 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 2\r\n\r\n/a',
    );
  });

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
        yield bytes('two');
      },
      'onetwo',
    ],
  ])('is %s', async (_what, body, text) => {
    const { peer } = await serving(wsgify(() => new Response(body())));
    expect(bodyOf(await peer.send(scgiRequest()).all())).toBe(text);
  });

  it('sends its head before its body is ready', async () => {
    const more = deferred();
    const body = (async function* () {
      await more.promise;
      yield bytes('body');
    })();
    const { peer } = await serving(wsgify(() => new Response(body)));
    peer.send(scgiRequest());
    await peer.until((received) => String(received).endsWith('\r\n\r\n'));
    more.resolve();
    expect(bodyOf(await peer.all())).toBe('body');
  });

  it('lends the bytes of a file', async () => {
    using tree = makeTree({ file: 'x'.repeat(300_000) });
    const { peer } = await serving(new FileApp(tree.at('file')));
    expect(bodyOf(await peer.send(scgiRequest()).all())).toBe('x'.repeat(300_000));
  });

  it('is complete even if the request body was not read', async () => {
    const { peer } = await serving(page);
    peer.send(scgiRequest({ CONTENT_LENGTH: '500000' })).send(Buffer.alloc(500_000));
    expect(bodyOf(await peer.all())).toBe('/a');
    peer.finish();
  });

  it('ends the connection to a web server that keeps sending', async () => {
    const { peer } = await serving(page);
    peer.send(scgiRequest({ CONTENT_LENGTH: '50000000' }));
    await peer.all();
    const closed = new Promise((resolve) => peer.socket.once('close', resolve));
    const send = () => {
      if (!peer.socket.destroyed) peer.socket.write(Buffer.alloc(100_000), () => setImmediate(send));
    };
    send();
    await closed;
  });

  it('is reset if the application fails after the head', async () => {
    const { peer, errors } = await serving((_environ, start) => {
      start('200 OK', []);
      return (async function* () {
        yield bytes('first');
        throw new Error('meant');
      })();
    });
    expect(await peer.send(scgiRequest()).isReset()).toBe(true);
    expect(errors).toHaveLength(1);
  });
});

describe('an SCGI request', () => {
  it('has the body that arrives with it, or after it', async () => {
    const arrived = happening();
    const { peer } = await serving(
      wsgify(async (request) => {
        arrived.happen();
        return new Response(await request.bytes());
      }),
    );
    peer.send(scgiRequest({ CONTENT_LENGTH: '6' }, 'abc'));
    await arrived.promise;
    expect(bodyOf(await peer.send('defghi').all())).toBe('abcdef');
  });

  it('that ends too early throws a DisconnectionError, and can be answered', async () => {
    const { peer } = await serving(wsgify(async (request) => String((await request.bytes()).length)));
    const answer = await peer
      .send(scgiRequest({ CONTENT_LENGTH: '10' }, 'short'))
      .finish()
      .all();
    expect(String(answer)).toMatch(/^Status: 400 .*ended 5 bytes before its Content-Length/s);
  });

  it('whose head does not arrive is rejected after headTimeout', async () => {
    clock.stop();
    const { server, peer, errors } = await serving(page, { headTimeout: 20 });
    peer.send('14');
    await untilReceived(server.port, 2);
    await clock.pass(20);
    expect(await peer.all()).toHaveLength(0);
    expect(errors).toMatchObject([{ rule: 'truncated' }]);
  });

  it('may take any time if headTimeout is Infinity', async () => {
    const { peer } = await serving(page, { headTimeout: Infinity });
    const request = scgiRequest();
    peer.send(request.subarray(0, 20));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(bodyOf(await peer.send(request.subarray(20)).all())).toBe('/a');
  });

  it('is below the mount point that scriptName names', async () => {
    const { peer } = await serving(
      wsgify(({ scriptName, pathInfo }) => JSON.stringify([scriptName, pathInfo])),
      { scriptName: '/app' },
    );
    const answer = await peer.send(scgiRequest({ REQUEST_URI: '/app/a%2Fb?x' })).all();
    expect(bodyOf(answer)).toBe('["/app","/a/b"]');
  });
});

describe('a client that disconnects', () => {
  it.each([
    ['by closing its connection', (peer: Peer) => void peer.socket.resetAndDestroy()],
    ['by a half-close, after a second without data', (peer: Peer) => void peer.finish()],
  ])('%s is reported to the application', async (_what, leave) => {
    const { app, arrived, left } = waiting();
    const { peer, errors } = await serving(app);
    peer.send(scgiRequest());
    await arrived;
    leave(peer);
    await left;
    expect(errors).toEqual([]);
  });

  it('is reported even if the application asks only afterwards', async () => {
    const { app, arrived, aborted, proceed } = askingLate();
    const { peer } = await serving(app);
    peer.send(scgiRequest({ CONTENT_LENGTH: '9' }));
    await arrived;
    peer.socket.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    proceed();
    expect(await aborted).toBe(true);
  });

  it('with a half-close still receives a slow response', async () => {
    const { peer } = await serving(
      wsgify(
        () =>
          new Response(
            (async function* () {
              for (const line of ['one', 'two', 'three']) {
                await new Promise((resolve) => setTimeout(resolve, 600));
                yield bytes(line);
              }
            })(),
          ),
      ),
    );
    expect(bodyOf(await peer.send(scgiRequest()).finish().all())).toBe('onetwothree');
  });
});

describe('a Unix socket', () => {
  it('accepts connections, and is removed at the end', async () => {
    using tree = makeTree({});
    const place = tree.at('app.sock');
    const { server, peer } = await serving(page, { path: place, mode: 0o600 });
    expect([server.url, server.port]).toEqual([`unix:${place}`, 0]);
    expect(bodyOf(await peer.send(scgiRequest()).all())).toBe('/a');
    await server.close();
    await expect(
      new Promise((_resolve, reject) => void connect(place).once('error', reject)),
    ).rejects.toMatchObject({ code: 'ENOENT' });
    expect(path.dirname(place)).toBe(tree.root);
  });

  it('whose response fails is closed, because it cannot be reset', async () => {
    using tree = makeTree({});
    const { peer } = await serving(
      (_environ, start) => {
        start('200 OK', []);
        return (async function* () {
          yield bytes('first');
          throw new Error('meant');
        })();
      },
      { path: tree.at('app.sock') },
    );
    expect(bodyOf(await peer.send(scgiRequest()).all())).toBe('first');
  });
});

describe('closing', () => {
  it('ends idle connections, and lets running requests finish', async () => {
    const arrived = happening();
    const proceed = deferred();
    const { server, peer } = await serving(
      wsgify(async () => {
        arrived.happen();
        await proceed.promise;
        return 'finished';
      }),
    );
    using unused = new Peer(server);
    peer.send(scgiRequest());
    await arrived.promise;
    const closed = server.close();
    expect(server.close()).toBe(closed);
    await unused.ended;
    proceed.resolve();
    expect(bodyOf(await peer.all())).toBe('finished');
    peer.finish();
    await closed;
  });

  it('is triggered by a signal if the option is set', async () => {
    const { server } = await serving(page, { closeOn: ['SIGUSR2'] });
    const before = process.listenerCount('SIGUSR2');
    process.emit('SIGUSR2', 'SIGUSR2');
    await server.close();
    expect(process.listenerCount('SIGUSR2')).toBe(before - 1);
  });
});
