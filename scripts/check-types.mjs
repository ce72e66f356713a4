/**
 * Compiles test/package/ against the declarations of the published package, and checks those too: with and
 * without the types of browsers, under this project's compiler and under the oldest supported one.
 */
import { compile, withInstalledPackage } from './installed-package.mjs';
import { run } from './run.mjs';

const OLDEST = 'typescript@5.9.3';
const ES = ['es2023', 'esnext.disposable'];
const LIBS = { 'with dom': [...ES, 'dom', 'dom.iterable', 'dom.asynciterable'], 'without dom': ES };

await withInstalledPackage([], async ({ folder }) => {
  for (const [name, lib] of Object.entries(LIBS)) {
    compile(folder, { lib, declaration: true, noEmit: true });
    run('npx', ['--yes', '--package', OLDEST, '--', 'tsc', '-p', folder]);
    console.log(`types ${name}: compiled by this project's TypeScript and by ${OLDEST}`);
  }
});
