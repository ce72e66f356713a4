import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');
const PROGRAM = 'test/package/types.ts';
const ES = ['es2023', 'esnext.disposable'];
const DOM = [...ES, 'dom', 'dom.iterable', 'dom.asynciterable'];

/** The compiler's errors for a program that uses this package. */
async function complaints(options: Record<string, unknown>, text?: string): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'types-'));
  const program = text === undefined ? path.join(ROOT, PROGRAM) : path.join(folder, 'program.mts');
  if (text !== undefined) await writeFile(program, text);
  const paths = { wheatpaste: [path.join(ROOT, 'src/index.ts')] };
  const typeRoots = [path.join(ROOT, 'node_modules/@types')];
  await writeFile(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: { noEmit: true, paths, typeRoots, ...options },
      include: [program],
    }),
  );
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const output = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: ROOT,
  }).catch((failure: { stdout: string }) => failure);
  await rm(folder, { recursive: true });
  return output.stdout.split('\n').filter((line) => line.startsWith(path.relative(ROOT, program)));
}

describe('the types of the package', { timeout: 120_000 }, () => {
  it('make the compiler reject a program that misuses them', async () => {
    const program = `import { Request } from 'wheatpaste';\nexport const n: number = Request.blank('/').url;\n`;
    expect(await complaints({ lib: ES }, program)).toHaveLength(1);
  });

  it("FT1: match those of browsers: Blob, Headers and Response accept a request's values", async () => {
    expect(await complaints({ lib: DOM })).toEqual([]);
  });

  it.each([
    ['with those of browsers', DOM],
    ['without', ES],
  ])('FT2: can be implemented and named in declarations, %s', async (_, lib) => {
    expect(await complaints({ lib, declaration: true })).toEqual([]);
  });
});
