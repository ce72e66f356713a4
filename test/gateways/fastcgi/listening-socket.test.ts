import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { inheritedPlace } from '../../../src/gateways/fastcgi/listening-socket.ts';
import { TYPE } from '../../../src/gateways/fastcgi/records.ts';
import { fastcgiRequest, Peer, streamOf } from '../../support/cgi-peers.ts';
import { needProgram } from '../../support/programs.ts';
import { makeTree } from '../../support/tree.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listening(...place: [number, string] | [string]): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => (server.listen as (...given: unknown[]) => void)(...place, resolve));
  closers.push(() => server.close());
  return server;
}

const isListeningSocket = async (descriptor: number) => (await inheritedPlace(descriptor)).fd === descriptor;
const descriptorOf = (server: unknown) => (server as { _handle: { fd: number } })._handle.fd;
const onLinux = it.runIf(process.platform === 'linux');

describe('a descriptor', () => {
  onLinux.each<[what: string, place: [number, string]]>([
    ['IPv4', [0, '127.0.0.1']],
    ['any address', [0, '0.0.0.0']],
  ])('that listens on %s is recognized', async (_what, place) => {
    expect(await isListeningSocket(descriptorOf(await listening(...place)))).toBe(true);
  });

  onLinux('that listens on a path is distinguished from a connection', async () => {
    using tree = makeTree({});
    const server = await listening(tree.at('x.sock'));
    const accepted = once(server, 'connection');
    using peer = new Peer({ path: tree.at('x.sock') });
    expect(await isListeningSocket(descriptorOf(server))).toBe(true);
    const [socket] = await accepted;
    expect(await isListeningSocket(descriptorOf(peer.socket))).toBe(false);
    expect(await isListeningSocket(descriptorOf(socket))).toBe(false);
    socket.destroy();
  });

  it.each([
    ['a file', () => openSync(import.meta.filename, 'r')],
    ['nothing', () => 9999],
  ])('that is %s does not listen', async (_what, descriptor) => {
    expect(await isListeningSocket(descriptor())).toBe(false);
  });
});

describe('a FastCGI program', () => {
  const runner = ['test/support/run-module.mjs', 'test/support/serve-fastcgi.ts'];

  async function urlOf(child: ChildProcess): Promise<string> {
    closers.push(async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null) await once(child, 'exit');
    });
    const [url] = await once(child.stdout as Readable, 'data');
    return String(url).trim();
  }

  onLinux('listens on the socket in descriptor 0', async () => {
    const server = await listening(0, '127.0.0.1');
    const child = spawn(process.execPath, runner, { stdio: [descriptorOf(server), 'pipe', 'inherit'] });
    const url = await urlOf(child);
    const { port } = server.address() as { port: number };
    expect(url).toBe(`fcgi://127.0.0.1:${port}`);
    server.close();
    using peer = new Peer({ port });
    await peer.send(fastcgiRequest()).answers();
    expect(streamOf(peer.received, TYPE.stdout)).toMatch(/GET \/a $/);
  });

  it('answers cgi-fcgi', async (context) => {
    const client = needProgram(context, 'cgi-fcgi');
    const starter = needProgram(context, 'spawn-fcgi');
    using tree = makeTree({});
    const place = tree.at('app.sock');
    const child = spawn(starter, ['-n', '-s', place, '--', process.execPath, ...runner], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(await urlOf(child)).toBe('fd:0');
    const ask = async (env: Record<string, string>, body = '') => {
      const asking = spawn(client, ['-bind', '-connect', place], { env, stdio: ['pipe', 'pipe', 'inherit'] });
      asking.stdin.end(body);
      let text = '';
      for await (const chunk of asking.stdout) text += chunk;
      return text;
    };
    const get = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/app', PATH_INFO: '/b' };
    expect(await ask(get)).toMatch(/^Status: 200 OK\r\n.*\r\n\r\nGET \/app\/b $/s);
    const post = { ...get, REQUEST_METHOD: 'POST', CONTENT_LENGTH: '5' };
    expect(await ask(post, 'hello')).toMatch(/\r\n\r\nPOST \/app\/b hello$/);
    const large = 'x'.repeat(200_000);
    expect(await ask({ ...post, CONTENT_LENGTH: '200000' }, large)).toMatch(/ x{200000}$/);
  });
});
