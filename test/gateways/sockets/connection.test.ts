import { afterEach, describe, expect, it } from 'vitest';
import { serveSCGI } from '../../../src/gateways/scgi/serve.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import type { ToApplication } from '../../../src/wsgi/contract.ts';
import { socketsAt } from '../../support/active-handles.ts';
import { Peer, scgiRequest } from '../../support/cgi-peers.ts';
import { happening } from '../../support/raw.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function connected(app: ToApplication | ReturnType<typeof wsgify>) {
  const server = await serveSCGI(app, { port: 0, closeTimeout: 100, onError: () => {} });
  const peer = new Peer(server);
  closers.push(server.close, () => peer[Symbol.dispose]());
  /** Simulates node's event for a connection on which nothing has moved for the timeout. */
  const nothingMoves = () => socketsAt(server.port).map((socket) => socket.emit('timeout'));
  const count = () => socketsAt(server.port).length;
  return { peer, nothingMoves, count };
}

describe('an idle connection', () => {
  it('is left open while the application works', async () => {
    const arrived = happening();
    const proceed = happening();
    const { peer, nothingMoves } = await connected(
      wsgify(async () => {
        arrived.happen();
        await proceed.promise;
        return 'done';
      }),
    );
    peer.send(scgiRequest());
    await arrived.promise;
    nothingMoves();
    proceed.happen();
    expect(String(await peer.all())).toMatch(/done$/);
  });

  it('is closed if bytes wait for a web server that does not read', async () => {
    const closed = happening();
    const body = (async function* () {
      for (;;) yield Buffer.alloc(1_000_000);
    })();
    const { peer, nothingMoves, count } = await connected(
      new Response(Object.assign(body, { close: () => closed.happen() })),
    );
    peer.socket.pause();
    peer.send(scgiRequest());
    await expect
      .poll(() => socketsAt(peer.socket.remotePort ?? 0).some((one) => one.writableNeedDrain))
      .toBe(true);
    nothingMoves();
    await closed.promise;
    expect(count()).toBe(0);
  });

  it('is closed if the response is sent but the web server does not end its side', async () => {
    const { peer, nothingMoves, count } = await connected(new Response('Hello'));
    await peer.send(scgiRequest()).all();
    await expect
      .poll(() => socketsAt(peer.socket.remotePort ?? 0).every((one) => one.writableFinished))
      .toBe(true);
    nothingMoves();
    await expect.poll(count).toBe(0);
  });
});
