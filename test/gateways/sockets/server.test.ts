import { afterEach, describe, expect, it, vi } from 'vitest';
import { serveFastCGI } from '../../../src/gateways/fastcgi/serve.ts';
import { serveSCGI } from '../../../src/gateways/scgi/serve.ts';
import { Response } from '../../../src/response/response.ts';
import { serverAt } from '../../support/active-handles.ts';
import { Peer, scgiRequest } from '../../support/cgi-peers.ts';

afterEach(() => void vi.restoreAllMocks());

const app = new Response('Hello');

describe.each([
  ['serveSCGI', serveSCGI, 'scgi', 4000],
  ['serveFastCGI', serveFastCGI, 'fcgi', 9000],
] as const)('%s', (name, serve, scheme, usual) => {
  it(`listens on port ${usual} by default`, async () => {
    const server = await serve(app).catch((taken) => taken);
    expect(server.port).toBe(usual);
    await server.close?.();
  });

  it('reports where it listens', async () => {
    await using server = await serve(app, { port: 0 });
    expect(server.url).toBe(`${scheme}://127.0.0.1:${server.port}`);
  });

  it('refuses unknown options', async () => {
    await expect(serve(app, { port: 0, script: '' } as object)).rejects.toThrow(
      new TypeError(`unknown option of ${name}: script; did you mean scriptName?`),
    );
  });

  it.each([
    [{ scriptName: '/app/' }, TypeError],
    [{ scriptName: 'app' }, TypeError],
    [{ maxHeadSize: 0 }, RangeError],
    [{ maxHeadSize: Number.NaN }, RangeError],
    [{ headTimeout: -1 }, RangeError],
  ])('refuses %j', async (options, Kind) => {
    await expect(serve(app, { port: 0, ...options })).rejects.toThrow(Kind);
  });

  it('rejects if it cannot listen', async () => {
    await using server = await serve(app, { port: 0 });
    await expect(serve(app, { port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('errors', () => {
  it('are written to standard error without an onError: one line for a rejected request', async () => {
    const written: unknown[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(text) > 0);
    await using server = await serveSCGI(
      () => {
        throw new Error('meant');
      },
      { port: 0 },
    );
    using refused = new Peer(server);
    await refused.send('x').all();
    using failed = new Peer(server);
    await failed.send(scgiRequest()).all();
    failed.finish();
    expect(written[0]).toBe(
      'A request was refused. ProtocolError: The netstring does not begin with its length.\n',
    );
    expect(written.slice(1).join('')).toMatch(/^Error: meant\n {4}at /);
  });

  it('in accepting connections are reported, and the server continues', async () => {
    const errors: unknown[] = [];
    await using server = await serveSCGI(app, { port: 0, onError: (error) => errors.push(error) });
    const failed = new Error('accept EMFILE');
    serverAt(server.port)?.emit('error', failed);
    expect(errors).toEqual([failed]);
    using peer = new Peer(server);
    expect(String(await peer.send(scgiRequest()).all())).toMatch(/Hello$/);
    peer.finish();
  });

  it('in onError are written, too', async () => {
    const written: unknown[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(text) > 0);
    const onError = () => {
      throw new Error('of onError');
    };
    await using server = await serveSCGI(app, { port: 0, onError });
    using refused = new Peer(server);
    await refused.send('x').all();
    expect(written.join('')).toMatch(/ProtocolError: .*Error: of onError/s);
  });
});
