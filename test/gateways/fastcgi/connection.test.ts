import { describe, expect, it, vi } from 'vitest';
import { TYPE } from '../../../src/gateways/fastcgi/records.ts';
import { type FastCGIOptions, serveFastCGI } from '../../../src/gateways/fastcgi/serve.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import type { Application, ToApplication } from '../../../src/wsgi/contract.ts';
import { untilReceived } from '../../support/active-handles.ts';
import { bytes } from '../../support/bytes.ts';
import {
  answerTo,
  begin,
  fastcgiRequest,
  frame,
  Peer,
  pairs,
  recordsIn,
  streamOf,
  typesIn,
  VARIABLES,
} from '../../support/cgi-peers.ts';
import { happening } from '../../support/raw.ts';
import { deferred } from '../../support/servers.ts';
import { servingOver } from '../../support/socket-servers.ts';
import { stoppedClock } from '../../support/stopped-clock.ts';
import { makeTree } from '../../support/tree.ts';
import { askingLate, waiting } from '../../support/watching-apps.ts';

const serving = (app: Application | ToApplication, options: FastCGIOptions = {}) =>
  servingOver(serveFastCGI, app, options);

const path = wsgify((request) => new Response(request.path, { contentType: 'text/plain' }));

describe('a FastCGI connection', () => {
  it('is kept open if the web server wants it, for one request after another', async () => {
    const { peer } = await serving(path);
    peer.send(fastcgiRequest({ PATH_INFO: '/one' }));
    await peer.answers(1);
    peer.send(fastcgiRequest({ PATH_INFO: '/two' }));
    await peer.answers(2);
    expect(streamOf(peer.received, TYPE.stdout)).toMatch(/\/one.*\/two$/s);
  });

  it('ends after the response if it is not to be kept open, and accepts no other request', async () => {
    const { peer } = await serving(path);
    peer.send(fastcgiRequest({}, { keep: false }), fastcgiRequest({ PATH_INFO: '/two' }, { id: 2 }));
    await peer.all();
    expect(answerTo(peer)).toBe('/a');
    expect(recordsIn(peer.received).filter(({ id }) => id === 2)).toEqual([]);
  });

  it('carries several requests at the same time, which are answered in the order of completion', async () => {
    const first = deferred();
    const { peer } = await serving(
      wsgify(async ({ path, body }) => {
        if (path === '/one') await first.promise;
        return new Response(body);
      }),
    );
    const [one, two] = [begin(1), begin(2)];
    const head = (id: number, PATH_INFO: string) => [
      frame(TYPE.params, id, pairs({ ...VARIABLES, PATH_INFO, CONTENT_LENGTH: '4' })),
      frame(TYPE.params, id),
    ];
    peer.send(one, two, ...head(2, '/two'), ...head(1, '/one'));
    for (const half of [0, 1]) {
      peer.send(frame(TYPE.stdin, 1, half ? '22' : '11'), frame(TYPE.stdin, 2, half ? '44' : '33'));
    }
    peer.send(frame(TYPE.stdin, 1), frame(TYPE.stdin, 2));
    await peer.answers(1);
    first.resolve();
    await peer.answers(2);
    expect([answerTo(peer, 1), answerTo(peer, 2)]).toEqual(['1122', '3344']);
    expect(recordsIn(peer.received).flatMap(({ type, id }) => (type === TYPE.end ? [id] : []))).toEqual([
      2, 1,
    ]);
  });

  it('ends after its last running request, even if that is not the last to arrive', async () => {
    const slow = deferred();
    const { peer } = await serving(
      wsgify(async ({ path }) => {
        if (path === '/slow') await slow.promise;
        return path;
      }),
    );
    peer.send(fastcgiRequest({ PATH_INFO: '/slow' }), fastcgiRequest({}, { id: 2, keep: false }));
    await peer.answers(1);
    slow.resolve();
    await peer.all();
    expect(answerTo(peer)).toBe('/slow');
  });

  it('returns the three values that it knows', async () => {
    const { peer } = await serving(path);
    const names = { FCGI_MPXS_CONNS: '', UNKNOWN: '', FCGI_MAX_CONNS: '', FCGI_MAX_REQS: '' };
    peer.send(frame(TYPE.getValues, 0, pairs(names)));
    const received = await peer.until((bytes) => recordsIn(bytes).length > 0);
    const values = { FCGI_MPXS_CONNS: '1', FCGI_MAX_CONNS: '1000', FCGI_MAX_REQS: '1000' };
    expect(streamOf(received, TYPE.getValuesResult, 0)).toBe(pairs(values));
  });

  it.each([0, 12, 255, TYPE.stdout])('answers the unknown type %d', async (type) => {
    const { peer } = await serving(path);
    peer.send(frame(type, 0, 'content'));
    const [record] = recordsIn(await peer.until((bytes) => recordsIn(bytes).length > 0));
    expect(record).toMatchObject({ type: TYPE.unknownType, id: 0 });
    expect(record?.content.readUInt8(0)).toBe(type);
  });

  it('refuses the roles of authorizer and filter', async () => {
    const { peer } = await serving(path);
    peer.send(begin(1, { role: 2 }));
    const [record] = recordsIn(await peer.answers());
    expect(record?.content.readUInt8(4)).toBe(3);
    peer.send(frame(TYPE.params, 1, 'passed over'), begin(1, { role: 3, keep: false }));
    expect(recordsIn(await peer.all())).toHaveLength(2);
  });

  it('ignores records without a request, and records that a request does not need', async () => {
    const { peer } = await serving(path);
    peer.send(
      frame(TYPE.stdin, 9, 'x'),
      frame(TYPE.stdin, 9),
      frame(TYPE.abort, 9),
      frame(TYPE.params, 9, 'x'),
    );
    const request = fastcgiRequest();
    peer.send(
      request.subarray(0, -8),
      frame(TYPE.params, 1, 'too late'),
      frame(TYPE.data, 1, 'x'),
      request.subarray(-8),
    );
    await peer.answers();
    expect(answerTo(peer)).toBe('/a');
  });

  it('is not read further while the peer reads no responses', async () => {
    using tree = makeTree({});
    const place = { path: tree.at('app.sock') };
    await serving(path, place);
    using peer = new Peer(place);
    peer.socket.pause();
    const asking = Buffer.concat(Array.from({ length: 20_000 }, () => frame(200, 0)));
    for (let i = 0; i < 20; i++) peer.send(asking);
    const isStill = async () => {
      const before = peer.socket.writableLength;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return before === peer.socket.writableLength;
    };
    await expect.poll(isStill).toBe(true);
    expect(peer.socket.writableLength).toBeGreaterThan(1_000_000);
    peer.socket.resume();
    await peer.send(fastcgiRequest({}, { keep: false })).all();
    expect(answerTo(peer)).toBe('/a');
  });

  it('answers each value once, however often it is requested', async () => {
    const { peer } = await serving(path);
    peer.send(frame(TYPE.getValues, 0, pairs({ FCGI_MPXS_CONNS: '' }).repeat(3000)));
    const received = await peer.until((bytes) => recordsIn(bytes).length > 0);
    expect(streamOf(received, TYPE.getValuesResult, 0)).toBe(pairs({ FCGI_MPXS_CONNS: '1' }));
  });

  it.each<[what: string, rule: string, bytes: Buffer]>([
    ['an id in use', 'begin', Buffer.concat([begin(1), begin(1)])],
    ['the id 0', 'begin', begin(0)],
    ['with a wrong length', 'begin', frame(TYPE.begin, 1, 'abc')],
    ['too many variables', 'too-large', Buffer.concat([begin(1), frame(TYPE.params, 1, 'x'.repeat(1001))])],
    [
      'too many variables, together with another request',
      'too-large',
      Buffer.concat([begin(1), begin(2), ...[1, 2].map((id) => frame(TYPE.params, id, 'x'.repeat(501)))]),
    ],
    [
      'malformed variables',
      'params',
      Buffer.concat([begin(1), frame(TYPE.params, 1, '\x05'), frame(TYPE.params, 1)]),
    ],
    ['no method', 'request-method', Buffer.concat([begin(1), frame(TYPE.params, 1)])],
    ['a length that is not a number', 'content-length', fastcgiRequest({ CONTENT_LENGTH: 'x' })],
    [
      'two paths',
      'duplicate',
      Buffer.concat([
        begin(1),
        frame(TYPE.params, 1, pairs(VARIABLES) + pairs({ PATH_INFO: '/b' })),
        frame(TYPE.params, 1),
      ]),
    ],
  ])('whose request has %s is closed: %s', async (_what, rule, bytes) => {
    const { peer, errors } = await serving(path, { maxHeadSize: 1000 });
    expect(await peer.send(bytes).all()).toHaveLength(0);
    expect(errors).toMatchObject([{ rule }]);
  });

  it('releases heads that it has read from its memory limit', async () => {
    const { peer } = await serving(path, { maxHeadSize: 400 });
    for (let i = 1; i < 10; i++) {
      peer.send(fastcgiRequest());
      await peer.answers(i);
    }
    peer.send(begin(1), frame(TYPE.params, 1, 'x'.repeat(300)), frame(TYPE.abort, 1), fastcgiRequest());
    await peer.answers(11);
  });
});

describe('a connection that the web server ends', () => {
  it('between requests ends normally', async () => {
    const { peer, errors } = await serving(path);
    peer.send(fastcgiRequest());
    await peer.answers();
    await peer.finish().all();
    expect(errors).toEqual([]);
  });

  it('before the first request ends normally, too', async () => {
    const { peer, errors } = await serving(path);
    expect(await peer.finish().all()).toHaveLength(0);
    expect(errors).toEqual([]);
  });

  it.each([
    ['in a record', begin(1).subarray(0, 10)],
    ['in the header of a record', begin(1).subarray(0, 5)],
    ['before the end of the variables', begin(1)],
  ])('%s is reported', async (_what, bytes) => {
    const { peer, errors } = await serving(path);
    expect(await peer.send(bytes).finish().all()).toHaveLength(0);
    expect(errors).toMatchObject([{ rule: 'truncated' }]);
  });

  it('still answers complete requests', async () => {
    const proceed = deferred();
    const { peer, errors } = await serving(
      wsgify(async ({ path }) => {
        await proceed.promise;
        return path;
      }),
    );
    peer.send(fastcgiRequest(), begin(2)).finish();
    await expect.poll(() => errors).toMatchObject([{ rule: 'truncated' }]);
    proceed.resolve();
    await peer.all();
    expect(answerTo(peer)).toBe('/a');
  });

  it('in a body throws a DisconnectionError, and can be answered', async () => {
    const { peer } = await serving(wsgify(async (request) => String((await request.bytes()).length)));
    const request = fastcgiRequest({ CONTENT_LENGTH: '10' }, { body: 'short' });
    await peer.send(request.subarray(0, -8)).finish().all();
    expect(streamOf(peer.received, TYPE.stdout)).toMatch(
      /^Status: 400 .*ended 5 bytes before its Content-Length/s,
    );
  });

  it('closes a response body that the application reads slowly, too', async () => {
    const { peer } = await serving(
      wsgify(async (request) => {
        let length = 0;
        for await (const chunk of request.body) length += chunk.length;
        return String(length);
      }),
    );
    const parts = Array.from({ length: 10 }, () => frame(TYPE.stdin, 1, Buffer.alloc(60_000)));
    peer.send(begin(1), frame(TYPE.params, 1, pairs(VARIABLES)), frame(TYPE.params, 1), ...parts);
    await peer.finish().all();
    expect(answerTo(peer)).toBe('600000');
  });
});

describe('a client that disconnects', () => {
  it('by ABORT_REQUEST is reported to the application, and the connection continues', async () => {
    const { app, arrived, left } = waiting();
    const { peer, errors } = await serving(app);
    peer.send(fastcgiRequest());
    await arrived;
    peer.send(frame(TYPE.abort, 1));
    await left;
    await peer.answers();
    peer.send(frame(TYPE.getValues, 0));
    await peer.until((bytes) => recordsIn(bytes).length > 1);
    expect(typesIn(peer)).toEqual([TYPE.end, TYPE.getValuesResult]);
    expect(errors).toEqual([]);
  });

  it('by ABORT_REQUEST before the application starts prevents the start', async () => {
    const ran = vi.fn();
    const { peer } = await serving(wsgify(() => ran() ?? ''));
    peer.send(Buffer.concat([fastcgiRequest(), frame(TYPE.abort, 1), begin(2), frame(TYPE.abort, 2)]));
    await peer.answers(2);
    expect(typesIn(peer)).toEqual([TYPE.end, TYPE.end]);
    expect(ran).not.toHaveBeenCalled();
  });

  it('by ABORT_REQUEST in the middle of a response receives no more of it', async () => {
    const more = deferred();
    const closed = happening();
    const app: Application = (_environ, start) => {
      start('200 OK', []);
      const body = (async function* () {
        yield bytes('first');
        await more.promise;
        yield bytes('second');
      })();
      return Object.assign(body, { close: () => closed.happen() });
    };
    const { peer } = await serving(app);
    peer.send(fastcgiRequest());
    await peer.until((received) => streamOf(received, TYPE.stdout).includes('first'));
    peer.send(frame(TYPE.abort, 1));
    await peer.answers();
    more.resolve();
    await closed.promise;
    expect(streamOf(peer.received, TYPE.stdout)).not.toContain('second');
  });

  it('with its connection is reported to the application', async () => {
    const { app, arrived, left } = waiting();
    const { peer } = await serving(app);
    peer.send(fastcgiRequest());
    await arrived;
    peer.socket.resetAndDestroy();
    await left;
  });

  it('by a half-close counts as disconnected after a second without data', async () => {
    const { app, arrived, left } = waiting();
    const { peer } = await serving(app);
    peer.send(fastcgiRequest());
    await arrived;
    peer.finish();
    await left;
  });

  it('by a half-close counts as disconnected, too, if data was sent before that second', async () => {
    const left = happening();
    const { peer } = await serving(
      wsgify(async (request) => {
        request.signal.addEventListener('abort', () => left.happen());
        await request.bytes().catch(() => undefined);
        return new Response(
          (async function* () {
            yield bytes('first');
            await left.promise;
          })(),
        );
      }),
    );
    peer.send(fastcgiRequest({ CONTENT_LENGTH: '10' }, { body: 'short' }).subarray(0, -8)).finish();
    await left.promise;
    expect(answerTo(peer)).toBe('first');
  });

  it('while its body is read causes a DisconnectionError', async () => {
    const arrived = happening();
    const failed = happening<unknown>();
    const { peer } = await serving(
      wsgify(async (request) => {
        arrived.happen();
        await request.bytes().catch(failed.happen);
        return '';
      }),
    );
    peer.send(fastcgiRequest({ CONTENT_LENGTH: '10' }, { body: 'short' }).subarray(0, -8));
    await arrived.promise;
    peer.socket.resetAndDestroy();
    expect(await failed.promise).toMatchObject({ name: 'DisconnectionError' });
  });

  it('is reported even if the application asks only afterwards', async () => {
    const { app, arrived, aborted, proceed } = askingLate();
    const { peer } = await serving(app);
    peer.send(fastcgiRequest());
    await arrived;
    peer.send(frame(TYPE.abort, 1));
    await peer.answers();
    proceed();
    expect(await aborted).toBe(true);
  });
});

describe('headTimeout', () => {
  const clock = stoppedClock();

  it.each([
    ['a request without its variables', begin(1), ['truncated']],
    ['half a record', begin(1).subarray(0, 10), ['truncated']],
    ['nothing', Buffer.alloc(0), []],
  ])('ends a connection that sends %s', async (_what, bytes, rules) => {
    clock.stop();
    const { server, peer, errors } = await serving(path, { headTimeout: 20 });
    peer.send(bytes);
    await untilReceived(server.port, bytes.length);
    await clock.pass(20);
    expect(await peer.all()).toHaveLength(0);
    expect(errors.map((error) => (error as { rule: string }).rule)).toEqual(rules);
  });

  it('ignores a connection that waits for the next request, and one with a slow body', async () => {
    clock.stop();
    const { server, peer, errors } = await serving(
      wsgify(async (request) => new Response(await request.bytes())),
      { headTimeout: 20 },
    );
    const [first, second] = [fastcgiRequest(), fastcgiRequest({}, { body: 'late' })];
    await peer.send(first).answers();
    await clock.pass(50);
    peer.send(second.subarray(0, -15));
    await untilReceived(server.port, first.length + second.length - 15);
    await clock.pass(50);
    await peer.send(second.subarray(-15)).answers(2);
    expect(streamOf(peer.received, TYPE.stdout)).toMatch(/late$/);
    expect(errors).toEqual([]);
  });
});
