import { EventEmitter } from 'node:events';
import { existsSync, linkSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../../src/gateways/sockets/listening.ts';
import { makeTree, type Tree } from '../../support/tree.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function folder(): Tree {
  const tree = makeTree({});
  closers.push(() => tree[Symbol.dispose]());
  return tree;
}

function server(): Server {
  const made = createServer();
  closers.push(() => made.close());
  return made;
}

const at = (path: string, mode?: number) =>
  listen(server(), { path, ...(mode !== undefined && { mode }) }, 'x', 1);

describe('listening', () => {
  it('on a port returns a URL', async () => {
    const { url, port } = await listen(server(), { port: 0 }, 'scgi', 4000);
    expect(url).toBe(`scgi://127.0.0.1:${port}`);
  });

  it('chooses a free port if none is given', async () => {
    const { port } = await listen(server(), { port: 0 }, 'scgi', 4000);
    await expect(listen(server(), {}, 'scgi', port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('a descriptor', () => {
  it("of a Unix socket that another process has created has that socket's path, which node does not know", async () => {
    const inherited = new EventEmitter();
    const places: unknown[] = [];
    const listening = Object.assign(inherited, {
      listen: (place: unknown, done: () => void) => {
        places.push(place);
        done();
      },
      address: () => null,
      close: () => undefined,
    });
    expect(await listen(listening as unknown as Server, { fd: 5 }, 'x', 1)).toEqual({ url: 'fd:5', port: 0 });
    expect(places).toEqual([{ fd: 5 }]);
  });

  it('that is invalid is an error', async () => {
    await expect(listen(server(), { fd: 9999 }, 'x', 1)).rejects.toThrow();
  });
});

describe('a Unix socket', () => {
  it('has the given permissions', async () => {
    const place = folder().at('x.sock');
    expect(await at(place, 0o640)).toEqual({ url: `unix:${place}`, port: 0 });
    expect(statSync(place).mode & 0o777).toBe(0o640);
  });

  it('is removed with its server', async () => {
    const place = folder().at('x.sock');
    const listening = server();
    await listen(listening, { path: place }, 'x', 1);
    await new Promise((resolve) => listening.close(resolve));
    expect(existsSync(place)).toBe(false);
  });

  it('without a listener is replaced', async () => {
    const tree = folder();
    const place = tree.at('x.sock');
    // Node removes its own sockets, but not a link with another name.
    const left = createServer();
    await new Promise<void>((resolve) => left.listen(tree.at('other.sock'), resolve));
    linkSync(tree.at('other.sock'), place);
    await new Promise((resolve) => left.close(resolve));
    expect((await at(place)).url).toBe(`unix:${place}`);
  });

  it('with a listener is left alone', async () => {
    const place = folder().at('x.sock');
    await at(place);
    await expect(at(place)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(existsSync(place)).toBe(true);
  });

  it.each([
    ['a file', (place: string) => writeFileSync(place, 'precious')],
    ['a folder', (place: string) => mkdirSync(place)],
    ['a link', (place: string) => symlinkSync('/nowhere', place)],
  ])('does not replace %s', async (_what, make) => {
    const tree = folder();
    make(tree.at('x'));
    await expect(at(tree.at('x'))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('with impossible permissions is refused', async () => {
    const place = folder().at('x.sock');
    await expect(at(place, -1)).rejects.toThrow(RangeError);
    expect(existsSync(place)).toBe(false);
  });

  it('in a missing folder is an error', async () => {
    await expect(at(folder().at('none/x.sock'))).rejects.toThrow(/^listen /);
  });
});
