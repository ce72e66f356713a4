/**
 * Builds the package into dist/: a bundle for each entry (the files at the top of src/) and for the program
 * in src/bin/, the chunks that they share in dist/chunks/, and the declarations of all sources.
 * Dependencies and node's modules stay imports, and a source that is imported on demand stays a chunk that
 * is loaded on demand.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { run } from './run.mjs';

/**
 * Each becomes one chunk: the modules that all of these sources load at import and that no earlier chunk
 * contains.
 */
const CHUNKS = {
  values: ['headers.ts', 'handlers/wsgify.ts'],
  core: ['handlers/wsgify.ts'],
  index: ['index.ts'],
};

/**
 * Functions of CommonJS packages that the chunks above use. Importing such a package takes node half as
 * long as importing wheatpaste, so it is required at the first call, from a CommonJS file, where bundlers
 * find it too.
 */
const REQUIRED_LATER = {
  'content-type': ['parse'],
  cookie: ['parseSetCookie', 'stringifySetCookie'],
};

const sources = path.resolve('src');
const entries = [...readdirSync(sources).filter((name) => name.endsWith('.ts')), 'bin/wheatpaste.ts'];

rmSync('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: Object.fromEntries(entries.map((name) => [name.replace(/\.ts$/, ''), path.join(sources, name)])),
  platform: 'neutral',
  external: (id) => /^[@\w]/.test(id) && !path.isAbsolute(id) && !Object.hasOwn(REQUIRED_LATER, id),
  plugins: [requiringLater()],
});
await bundle.write({
  dir: 'dist',
  chunkFileNames: 'chunks/[name].js',
  codeSplitting: {
    groups: Object.entries(CHUNKS).map(([name, source]) => ({
      name: chunkOf(name, source),
      debugName: name,
    })),
  },
  comments: { annotation: true, jsdoc: false, legal: true },
  sourcemap: true,
  sourcemapExcludeSources: true,
});
await bundle.close();
run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);

/** Names the chunk for the modules that all of the given sources load at import. */
function chunkOf(name, shared) {
  let loaded;
  return (id, context) => {
    loaded ??= shared.map((source) => loadedWith(path.join(sources, source), context));
    return loaded.every((modules) => modules.has(id)) ? name : null;
  };
}

function loadedWith(source, context) {
  const loaded = new Set([source]);
  for (const id of loaded) {
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) loaded.add(imported);
  }
  return loaded;
}

/** Writes the files that require the packages, and redirects the imports to them. */
function requiringLater() {
  const fileOf = (name) => `chunks/${name}.cjs`;
  return {
    name: 'required-later',
    resolveId: (id) =>
      Object.hasOwn(REQUIRED_LATER, id)
        ? { id: path.resolve('dist', fileOf(id)), external: 'relative' }
        : null,
    generateBundle() {
      for (const [name, functions] of Object.entries(REQUIRED_LATER)) {
        const lines = functions.map(
          (key) => `exports.${key} = (...given) => (loaded ??= require('${name}')).${key}(...given);\n`,
        );
        const source = `let loaded;\n${lines.join('')}`;
        this.emitFile({ type: 'asset', fileName: fileOf(name), source });
      }
    },
  };
}
