import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { command, commandProcess, forking } from '../support/command.ts';
import { deferred } from '../support/servers.ts';
import { makeTree } from '../support/tree.ts';

const SERVING = /at (http:\S+)/;
const app = (body: string) => `export const main = async (environ, startResponse) => {
  startResponse('200 OK', []);
  return [new TextEncoder().encode('${body}')];
};`;
/** Sends its last part when a file appears. */
const SLOW = `import { existsSync } from 'node:fs';
export const main = async (environ, startResponse) => {
  startResponse('200 OK', []);
  return (async function* () {
    yield new TextEncoder().encode('begun ');
    while (!existsSync(new URL('go', import.meta.url))) await new Promise((resolve) => setTimeout(resolve, 20));
    yield new TextEncoder().encode('ended');
  })();
};`;
const INI = `[app:main]
application = file:./app.mjs#main
[server:main]
use = wheatpaste:serve
port = 0
`;

/** Waits for a response with this body; a restarting server may not be listening yet. */
async function answered(url: string, body: string): Promise<void> {
  for (;;) {
    const text = await fetch(url).then(
      (response) => response.text(),
      () => undefined,
    );
    if (text === body) return;
    await delay(50);
  }
}

describe('the command', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('lets a running download finish on %s', async (signal) => {
    using tree = makeTree({ 'slow.mjs': SLOW });
    await using run = await commandProcess(['serve', tree.at('slow.mjs'), '--port', '0']);
    const [, url = ''] = await run.said(SERVING);
    const response = await fetch(url);
    run.process.kill(signal);
    // The server has stopped listening, and the download continues.
    while (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      await delay(20);
    writeFileSync(tree.at('go'), '');
    expect(await response.text()).toBe('begun ended');
    expect(await run.code).toBe(0);
  });

  it.each([
    [['show', 'test/deploy/files/pyramid.ini'], 0],
    [['serve', 'nothing.ini'], 1],
    [['serve'], 2],
  ])('runs %j and exits with code %d', async (args, code) => {
    const run = await commandProcess(args);
    expect(await run.code).toBe(code);
    expect(run.out !== '').toBe(code === 0);
  });

  it('runs TypeScript if node can, and otherwise explains that', async () => {
    const module = "export default { fetch: (_: Request): Response => new Response('typed') };";
    using tree = makeTree({ 'app.ts': module });
    await using run = await commandProcess(['serve', tree.at('app.ts'), '--port', '0']);
    const [, url] = await run.said(/at (http:\S+)|TypeScript runs on node 22\.18/);
    expect(url !== undefined).toBe(Boolean(Reflect.get(process.features, 'typescript')));
    if (url !== undefined) expect(await (await fetch(url)).text()).toBe('typed');
  });

  it('restarts when a file changes, on the same port, and exits on SIGTERM', async () => {
    using tree = makeTree({ 'app.ini': INI, 'app.mjs': app('one') });
    await using run = await commandProcess(['serve', tree.at('app.ini'), '--reload']);
    const [, url = ''] = await run.said(SERVING);
    await answered(url, 'one');
    writeFileSync(tree.at('app.mjs'), app('another'));
    await answered(url, 'another');
    expect(run.err).toContain('app.mjs has changed: starting again\n');
    run.stop();
    expect(await run.code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe('wheatpaste serve --reload', () => {
  it('restarts when a configuration file changes, and waits while it is invalid', async () => {
    const used = 'config:../base.ini';
    using tree = makeTree({
      'site/app.ini': `[app:main]\nuse = ${used}\n[server:main]\nuse = ${used}`,
      'site/app.mjs': app('one'),
      'base.ini': INI,
      'app.mjs': app('base'),
      'site/node_modules/x.js': '',
      'site/views/x.html': '',
    });
    const { fork, children } = await forking();
    let url = '';
    // The file changes right after it has been read.
    const spoiling = (args: readonly string[]) => {
      const child = fork(args);
      child.once('message', ({ freePort }: { freePort?: number }) => {
        if (url === '') writeFileSync(tree.at('base.ini'), INI.replace('application = ', 'nonsense = '));
        url ||= `http://127.0.0.1:${freePort}`;
      });
      return child;
    };
    await using run = command(['serve', tree.at('site/app.ini'), '--reload'], { fork: spoiling });
    await run.said(/base.ini has changed: starting again\nWaiting for a change/);
    writeFileSync(tree.at('base.ini'), INI.replace('./app.mjs', './site/app.mjs'));
    await answered(url, 'one');
    expect(children).toHaveLength(3);
    run.stop();
    expect(await run.code).toBe(0);
    expect(children.map(({ exitCode }) => exitCode)).toEqual([0, 1, 0]);
  });

  it('restarts when a missing module appears, whatever its date', async () => {
    using tree = makeTree({ 'site/app.ini': INI, 'app.mjs': app('one') });
    const { fork, children } = await forking();
    await using run = command(['serve', tree.at('site/app.ini'), '--reload'], { fork });
    await run.said(/Waiting for a change/);
    utimesSync(tree.at('app.mjs'), 1, 1);
    renameSync(tree.at('app.mjs'), tree.at('site/app.mjs'));
    await run.said(/app.mjs has changed: starting again/);
    run.stop();
    expect(await run.code).toBe(0);
    expect(children).toHaveLength(2);
  });

  it('continues when all files are deleted', async () => {
    using tree = makeTree({ 'site/app.ini': INI, 'site/app.mjs': app('one') });
    const { fork, children } = await forking();
    await using run = command(['serve', tree.at('site/app.ini'), '--reload'], { fork });
    while (!children[0]?.connected) await delay(20);
    rmSync(tree.at('site'), { recursive: true });
    await run.said(/has changed: starting again/);
    run.stop();
    expect(await run.code).toBe(0);
  });

  it('exits when its child exits', async () => {
    using tree = makeTree({
      'app.ini': INI.replace('wheatpaste:serve', 'file:./server.mjs'),
      'app.mjs': app('one'),
      // Several checks of the files find no change.
      'server.mjs':
        'export const main = () => () => new Promise(() => setTimeout(() => process.exit(0), 900));',
    });
    const { fork } = await forking();
    const run = command(['serve', tree.at('app.ini'), '--reload'], { fork });
    expect(await run.code).toBe(0);
  });

  it('kills a child that does not exit', async () => {
    using tree = makeTree({ 'app.mjs': `${SLOW} process.send({ other: true });` });
    const { fork, children } = await forking();
    const served = deferred<string>();
    const listening = (args: readonly string[]) => {
      const child = fork(args);
      child.on('message', ({ freePort }: { freePort?: number }) => {
        if (freePort !== undefined) served.resolve(`http://127.0.0.1:${freePort}`);
      });
      return child;
    };
    await using run = command(['serve', tree.at('app.mjs#main'), '--port', '0', '--reload'], {
      fork: listening,
    });
    const download = await fetch(await served.promise);
    writeFileSync(tree.at('app.mjs'), app('two'));
    await run.said(/has changed: starting again/);
    await expect(download.text()).rejects.toThrow();
    while (children.length < 2) await delay(20);
    expect(children[0]?.signalCode).toBe('SIGKILL');
  });
});
