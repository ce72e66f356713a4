import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileAnswers } from '../../support/hostile-answers.ts';
import { tls } from '../../support/tls.ts';

const names = [...hostileAnswers().keys()];
const KINDS = [
  'HTTP/1.1 with a log',
  'HTTP/2 with a log that throws',
  'HTTPS with a log that rejects',
  'HTTP/2 over TLS with a log that has ended',
];
let child: ChildProcess;
let urls: string[] = [];
let session: ClientHttp2Session | undefined;

beforeAll(async () => {
  const runner = ['test/support/run-module.mjs', 'test/support/hostile-server.ts'];
  child = spawn(process.execPath, runner, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(child.stdout as Readable, 'data');
  urls = JSON.parse(String(line));
});
afterAll(() => {
  session?.destroy();
  child.kill();
});

const agents = [
  new HttpAgent({ keepAlive: false }),
  new HttpsAgent({ keepAlive: false, ca: tls.cert, servername: 'localhost' }),
];

/** The response of a server, as far as it arrives. */
async function ask(kind: number, path: string): Promise<string> {
  const url = urls[kind] ?? '';
  if (kind % 2 === 0) {
    const request =
      kind === 0
        ? requestHttp(url + path, { agent: agents[0] })
        : requestHttps(url + path, { agent: agents[1] });
    const [response] = await once(request.end(), 'response');
    return await text(response);
  }
  if (!session || session.destroyed || session.closed)
    session = connectHttp2(url, { ca: tls.cert, servername: 'localhost' }).on('error', () => {});
  const stream = session.request({ ':path': path });
  return await text(stream);
}

describe.each(KINDS.map((what, kind) => [what, kind] as const))('a server of %s', (_what, kind) => {
  it('FG1, FG8, FG10, FG14, FG20, FG22: answers the next request, whatever an application does', async () => {
    session?.destroy();
    for (const [i, name] of names.entries()) {
      await ask(kind, `/${i}`).catch(() => 'cut');
      expect(await ask(kind, '/ok').catch(String), name).toBe('ok');
    }
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  }, 120_000);
});
