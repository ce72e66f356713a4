import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { EGGS } from '../../src/deploy/built-ins/eggs.ts';
import { loadApp } from '../../src/deploy/load.ts';
import { serve } from '../../src/gateways/node/server.ts';
import { command } from '../support/command.ts';
import { freePort, nginx } from '../support/nginx.ts';
import { needProgram, run } from '../support/programs.ts';
import { tls } from '../support/tls.ts';
import { makeTree } from '../support/tree.ts';

const PAGE = readFileSync('docs/deploying.md', 'utf8');

/** The block on the page that begins with the text. */
function blockOf(beginning: string): string {
  const block = PAGE.split('```\n').find((text) => text.startsWith(beginning));
  if (block === undefined) throw new Error(`the page has no block that begins with ${beginning}`);
  return block;
}

/** The site of the application of notes, as in production. */
const site = (env: Readonly<Record<string, string>>) =>
  loadApp('config:production.ini', {
    relativeTo: 'examples/notes',
    env: { HOST: 'notes.example:*', SESSION_SECRET: 'a long random text', ...env },
  });

describe('docs/deploying.md', () => {
  it('contains a unit that systemd accepts', async (context) => {
    const program = needProgram(context, 'systemd-analyze');
    using tree = makeTree({ 'notes.service': blockOf('[Unit]') });
    const { stdout, stderr } = await run(program, ['verify', '--man=no', tree.at('notes.service')]);
    expect(stdout + stderr).toBe('');
  });

  it('contains a container whose command serves', async () => {
    const [, words = ''] = /^CMD (.*)$/m.exec(blockOf('FROM node')) ?? [];
    const [node, script, ...args] = JSON.parse(words);
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect([node, script]).toEqual(['node', `node_modules/wheatpaste/${bin.wheatpaste.replace('./', '')}`]);
    using tree = makeTree({});
    await using running = command([...args, '--port', '0'], {
      cwd: 'examples/notes',
      env: { HOST: 'localhost', SESSION_SECRET: 's', DATA: tree.root },
    });
    await running.said(/at http:\/\/0\.0\.0\.0:\d+/);
  });

  it('contains an nginx configuration that passes on the public host and scheme', async (context) => {
    needProgram(context, 'nginx');
    using tree = makeTree({ 'cert.pem': tls.cert, 'key.pem': tls.key });
    await using server = await serve(await site({ DATA: tree.root }), { port: 0 });
    const [plain, secure] = [await freePort(), await freePort()];
    const http = blockOf('upstream notes')
      .replace('127.0.0.1:8080', `127.0.0.1:${server.port}`)
      .replace('listen 80;', `listen 127.0.0.1:${plain};`)
      .replace('listen 443', `listen 127.0.0.1:${secure}`)
      .replace('/etc/ssl/notes.pem', tree.at('cert.pem'))
      .replace('/etc/ssl/notes.key', tree.at('key.pem'));
    await using _ = await nginx(context, { http, location: 'return 404;' });

    const Host = `notes.example:${secure}`;
    const ask = async (path: string, body?: string) => {
      const headers =
        body === undefined
          ? { Host }
          : { Host, Origin: `https://${Host}`, 'Content-Type': 'application/x-www-form-urlencoded' };
      const options = { port: secure, path, ca: tls.cert, rejectUnauthorized: false, headers };
      const sent = request({ ...options, method: body === undefined ? 'GET' : 'POST' }).end(body);
      const [response]: IncomingMessage[] = await once(sent, 'response');
      if (!response) throw new Error('nginx did not answer');
      return { status: response.statusCode, headers: response.headers, text: await text(response) };
    };
    const home = await ask('/');
    expect([home.status, home.text]).toEqual([200, expect.stringContaining('A quiet place')]);
    const made = await ask('/signup', 'username=ada&password=open+sesame');
    expect([made.status, made.headers.location]).toEqual([303, '/notes']);
    // The application knows that the client used https.
    expect(made.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-session=.*; Secure/)]);
    const moved = await fetch(`http://127.0.0.1:${plain}/x?y`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([301, 'https://127.0.0.1/x?y']);
  });

  it('names every Python package that has a replacement', () => {
    const [, names = ''] = /## Names of Python packages(.*?)\n## /s.exec(PAGE) ?? [];
    const packages = new Set(Object.keys(EGGS).map((egg) => egg.split('#', 1).join('')));
    expect([...packages].filter((name) => !names.toLowerCase().includes(name))).toEqual([]);
    const ofPaste = Object.keys(EGGS).filter((egg) => egg.startsWith('paste#'));
    expect(ofPaste.filter((egg) => !names.includes(egg.replace('paste', '')))).toEqual([]);
  });
});
