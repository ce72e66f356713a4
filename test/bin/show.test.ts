import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { makeTree } from '../support/tree.ts';

const FOLDER = path.resolve('test/deploy/files');

/** The command's output for a file in the folder. */
async function shown(
  args: readonly string[],
  cwd = FOLDER,
): Promise<{ code: number; out: string; err: string }> {
  const run = command(['show', ...args], { cwd });
  const code = await run.code;
  return { code, out: run.out.replaceAll(cwd, '<HERE>'), err: run.err.replaceAll(cwd, '<HERE>') };
}

describe('wheatpaste show', () => {
  it.each(['openstack-paste', 'pylons', 'pyramid', 'swift', 'development'])(
    'describes %s.ini and what is missing',
    async (name) => {
      const { code, out, err } = await shown([`${name}.ini`]);
      expect([code, err]).toEqual([0, '']);
      expect(out).toBe(readFileSync(path.join(FOLDER, `${name}.shown.txt`), 'utf8'));
    },
  );

  it.each(['allura', 'keystone', 'kinto', 'nova', 'shootout'])(
    'describes the real %s and names the parts that need Python',
    async (name) => {
      const { code, out, err } = await shown([`${name}.ini`], path.resolve('test/vectors/deploy'));
      expect([code, err]).toEqual([0, '']);
      const lines = out.split('\n').map((line) => line.trim());
      const told = lines.flatMap((line, i) => {
        const [, reference] = /^(?:application|filter|server): (\S+:\S+) /.exec(line) ?? [];
        return reference === undefined ? [] : [[reference, lines[i + 1]?.startsWith('missing: ')]];
      });
      const ours = /^egg:(?:Paste#(?:urlmap|http)|WebError#evalerror|waitress#main)$/;
      expect(told.length).toBeGreaterThan(1);
      expect(told).toEqual(told.map(([reference]) => [reference, !ours.test(String(reference))]));
    },
  );

  it('describes one application, and the values from the command line', async () => {
    const { out } = await shown(['pylons.ini#static', 'extra=<%(debug)s>']);
    expect(out).toContain('extra = <true>  (command line)');
    expect(out).toContain('application: egg:Paste#static  [app:static]  pylons.ini:26\n');
    expect(out).toContain('not used: [filter-app:main] [composite:site] [app:bookshelf]');
  });

  it('describes all applications if there is no main one, and the named server', async () => {
    using tree = makeTree({
      'a.ini': '[app:b]\nuse = file:./x.js\n[app:c]\nuse = b\n[server:d]\nuse = egg:Paste#http',
    });
    const { out } = await shown(['a.ini', '--server-name', 'd'], tree.root);
    expect(out.match(/^(application|server): .*$/gm)).toEqual([
      'application: file:./x.js  [app:b]  a.ini:1',
      'application: file:./x.js  [app:c]  a.ini:3',
      'server: egg:Paste#http  [server:d]  a.ini:5',
    ]);
    expect(out).toContain('missing: cannot read the module ./x.js: there is no such file');
    expect(out).not.toContain('not used');
  });

  it('describes nested filters, and pipelines that set globals', async () => {
    using tree = makeTree({
      'a.ini': `[pipeline:main]\npipeline = f a\nset g = 1\n[filter:f]\nuse = npm:f\nfilter-with = w\n[filter:w]\nuse = npm:w
[app:a]\nuse = npm:a\n[composite:c]\nuse = npm:c`,
    });
    const { out } = await shown(['a.ini'], tree.root);
    expect(out.match(/^ *(application|filter|set).*$/gm)).toEqual([
      'application: a pipeline  [pipeline:main]  a.ini:1',
      '  set g = 1  (a.ini:3)',
      '  filter: npm:w  [filter:w]  a.ini:7',
      '    filter: npm:f  [filter:f]  a.ini:4',
      '  application: npm:a  [app:a]  a.ini:9',
    ]);
  });

  it('describes the applications of a cascade', async () => {
    using tree = makeTree({
      'a.ini': '[app:main]\nuse = wheatpaste:cascade\napps = a b\n[app:a]\nuse = npm:a\n[app:b]\nuse = npm:b',
    });
    const { out } = await shown(['a.ini'], tree.root);
    expect(out.match(/^ *(application|at).*$/gm)).toEqual([
      'application: wheatpaste:cascade  [app:main]  a.ini:1',
      '  at apps:',
      '    application: npm:a  [app:a]  a.ini:4',
      '    application: npm:b  [app:b]  a.ini:6',
    ]);
  });

  it('prints bold text on a terminal', async () => {
    const run = command(['show', 'swift.ini'], { cwd: FOLDER, stdout: { write() {}, isTTY: true } });
    expect(await run.code).toBe(0);
    expect(run.out).toContain('\x1b[1mapplication: a pipeline\x1b[22m');
  });

  it('reports unreadable parts in place, and exits with 1', async () => {
    using tree = makeTree({
      'a.ini':
        '[composite:main]\nuse = npm:map\n/ = a\n/b = b\n[app:a]\nuse = nothing\n[app:b]\nuse = main\nk = v',
    });
    const { code, out, err } = await shown(['a.ini'], tree.root);
    expect(code).toBe(1);
    expect(out).toContain('error: <HERE>/a.ini:6, [app:a], use: there is no [app:nothing]');
    expect(out).toContain(
      'use: the sections lead back to each other: [composite:main] → [app:b] → [composite:main]',
    );
    expect(err).toMatch(/^wheatpaste: a.ini:6, \[app:a\], use: there is no \[app:nothing\].*\n$/);
  });

  it('describes a composite outside the file', async () => {
    using tree = makeTree({
      'a.ini': '[composite:main]\nuse = npm:map\n/ = wheatpaste:directory-app\nwords = a b\nempty =',
    });
    const { out } = await shown(['a.ini'], tree.root);
    expect(out).toContain('  at /:\n    application: wheatpaste:directory-app  [composite:main]  a.ini:3');
    expect(out).not.toContain('at words');
  });
});
