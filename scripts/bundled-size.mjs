/**
 * Measures programs with everything that they load at start. `node scripts/bundled-size.mjs PROGRAM…`
 * prints the sizes as JSON.
 */
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

/**
 * Packages that are loaded on demand, not at import: the build requires two of them at the first call (see
 * build.mjs). If they were bundled, what the bundler needs to wrap them would count as loaded at import.
 */
const LATER = ['busboy', 'content-type', 'cookie'];

/**
 * The minified size and the gzipped size in bytes, including dependencies that are loaded at import,
 * without node's modules.
 */
export async function bundledSize(folder, program) {
  const bundle = await rolldown({
    cwd: folder,
    input: 'program',
    platform: 'node',
    external: [/^node:/, ...builtinModules, ...LATER],
    logLevel: 'silent',
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program' ? path.join(folder, 'program.js') : null),
        load: (id) => (id === path.join(folder, 'program.js') ? program : null),
      },
    ],
  });
  const { output } = await bundle.generate({ minify: true, comments: false });
  await bundle.close();
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set([output.find((chunk) => chunk.isEntry)]);
  for (const chunk of loaded) {
    for (const name of chunk.imports) if (chunks.has(name)) loaded.add(chunks.get(name));
  }
  const code = [...loaded].map((chunk) => chunk.code).join('');
  return { minified: Buffer.byteLength(code), zipped: gzipSync(code, { level: 9 }).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = process.argv.slice(2).map((program) => bundledSize(process.cwd(), program));
  console.log(JSON.stringify(await Promise.all(sizes)));
}
