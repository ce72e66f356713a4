import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { framesInRuns } from '../../../src/middleware/errors/frame-runs.ts';
import { stackFrames } from '../../../src/middleware/errors/stack-frames.ts';
import { makeTree } from '../../support/tree.ts';

const at = (...calls: string[]) => `Error: no\n${calls.map((call) => `    at ${call}\n`).join('')}`;
const frames = (...calls: string[]) => stackFrames(at(...calls), 'no');

describe('stackFrames', () => {
  it.each<[call: string, name: string | undefined, location: string, isOwn: boolean]>([
    ['titleOf (/app/a.js:1:2)', 'titleOf', '/app/a.js:1:2', true],
    ['async titleOf (/app/a.js:1:2)', 'async titleOf', '/app/a.js:1:2', true],
    ['new Page (/app (old)/a.js:1:2)', 'new Page', '/app (old)/a.js:1:2', true],
    ['Object.<anonymous> (file:///app/a%20b.mjs:1:2)', 'Object.<anonymous>', '/app/a b.mjs:1:2', true],
    ['/app/a.js:1:2', undefined, '/app/a.js:1:2', true],
    ['async /app/a.js:1:2', undefined, '/app/a.js:1:2', true],
    ['run (/app/node_modules/dep/a.js:1:2)', 'run', '/app/node_modules/dep/a.js:1:2', false],
    ['run (C:\\app\\node_modules\\dep\\a.js:1:2)', 'run', 'C:\\app\\node_modules\\dep\\a.js:1:2', false],
    [
      'process.processTicks (node:internal/process/task_queues:95:5)',
      'process.processTicks',
      'node:internal/process/task_queues:95:5',
      false,
    ],
    ['async Promise.all (index 0)', undefined, 'async Promise.all (index 0)', false],
    ['<anonymous>', undefined, '<anonymous>', false],
    ['evalmachine.<anonymous>:1:2', undefined, 'evalmachine.<anonymous>:1:2', false],
    ['f (file://elsewhere/%zz.js:1:2)', 'f', 'file://elsewhere/%zz.js:1:2', true],
  ])('reads %s', (call, name, location, isOwn) => {
    expect(frames(call)).toEqual([{ name, location, isOwn, excerpt: [] }]);
  });

  it('finds no frames in the message, which may contain a client’s text', () => {
    const message = 'no\n    at evil (/etc/hosts.js:1:1)';
    expect(stackFrames(`Error: ${message}\n    at own (/app/a.js:1:2)`, message)).toMatchObject([
      { name: 'own' },
    ]);
  });

  it('reads a stack without the message', () => {
    expect(stackFrames('Error: old\n    at own (/app/a.js:1:2)', 'new')).toMatchObject([{ name: 'own' }]);
  });

  it('limits its output, and takes linear time', () => {
    expect(frames(...Array.from({ length: 1000 }, () => 'f (/app/a.js:1:2)'))).toHaveLength(50);
    expect(frames('f ('.repeat(100_000), 'f ('.repeat(300))).toHaveLength(1);
  });
});

describe('a source excerpt', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);

  it('contains the lines around the call', () => {
    using tree = makeTree({ 'a.js': lines.join('\n') });
    const [frame] = frames(`f (${tree.at('a.js')}:10:1)`);
    expect(frame?.excerpt.map(({ number }) => number)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(frame?.excerpt.filter(({ isHere }) => isHere)).toEqual([
      { number: 10, text: 'line 10', isHere: true },
    ]);
    expect(frames(`f (${tree.at('a.js')}:1:1)`)[0]?.excerpt.map(({ number }) => number)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(frames(`f (${tree.at('a.js')}:20:1)`)[0]?.excerpt.at(-1)?.number).toBe(20);
  });

  it('cuts long lines', () => {
    using tree = makeTree({ 'a.js': 'x'.repeat(10_000) });
    expect(frames(`f (${tree.at('a.js')}:1:1)`)[0]?.excerpt[0]?.text).toBe(`${'x'.repeat(300)}…`);
  });

  it.each<[what: string, name: string, line: number]>([
    ['a file that is not source code', 'secrets.env', 1],
    ['a file without such a line', 'a.js', 99],
    ['a missing file', 'b.js', 1],
    ['a folder', 'folder.js', 1],
    ['a dependency', 'node_modules/dep/a.js', 1],
  ])('is empty for %s', (_what, name, line) => {
    using tree = makeTree({
      'secrets.env': 'KEY=1',
      'a.js': 'x',
      'folder.js/c': '',
      'node_modules/dep/a.js': 'x',
    });
    expect(frames(`f (${tree.at(name)}:${line}:1)`)[0]?.excerpt).toEqual([]);
  });

  it('is empty for a file that is too large', () => {
    using tree = makeTree({ 'a.js': '' });
    writeFileSync(tree.at('a.js'), 'x\n'.repeat(3_000_000));
    expect(frames(`f (${tree.at('a.js')}:1:1)`)[0]?.excerpt).toEqual([]);
  });
});

describe('a source map', () => {
  /** A map from the first line of the generated code to the third of `src/a.ts`. */
  const map = (sourcesContent?: string[]) => ({
    version: 3,
    sources: ['src/a.ts'],
    ...(sourcesContent && { sourcesContent }),
    names: [],
    mappings: 'AAEA',
  });
  const generated = (content: object) =>
    `module.exports = () => 1;\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(content)).toString('base64')}\n`;
  const source = 'one\ntwo\nthree\nfour';

  it.each([
    ['an embedded source', generated(map([source]))],
    ['a source beside it', generated(map())],
  ])('leads to %s', (_what, code) => {
    using tree = makeTree({ 'a.cjs': code, 'src/a.ts': source });
    process.setSourceMapsEnabled(true);
    try {
      createRequire(import.meta.url)(tree.at('a.cjs'));
      for (const file of [tree.at('a.cjs'), pathToFileURL(tree.at('a.cjs')).href]) {
        const [frame] = frames(`f (${file}:1:1)`);
        expect(frame?.location).toBe(`${tree.at('src/a.ts')}:3:1`);
        expect(frame?.excerpt.find(({ isHere }) => isHere)?.text).toBe('three');
      }
    } finally {
      process.setSourceMapsEnabled(false);
    }
  });
});

describe('framesInRuns', () => {
  it('keeps the order, and groups adjacent frames', () => {
    const given = frames(
      'a (/app/a.js:1:1)',
      'b (node:fs:1:1)',
      'c (/n/node_modules/d/e.js:1:1)',
      'd (/app/d.js:1:1)',
    );
    expect(framesInRuns(given).map(({ isOwn, frames: run }) => [isOwn, run.map(({ name }) => name)])).toEqual(
      [
        [true, ['a']],
        [false, ['b', 'c']],
        [true, ['d']],
      ],
    );
  });
});
