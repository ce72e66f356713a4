/**
 * Packs the package, checks its contents, and uses it from a new folder: from TypeScript, from CommonJS,
 * through a bundler, and as README.md and docs/ show. Prints its size and its loading time.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { bundledSize } from './bundled-size.mjs';
import { compile, withInstalledPackage } from './installed-package.mjs';
import { run } from './run.mjs';

/**
 * The largest allowed size of a program that loads {@link CORE}: minified and gzipped, with dependencies,
 * in bytes.
 */
const SIZE_BUDGET = 30_000;
/** Packages that the documentation shows. */
const SHOWN = ['express', 'fastify', 'hono', 'koa', 'redis'];
/** The command, which is bundled with the entries. */
const COMMAND = 'bin/wheatpaste';
const CORE = "export { Request, Response, wsgify } from 'wheatpaste';";
const START_ROUNDS = 9;

const { devDependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
/** Optional packages that the documentation uses. */
const peers = Object.keys(peerDependencies).map((name) => `${name}@${devDependencies[name]}`);

await withInstalledPackage(peers, async ({ folder, tarball }) => {
  const installed = path.join(folder, 'node_modules/wheatpaste');
  checkFiles(installed);
  checkSourceMaps(installed);
  checkEntries(installed);
  checkLinks(installed);
  run('npx', ['publint', '--strict', tarball], { stdio: 'inherit' });
  run('npx', ['attw', '--profile=esm-only', '--format=ascii', '--quiet', tarball]);
  for (const program of ['core.js', 'commonjs.cjs', 'loading.mjs']) {
    run(process.execPath, [program], { cwd: folder });
  }
  walkDocumentation(folder);
  await printSizes(folder);
  printStart(folder);
});

/**
 * Checks that the package contains every source with its declarations, the bundles and the documentation,
 * and nothing else.
 */
function checkFiles(installed) {
  const files = filesIn(installed);
  const sources = filesIn('src').map((file) => file.slice(0, -'.ts'.length));
  const bundles = [...sources.filter((source) => !source.includes(path.sep)), COMMAND, ...chunksIn(files)];
  const wanted = [
    ...[
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'bench/RESULTS.md',
      'package.json',
    ],
    ...['docs', 'examples'].flatMap((folder) => filesIn(folder).map((file) => `${folder}/${file}`)),
    ...sources.map((file) => `src/${file}.ts`),
    ...sources.flatMap((file) => [`dist/${file}.d.ts`, `dist/${file}.d.ts.map`]),
    ...bundles.map((file) => `dist/${file}.js`),
    ...files.filter((file) => /^dist\/[\w/-]+\.js\.map$/.test(file)),
    ...files.filter((file) => /^dist\/chunks\/[\w-]+\.cjs$/.test(file)),
  ];
  assert.deepEqual(files.sort(), wanted.sort());
}

function chunksIn(files) {
  return files.flatMap((file) => /^dist\/(chunks\/[\w-]+)\.js$/.exec(file)?.[1] ?? []);
}

/**
 * Checks that the source maps point to sources in the package, and that a bundle contains every source that
 * has code.
 */
function checkSourceMaps(installed) {
  const bundled = new Set();
  for (const file of filesIn(installed).filter((name) => name.endsWith('.map'))) {
    const { sources } = JSON.parse(readFileSync(path.join(installed, file), 'utf8'));
    for (const source of sources) {
      const target = path.relative(installed, path.join(installed, path.dirname(file), source));
      assert.ok(target.startsWith('src') && existsSync(path.join(installed, target)), `${file}: ${source}`);
      if (file.endsWith('.js.map')) bundled.add(target);
    }
  }
  const left = filesIn('src').filter((file) => !bundled.has(path.join('src', file)) && !isEntry(file));
  const hasCode = /^export (?:abstract |async )?(?:class|const|function)\b/m;
  assert.deepEqual(
    left.filter((file) => hasCode.test(readFileSync(path.join('src', file), 'utf8'))),
    [],
  );
}

/** Checks that the relative links of the pages lead to files in the package. */
function checkLinks(installed) {
  for (const page of filesIn(installed).filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(path.join(installed, page), 'utf8');
    for (const [, target] of text.matchAll(/\]\((?!\w+:|#)([^)#]+)(?:#[^)]*)?\)/g)) {
      const file = path.join(installed, path.dirname(page), target);
      assert.ok(existsSync(file), `${page} links to ${target}, which is not there`);
    }
  }
}

/** Checks that the entries are exactly the files of src/ that contain only exports. */
function checkEntries(installed) {
  const { exports } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  const entries = Object.values(exports).flatMap((target) => target.default ?? []);
  const tops = filesIn('src').filter((file) => !file.includes(path.sep));
  assert.deepEqual(
    tops.filter((file) => !isEntry(file)),
    [],
  );
  assert.deepEqual(entries.sort(), tops.map((name) => `./dist/${name.replace('.ts', '.js')}`).sort());
}

/** Whether a source contains only exports from other sources. */
function isEntry(file) {
  const text = readFileSync(path.join('src', file), 'utf8').replace(/^\/\*\*[\s\S]*?\*\/\s*/, '');
  return /^(?:export [^;]* from '[^']+';\s*)+$/.test(text);
}

/**
 * Checks the types of the examples in README.md and docs/ and runs them, with only the installed package.
 */
function walkDocumentation(folder) {
  run(process.execPath, ['scripts/doc-examples.mjs']);
  for (const pages of ['README.test.ts', 'docs']) {
    cpSync(path.join('build/doc-examples', pages), path.join(folder, pages), { recursive: true });
  }
  for (const name of ['vitest', ...SHOWN, ...SHOWN.map((shown) => `@types/${shown}`)]) {
    const own = path.resolve('node_modules', name);
    if (existsSync(own)) symlinkSync(own, path.join(folder, 'node_modules', name));
  }
  // The installed package is checked above; Vitest's own declarations are not our concern.
  compile(folder, { noEmit: true, skipLibCheck: true });
  // Examples that read files read those of the package.
  for (const shown of ['LICENSE', 'docs', 'src']) {
    cpSync(path.join(folder, 'node_modules/wheatpaste', shown), path.join(folder, shown), {
      recursive: true,
    });
  }
  const vitest = path.resolve('node_modules/vitest/vitest.mjs');
  const env = { ...process.env, PORT: '0' };
  const { success, numPassedTests, numTotalTests } = JSON.parse(
    run(process.execPath, [vitest, 'run', '--no-isolate', '--reporter=json'], { cwd: folder, env }),
  );
  const blocks = ['README.md', ...filesIn('docs').map((file) => `docs/${file}`)].flatMap(
    (file) => readFileSync(file, 'utf8').match(/^```ts$/gm) ?? [],
  );
  assert.deepEqual([success, numPassedTests, numTotalTests], [true, blocks.length, blocks.length]);
  console.log(`README and docs: ${blocks.length} examples ran from the installed package`);
}

async function printSizes(folder) {
  const core = await bundledSize(folder, CORE);
  console.log(
    `Request, Response and wsgify: ${describeSize(core)}, of ${kilobytes(SIZE_BUDGET)} zipped allowed`,
  );
  console.log(`all of wheatpaste: ${describeSize(await bundledSize(folder, "export * from 'wheatpaste';"))}`);
  assert.ok(core.zipped <= SIZE_BUDGET, 'Request, Response and wsgify are over their budget');
}

/** Measures node's start with and without the package. */
function printStart(folder) {
  const empty = [];
  const loading = [];
  for (let round = 0; round < START_ROUNDS; round++) {
    empty.push(startTime(folder, 'export {};'));
    loading.push(startTime(folder, "import 'wheatpaste';"));
  }
  const [without, withPackage] = [median(empty), median(loading)];
  console.log(
    `import 'wheatpaste': ${(withPackage - without).toFixed(0)} ms more than the ${without.toFixed(0)} ms of an empty ` +
      `module (${(withPackage / without).toFixed(2)} times; medians of ${START_ROUNDS})`,
  );
}

function startTime(folder, program) {
  const before = performance.now();
  run(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder });
  return performance.now() - before;
}

function median(times) {
  return times.sort((a, b) => a - b)[times.length >> 1];
}

function describeSize({ minified, zipped }) {
  return `${kilobytes(minified)} minified, ${kilobytes(zipped)} zipped`;
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function filesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
