import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const REFUSED: Record<string, string[]> = {
  'src/wsgi.ts': ['./environ.ts', './response.ts'],
  'src/headers/x.ts': ['../environ.ts', '../cookies/set-cookie.ts', '../request-head.ts'],
  'src/url.ts': ['./request.ts', './response.ts', './wsgify.ts'],
  'src/body/x.ts': ['../response-head.ts', '../request.ts'],
  'src/cookies/x.ts': ['../request.ts', '../response.ts'],
  'src/response.ts': ['./request.ts', './http-exception.ts'],
  'src/request.ts': ['./http-exception.ts', './wsgify.ts', './status-map.ts', './index.ts'],
  'src/wsgify.ts': ['./gateways/node-handler.ts', './apps/file-app.ts'],
  'src/http-exception.ts': ['./gateways/node-handler.ts', './node.ts'],
  'src/gateways/x.ts': ['../middleware/x.ts', '../deploy/x.ts', '../testing/x.ts'],
  'src/apps/x.ts': ['../gateways/x.ts', '../middleware/x.ts'],
};

const ALLOWED: Record<string, string[]> = {
  'src/headers/y.ts': ['./http-date.ts', './response-headers.ts', '../native-string.ts'],
  'src/environ.ts': ['./wsgi.ts', './headers/host.ts'],
  'src/response-head.ts': ['./headers/response-headers.ts', './cookies/set-cookie.ts'],
  'src/request-head.ts': ['./response.ts', './environ-headers.ts'],
  'src/status-map.ts': ['./http-exceptions.ts', './request.ts'],
  'src/gateways/y.ts': ['../apps/file-app.ts', '../wsgify.ts'],
};

/** The imports that the project's rules refuse, were there files with these. */
function refusedImports(files: Record<string, string[]>): Record<string, string[]> {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'floors-'));
  try {
    const config = JSON.parse(readFileSync('biome.json', 'utf8'));
    writeFileSync(path.join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
    for (const [file, targets] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      const lines = targets.map((target, index) => `export { X${index} } from '${target}';`);
      writeFileSync(path.join(folder, file), `${lines.join('\n')}\n`);
    }
    const biome = path.resolve('node_modules/@biomejs/biome/bin/biome');
    const options = [
      'lint',
      '--reporter=github',
      '--max-diagnostics=none',
      '--only=style/noRestrictedImports',
    ];
    const { stdout } = spawnSync(process.execPath, [biome, ...options], { cwd: folder, encoding: 'utf8' });
    const refused = Object.fromEntries(Object.keys(files).map((file) => [file, [] as string[]]));
    for (const [, file = '', line] of stdout.matchAll(/noRestrictedImports,file=([^,]+),line=(\d+)/g)) {
      const name = path.relative(folder, path.resolve(folder, file));
      refused[name]?.push(files[name]?.[Number(line) - 1] ?? '');
    }
    return refused;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('imports', () => {
  it('never go up the floors', () => {
    expect(refusedImports(REFUSED)).toEqual(REFUSED);
  });

  it('go down the floors', () => {
    const none = Object.fromEntries(Object.keys(ALLOWED).map((file) => [file, []]));
    expect(refusedImports(ALLOWED)).toEqual(none);
  });
});
