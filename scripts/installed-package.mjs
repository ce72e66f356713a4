/**
 * Installs the package as npm would publish it, with other given packages, into a temporary folder,
 * together with the programs of test/package/, those in TypeScript compiled.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './run.mjs';

const TSC = path.resolve('node_modules/typescript/bin/tsc');
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Calls `use` with the folder and the tarball in it, then removes both. */
export async function withInstalledPackage(others, use) {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'wheatpaste-package-'));
  try {
    const tarball = pack(folder);
    writeJson(path.join(folder, 'package.json'), { private: true, type: 'module' });
    install(folder, tarball, `@types/node@${devDependencies['@types/node']}`, ...others);
    cpSync('test/package', folder, { recursive: true });
    compile(folder);
    await use({ folder, tarball });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pack(folder) {
  run('npm', ['pack', '--silent', '--pack-destination', folder]);
  return path.join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz')),
  );
}

function install(folder, ...packages) {
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  run('npm', ['install', ...quietly, ...packages], { cwd: folder });
}

/**
 * Compiles the folder as a user of the package would: strictly, with the declarations of everything that is
 * installed.
 */
export function compile(folder, options = {}) {
  writeJson(path.join(folder, 'tsconfig.json'), {
    compilerOptions: {
      target: 'es2023',
      module: 'nodenext',
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      ...options,
    },
  });
  run(process.execPath, [TSC, '-p', folder]);
}

function writeJson(file, value) {
  writeFileSync(file, JSON.stringify(value));
}
