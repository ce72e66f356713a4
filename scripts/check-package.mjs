/**
 * Packs the package, looks at what is in it and uses it from a fresh folder: from TypeScript, from CommonJS, through a
 * bundler, and as README.md and docs/ say. Prints how large it is and how long it takes to load.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { compile, run, withInstalledPackage } from './installed-package.mjs';

/** How large what a program gets with `import { Request }` may be, minified and zipped, in bytes. */
const SIZE_BUDGET = 60_000;
const START_ROUNDS = 9;

const { devDependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
/** The optional packages, which the documentation uses. */
const peers = Object.keys(peerDependencies).map((name) => `${name}@${devDependencies[name]}`);

await withInstalledPackage(peers, async ({ folder, tarball }) => {
  const installed = path.join(folder, 'node_modules/wheatpaste');
  checkFiles(installed);
  checkSourceMaps(installed);
  checkEntries(installed);
  run('npx', ['publint', '--strict', tarball], { stdio: 'inherit' });
  run('npx', ['attw', '--profile=esm-only', '--format=ascii', '--quiet', tarball]);
  for (const program of ['core.js', 'commonjs.cjs', 'loading.mjs']) {
    run(process.execPath, [program], { cwd: folder });
  }
  walkDocumentation(folder);
  await printSizes(folder);
  printStart(folder);
});

/** Every source is there with what it was compiled to, and nothing else is. */
function checkFiles(installed) {
  const sources = filesIn('src').map((file) => file.slice(0, -'.ts'.length));
  const compiled = sources.flatMap((file) =>
    ['.d.ts', '.d.ts.map', '.js', '.js.map'].map((ending) => `dist/${file}${ending}`),
  );
  const wanted = [
    ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'],
    ...sources.map((file) => `src/${file}.ts`),
    ...compiled,
  ];
  assert.deepEqual(filesIn(installed).sort(), wanted.sort());
}

function checkSourceMaps(installed) {
  for (const file of filesIn(installed).filter((name) => name.endsWith('.map'))) {
    const { sources } = JSON.parse(readFileSync(path.join(installed, file), 'utf8'));
    for (const source of sources) {
      const target = path.join(installed, path.dirname(file), source);
      assert.ok(
        !path.relative(installed, target).startsWith('..') && existsSync(target),
        `${file}: ${source}`,
      );
    }
  }
}

/** The entries are the files of src/ that hold only exports: all of them, and no others. */
function checkEntries(installed) {
  const { exports } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  const entries = Object.values(exports).flatMap((target) => target.default ?? []);
  const holdsOnlyExports = (file) =>
    /^(?:export [^;]* from '[^']+';\s*)+$/.test(
      readFileSync(`src/${file}`, 'utf8').replace(/^\/\*\*[\s\S]*?\*\/\s*/, ''),
    );
  const wanted = readdirSync('src').filter((name) => name.endsWith('.ts') && holdsOnlyExports(name));
  assert.deepEqual(entries.sort(), wanted.map((name) => `./dist/${name.replace('.ts', '.js')}`).sort());
}

/** Checks the types of the examples of README.md and docs/ and runs them, with nothing but the installed package. */
function walkDocumentation(folder) {
  run(process.execPath, ['scripts/doc-examples.mjs']);
  for (const pages of ['README.test.ts', 'docs']) {
    cpSync(path.join('build/doc-examples', pages), path.join(folder, pages), { recursive: true });
  }
  symlinkSync(path.resolve('node_modules/vitest'), path.join(folder, 'node_modules/vitest'));
  // What is installed is checked above; Vitest's own declarations are not.
  compile(folder, { noEmit: true, skipLibCheck: true });
  // Examples of files show the project's own.
  for (const shown of ['LICENSE', 'docs', 'src']) {
    cpSync(shown, path.join(folder, shown), { recursive: true });
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
  const request = await bundledSize(folder, "export { Request } from 'wheatpaste';");
  console.log(`import { Request }: ${describeSize(request)}, of ${kilobytes(SIZE_BUDGET)} zipped allowed`);
  console.log(`all of wheatpaste: ${describeSize(await bundledSize(folder, "export * from 'wheatpaste';"))}`);
  assert.ok(request.zipped <= SIZE_BUDGET, 'import { Request } is over its budget');
}

/** What is loaded with a program, minified, with what it depends on but without node's modules. */
async function bundledSize(folder, program) {
  const bundle = await rolldown({
    cwd: folder,
    input: 'program',
    platform: 'node',
    external: /^node:/,
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program' ? path.join(folder, 'program.js') : null),
        load: (id) => (id === path.join(folder, 'program.js') ? program : null),
      },
    ],
  });
  const { output } = await bundle.generate({ minify: true });
  await bundle.close();
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set([output.find((chunk) => chunk.isEntry)]);
  for (const chunk of loaded) {
    for (const name of chunk.imports) if (chunks.has(name)) loaded.add(chunks.get(name));
  }
  const code = [...loaded].map((chunk) => chunk.code).join('');
  return { minified: Buffer.byteLength(code), zipped: gzipSync(code, { level: 9 }).length };
}

/** How long node takes to start with the package, and without. */
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
