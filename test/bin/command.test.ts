import { describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { nodeServer } from '../support/servers.ts';
import { makeTree } from '../support/tree.ts';

const URL_SAID = /at (http:\S+)/;
const APP = `export const main = (globalConf, local) => async (environ, startResponse) => {
  startResponse('200 OK', [['Content-Type', 'text/plain']]);
  return [new TextEncoder().encode(JSON.stringify({ ...globalConf, ...local }))];
};
export const ready = main({}, { ready: 'yes' });
export default { fetch: async (request) => new Response('fetched ' + new URL(request.url).pathname) };
export const number = 1;
`;
const MARKED = `export const main = Object.defineProperty(
  () => async (environ, startResponse) => { startResponse('200 OK', []); return [new TextEncoder().encode('made')]; },
  Symbol.for('wheatpaste.deploy.protocol'), { value: 'app' });`;
const INI = `[app:main]
use = file:./app.mjs#main
who = %(name)s
[app:other]
use = file:./app.mjs#main
who = other
[server:main]
use = egg:waitress#main
listen = 127.0.0.1:0
[server:paste]
use = egg:Paste#http
port = 1
[server:ours]
use = wheatpaste:serve
port = 1
hostname = nothing.invalid
`;
const FILES = {
  'app.mjs': APP,
  'marked.mjs': MARKED,
  'empty.mjs': 'export {};',
  'app.ini': INI,
  'serverless.ini': INI.replace(/\[server.*/s, ''),
  'a#b/x.txt': 'x',
};

/** The response of a server that this command line starts. */
async function answerOf(args: readonly string[], path = '/'): Promise<string> {
  using tree = makeTree(FILES);
  await using run = command(['serve', ...args], { cwd: tree.root, env: { NAME: 'env' } });
  const [, url] = await run.said(URL_SAID);
  return (await fetch(url + path)).text();
}

describe('wheatpaste', () => {
  it.each([
    [[], 'name a command: serve or show'],
    [['run'], 'there is no command run'],
    [['serve'], 'serve what? Name a file'],
    [['serve', 'x.ini', '--nothing'], "Unknown option '--nothing'"],
    [['serve', 'x.ini', '--port'], "Option '--port <value>' argument missing"],
    [['serve', 'x.ini', '--port', '65536'], '--port 65536 is not a port'],
    [['serve', 'x.ini', '--port=-1'], '--port -1 is not a port'],
    [['serve', 'x.ini', 'name'], 'name is not NAME=VALUE'],
    [['serve', 'x.ini', '=x'], '=x is not NAME=VALUE'],
    [['serve', 'docs', 'a=b'], 'NAME=VALUE belongs to a configuration file'],
    [['serve', 'docs', '--reload'], '--reload is of no use for a directory'],
    [['show', 'docs'], 'docs is not a configuration file'],
  ])('refuses %j with exit code 2 and one line', async (args, message) => {
    const run = command(args);
    expect(await run.code).toBe(2);
    expect(run.out).toBe('');
    expect(run.err).toMatch(/^wheatpaste: .* \(see wheatpaste --help\)\n$/);
    expect(run.err).toContain(message);
  });

  it('prints its usage and its version', async () => {
    const help = command(['serve', '-h']);
    expect([await help.code, help.out]).toEqual([
      0,
      expect.stringMatching(/^Usage: wheatpaste serve FILE.ini/),
    ]);
    const version = command(['--version']);
    expect([await version.code, version.out]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
  });

  it('uses colours only on a terminal, and not if NO_COLOR is set', async () => {
    const terminal = { write() {}, isTTY: true };
    const errors = async (host: object) => {
      const run = command(['serve', 'nothing.ini'], host);
      await run.code;
      return run.err;
    };
    expect(await errors({ stderr: terminal })).toContain('\x1b[31m');
    expect(await errors({ stderr: terminal, env: { NO_COLOR: '1' } })).not.toContain('\x1b');
    expect(await errors({})).not.toContain('\x1b');
  });

  it('prints the origin of errors with --verbose', async () => {
    const run = command(['serve', 'nothing.ini', '--verbose']);
    expect(await run.code).toBe(1);
    expect(run.err).toMatch(/there is no such file\n.*DeployError.*ENOENT/s);
  });
});

describe('wheatpaste serve', () => {
  it.each([
    ['an application', ['app.mjs#ready'], '{"ready":"yes"}'],
    ['an application named by an option', ['app.mjs', '--app-name', 'ready'], '{"ready":"yes"}'],
    ['an object with fetch()', ['app.mjs'], 'fetched /'],
    ['a marked factory', ['marked.mjs'], 'made'],
  ])('serves %s of a module', async (_, args, body) => {
    expect(await answerOf([...args, '--port', '0'])).toBe(body);
  });

  it('serves the files in a directory, with listings', async () => {
    expect(await answerOf(['a#b', '--port', '0'])).toContain('x.txt');
  });

  it('serves the working directory', async () => {
    expect(await answerOf(['.', '--port', '0'])).toContain('app.ini');
  });

  it.each([
    ['main', ['app.ini', 'name=given'], 'given'],
    ['the name after the #', ['app.ini#other'], 'other'],
    ['the name in --app-name, with priority', ['app.ini#main', '--app-name', 'other'], 'other'],
    ['with another server', ['app.ini#other', '--server-name', 'paste', '--port', '0'], 'other'],
    [
      'with our server',
      ['app.ini#other', '--server-name', 'ours', '--port', '0', '--hostname', '127.0.0.1'],
      'other',
    ],
    ['at another port', ['app.ini#other', '--port', '0'], 'other'],
    ['at another address', ['app.ini#other', '--hostname', '127.0.0.1'], 'other'],
  ])('serves from a file %s', async (_, args, who) => {
    expect(JSON.parse(await answerOf(args))).toMatchObject({ who });
  });

  it("uses node's server if a file defines none, and says so", async () => {
    using tree = makeTree(FILES);
    await using run = command(['serve', 'serverless.ini#other', '--port', '0'], { cwd: tree.root });
    await run.said(URL_SAID);
    expect(run.err).toBe("There is no [server:main]: node's server listens\n");
  });

  it('uses port 8080 on the loopback interface, whoever else uses that port', async () => {
    using tree = makeTree(FILES);
    await using run = command(['serve', 'serverless.ini#other'], { cwd: tree.root });
    await run.said(/ at (http:\/\/)?127\.0\.0\.1:8080/);
  });

  it('reports a name that has no address', async () => {
    using tree = makeTree(FILES);
    const run = command(['serve', 'app.mjs', '--hostname', 'host.invalid'], { cwd: tree.root });
    expect([await run.code, run.err]).toEqual([
      1,
      'wheatpaste: cannot listen: no address has that name: choose another with --hostname\n',
    ]);
  });

  it('exits with 0 on a signal, even before it listens', async () => {
    using tree = makeTree(FILES);
    const run = command(['serve', 'app.ini#other'], { cwd: tree.root });
    run.stop();
    expect(await run.code).toBe(0);
  });

  it('prints its port and the files that it has read', async () => {
    using tree = makeTree(FILES);
    const reports: unknown[] = [];
    const report = (served: unknown) => reports.push(served);
    for (const args of [
      ['app.ini#other'],
      ['app.mjs'],
      ['app.ini#other', '--server-name', 'paste', '--port', '0'],
    ]) {
      await using run = command(['serve', '--port', '0', ...args], { cwd: tree.root, report });
      await run.said(URL_SAID);
    }
    const port = expect.any(Number);
    expect(reports).toEqual([
      { freePort: port, files: [tree.at('app.ini')] },
      { freePort: port, files: [] },
      { freePort: port, files: [tree.at('app.ini')] },
    ]);
  });

  it('reports in one line that the port is in use', async () => {
    using tree = makeTree(FILES);
    await using other = await nodeServer(() => {});
    for (const target of ['app.mjs', 'app.ini#other']) {
      const run = command(['serve', target, '--port', String(other.port)], { cwd: tree.root });
      expect(await run.code).toBe(1);
      expect(run.err).toBe(
        `wheatpaste: cannot listen on 127.0.0.1:${other.port}: another server listens there: stop it, or choose another port with --port\n`,
      );
    }
  });

  it.each([
    ['app.ini', 'app.ini:3, [app:main], who: there is no "name" here or in [DEFAULT], for %(name)s'],
    ['app.ini#nothing', 'app.ini: there is no [app:nothing] or'],
    ['nothing.ini', 'cannot read <ROOT>/nothing.ini: there is no such file'],
    ['nothing.js#x', 'cannot read <ROOT>/nothing.js: there is no such file'],
    ['app.mjs#nothing', 'the module has no export "nothing"; it exports '],
    ['empty.mjs', 'the module has no export "default" or "main"'],
    ['app.mjs#number', 'app.mjs: the export is not an application'],
  ])('reports for %s the fault in one line, with exit code 1', async (target, message) => {
    using tree = makeTree(FILES);
    const run = command(['serve', target], { cwd: tree.root });
    expect(await run.code).toBe(1);
    expect(run.err.replaceAll(tree.root, '<ROOT>')).toContain(message);
    expect(run.err.trimEnd()).not.toContain('\n');
  });

  it.each([
    [
      'host = 203.0.113.5',
      '203.0.113.5: this machine does not have that address: choose another with --hostname',
    ],
    [
      'unix_socket = /nowhere/a.sock',
      '/nowhere/a.sock: the folder does not exist, or this user may not write to it',
    ],
  ])('explains the listening error %s', async (options, message) => {
    using tree = makeTree({
      ...FILES,
      'app.ini': `[app:main]\nuse = file:./app.mjs#main\n[server:main]\nuse = egg:waitress#main\nport = 0\n${options}`,
    });
    const run = command(['serve', 'app.ini'], { cwd: tree.root });
    expect([await run.code, run.err]).toEqual([1, `wheatpaste: cannot listen on ${message}\n`]);
  });

  it('prints the details of other listening errors', async () => {
    using tree = makeTree({
      ...FILES,
      'app.ini': '[app:main]\nuse = file:./app.mjs#main\n[server:main]\nuse = file:./server.mjs',
      'server.mjs': `export const main = () => () => {
        throw Object.assign(new Error('listen EMFILE'), { code: 'EMFILE', syscall: 'listen' });
      };`,
    });
    const run = command(['serve', 'app.ini'], { cwd: tree.root });
    expect([await run.code, run.err]).toEqual([1, 'wheatpaste: cannot listen: listen EMFILE\n']);
  });

  it('passes on other errors of a configured server', async () => {
    using tree = makeTree({
      ...FILES,
      'app.ini': '[app:main]\nuse = file:./app.mjs#main\n[server:main]\nuse = file:./server.mjs',
      'server.mjs': `export const main = () => () => { throw new Error('out of\\norder'); };`,
    });
    const run = command(['serve', 'app.ini'], { cwd: tree.root });
    expect([await run.code, run.err]).toEqual([1, 'wheatpaste: out of\n']);
  });
});
