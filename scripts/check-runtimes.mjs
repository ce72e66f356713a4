/**
 * Runs the built package under other runtimes, which are installed from npm into a temporary folder: all
 * programs of test/package/ under several versions of node, the core under Bun and Deno, and a worker in
 * workerd. With `--suite NAME,…` also runs the test suite under those versions of node. Bun, Deno and
 * workerd also serve the application of examples/everywhere/ and must answer as its table says. Prints the
 * result of each run, and fails if one fails.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { bundleWorker } from './bundled-worker.mjs';
import { compile, withInstalledPackage } from './installed-package.mjs';

const PROGRAMS = ['core.js', 'commonjs.cjs', 'loading.mjs'];
/** The time limit of a run, in milliseconds. */
const TIMEOUT = 900_000;
const VITEST = path.resolve('node_modules/vitest/vitest.mjs');

const { platform, arch } = process;
const RUNTIMES = {
  'node 20.19': node('20.19.0'),
  'node 22': node('22.23.3'),
  'node 24': node('24.21.0'),
  'node 26': node('26.10.0'),
  bun: {
    name: `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}`,
    version: '1.4.5',
    command: ['bin/bun'],
    programs: ['core.js'],
    serves: ['everywhere/programs/bun.js'],
  },
  deno: {
    name: `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`,
    version: '2.9.6',
    command: ['deno', 'run', '--allow-all', '--node-modules-dir=manual'],
    programs: ['core.js'],
    serves: ['everywhere/programs/deno.js'],
  },
  workerd: {
    name: `@cloudflare/workerd-${platform}-${arch === 'x64' ? '64' : arch}`,
    version: '1.20261117.1',
    command: ['bin/workerd', 'test'],
    programs: ['workerd.capnp'],
    server: ['bin/workerd', 'serve', '--control-fd=1'],
    serves: ['everywhere/programs/workerd.capnp'],
  },
};

function node(version) {
  return { name: `node-${platform}-${arch}`, version, command: ['bin/node'], programs: PROGRAMS };
}

const { values } = parseArgs({ options: { suite: { type: 'string' } } });
const suites = values.suite?.split(',').map((major) => `node ${major}`) ?? [];
const unknown = suites.filter((name) => !Object.hasOwn(RUNTIMES, name));
if (unknown.length > 0) throw new Error(`${unknown} is none of ${Object.keys(RUNTIMES)}`);

const runtimes = Object.entries(RUNTIMES).map(([name, runtime]) => ({
  ...runtime,
  name,
  alias: `runtime-${name.replace(' ', '-')}`,
  source: `npm:${runtime.name}@${runtime.version}`,
}));
const installed = runtimes.map(({ alias, source }) => `${alias}@${source}`);

const results = [];
await withInstalledPackage(installed, async ({ folder }) => {
  // Apache runs programs, and therefore this node, as another user.
  chmodSync(folder, 0o755);
  await bundleWorker(folder, 'worker.js', 'workerd.js');
  const everywhere = await compiledEverywhere(folder);
  for (const { name, alias, command, programs, server = command, serves = [] } of runtimes) {
    const [binary, ...args] = command;
    const file = path.join(folder, 'node_modules', alias, binary);
    for (const program of programs) {
      const result = runIn(file, [...args, program], folder);
      report(name, program, result);
      if (result.isWell && result.printed !== '') console.log(result.printed);
    }
    for (const program of serves) {
      const said = await everywhere(name, file, [...server.slice(1), program]);
      report(name, `the table of ${program}`, said);
    }
    if (suites.includes(name)) {
      report(name, 'test suite', runIn(file, [VITEST, 'run', '--reporter=dot'], '.'));
    }
  }
});

const failed = results.filter((isWell) => !isWell).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function runIn(file, args, cwd) {
  const started = performance.now();
  const { error, status, stdout, stderr } = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: TIMEOUT,
    env: { ...process.env, NO_COLOR: '1' },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const isWell = !error && status === 0;
  return { isWell, seconds, printed: stdout.trim(), said: error ? String(error) : `${stdout}${stderr}` };
}

/**
 * Compiles the application in examples/everywhere/ with its table, and returns a function that checks a
 * runtime against it.
 */
async function compiledEverywhere(folder) {
  const target = path.join(folder, 'everywhere');
  const isRunner = (file) => file.endsWith('runners');
  cpSync('examples/everywhere', target, { recursive: true, filter: (file) => !isRunner(file) });
  compile(folder, { rewriteRelativeImportExtensions: true });
  await bundleWorker(folder, 'everywhere/programs/workerd.js', 'everywhere/programs/bundled.js');
  const [{ asking }, { differences }, { table }] = await Promise.all(
    ['ask.js', 'runner.js', 'table.js'].map((file) => import(path.join(target, file))),
  );
  return async (name, file, args) => {
    const started = performance.now();
    const { url, stop } = await served(file, args, folder);
    const found = [];
    try {
      for (const row of table) {
        const lines = (await differences(name, row, asking(url))) ?? [];
        found.push(...lines.map((line) => `${row.name}: ${line}`));
      }
    } catch (error) {
      found.push(String(error?.stack ?? error));
    } finally {
      stop();
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    return { isWell: found.length === 0, seconds, printed: '', said: found.join('\n') };
  };
}

/** Starts a server that prints its URL or, in the case of workerd, an event with its port. */
async function served(file, args, cwd) {
  const server = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => server.kill();
  for await (const line of createInterface(server.stdout)) {
    const [url] = /^http:.*$/.exec(line) ?? [];
    const [, port] = /"port":(\d+)/.exec(line) ?? [];
    if (url || port) return { url: url ?? `http://127.0.0.1:${port}`, stop };
  }
  throw new Error(`${file} ${args.join(' ')} has ended without listening`);
}

function report(name, what, { isWell, seconds, said }) {
  const counts = /^ *Tests +(.+)$/m.exec(said)?.[1];
  console.log(
    `${name}: ${what} ${isWell ? 'passed' : 'failed'} in ${seconds} s${counts ? `, ${counts}` : ''}`,
  );
  if (!isWell) console.log(said);
  results.push(isWell);
}
