import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DeployError } from '../../src/deploy/deploy-error.ts';
import { appConfig, type LoadOptions, loadApp, loadFilter, loadServer } from '../../src/deploy/load.ts';
import { Request } from '../../src/request/request.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { makeToyTree } from '../support/toy-package.ts';
import { makeTree } from '../support/tree.ts';

type Files = Readonly<Record<string, string>>;

/** The tree of the application that `config.ini` describes, in a folder with these files. */
async function treeOf(files: Files, options: LoadOptions = {}): Promise<unknown> {
  using tree = makeToyTree(files);
  const { treeOf: answer } = await tree.toy();
  return answer(await loadApp('config:config.ini', { relativeTo: tree.root, ...options }));
}

/** The error in `config.ini`; paths in it are relative to the folder. */
async function errorOf(files: Files): Promise<unknown> {
  using tree = makeToyTree(files);
  const error: unknown = await loadApp('config:config.ini', { relativeTo: tree.root }).catch(
    (reason) => reason,
  );
  if (!(error instanceof DeployError)) throw new TypeError(`not a DeployError: ${error}`);
  const { message, cause } = error;
  return { ...error, cause, message: message.replaceAll(tree.root, '<ROOT>') };
}

const APP = 'use = npm:toy#app';

describe('a configuration', () => {
  it('keeps the options that a section defines itself', async () => {
    const files = {
      'config.ini': `[DEFAULT]\nuse = nothing\nfilter-with = nothing\na = 1\n[app:main]\n${APP}\na = 2`,
    };
    expect(await treeOf(files)).toMatchObject({ local: { a: '2' }, global: { a: '1', use: 'nothing' } });
  });

  it('wraps pipelines, filter-apps and filtered applications with filter-with', async () => {
    const files = {
      'config.ini': `[filter-app:main]\nuse = npm:toy#filter\nnext = a\nfilter-with = w
[pipeline:a]\npipeline = npm:toy#filter b\nfilter-with = w
[app:b]\nuse = c\nfilter-with = w\nown = 1
[app:c]\n${APP}\nfilter-with = w
[filter:w]\nuse = npm:toy#wrap`,
    };
    const names = [];
    for (let tree = JSON.parse(JSON.stringify(await treeOf(files))); tree; tree = tree.filter && tree.app) {
      names.push(tree.filter ?? [tree.app, tree.local]);
    }
    expect(names).toEqual(['wrap', 'filter', 'wrap', 'filter', 'wrap', 'wrap', ['app', { own: '1' }]]);
  });

  it("shows the options of a filter-app's filter, and those beside its use", async () => {
    using tree = makeToyTree({
      'config.ini': `[filter-app:main]\nuse = f\nnext = npm:toy#app\nown = 1\nset g = 2
[filter:f]\nuse = npm:toy#filter\nk = f\nown = f
[app:user]\nuse = main\nbeside = 3`,
    });
    const { local, global } = await appConfig('config:config.ini', { relativeTo: tree.root });
    expect(local).toEqual({ k: 'f', own: '1' });
    expect(global).toMatchObject({ g: '2' });
    const user = await appConfig('config:config.ini#user', { relativeTo: tree.root });
    expect(user.local).toEqual({ k: 'f', own: '1', beside: '3' });
  });

  it('applies options beside a use to a filter that is itself filtered', async () => {
    using tree = makeToyTree({
      'config.ini': `[filter:main]\nuse = f\nown = 1\n[filter:f]\nuse = npm:toy#filter\nfilter-with = w\n[filter:w]\nuse = npm:toy#wrap`,
    });
    const { treeOf: answer, leaf } = await tree.toy();
    const filter = await loadFilter('config:config.ini', { relativeTo: tree.root });
    const made = await Reflect.apply(filter, undefined, [leaf]);
    expect(await answer(made)).toMatchObject({
      filter: 'wrap',
      local: {},
      app: { filter: 'filter', local: { own: '1' } },
    });
  });

  it('chains asynchronous filters', async () => {
    using tree = makeToyTree({
      'config.ini': `[filter:main]\nuse = file:./slow.mjs\nfilter-with = w\n[filter:w]\nuse = file:./slow.mjs#other`,
      'slow.mjs': `import { wrap, filter } from './toy.mjs';
        export default async (global, local) => async (app) => filter(global, local)(app);
        export const other = async (global, local) => async (app) => wrap(global, local)(app);`,
    });
    const { treeOf: answer, leaf } = await tree.toy();
    const filter = await loadFilter('config:config.ini', { relativeTo: tree.root });
    expect(await answer(await Reflect.apply(filter, undefined, [leaf]))).toMatchObject({
      filter: 'wrap',
      app: { filter: 'filter', app: { app: 'LEAF' } },
    });
  });

  it('resolves the parts of a composite where they are written, then in the other files that describe it', async () => {
    const files = {
      'config.ini': `[composite:main]\nuse = config:sub/other.ini#map\n/mine = a\n/theirs = b\n/far = config:./far.ini
[app:a]\nuse = npm:toy#app\nk = first`,
      'far.ini': '[app:main]\nuse = npm:toy#app\nk = far',
      'sub/other.ini': `[composite:map]\nuse = npm:toy#composite\n/own = a2\n/near = config:far.ini
[app:a2]\nuse = npm:toy#app\nk = other\n[app:b]\nuse = a2`,
      'sub/far.ini': '[app:main]\nuse = npm:toy#app\nk = near',
    };
    const apps = {
      '/mine': { local: { k: 'first' } },
      '/own': { local: { k: 'other' } },
      '/theirs': { local: { k: 'other' } },
      '/near': { local: { k: 'near' } },
      '/far': { local: { k: 'far' } },
    };
    expect(await treeOf(files)).toMatchObject({ apps });
  });

  it('loads a file that a composite names without its globals', async () => {
    const files = {
      'config.ini': '[DEFAULT]\ng = 1\n[composite:main]\nuse = npm:toy#noglobals\n/ = config:sub/other.ini',
      'sub/other.ini': '[app:main]\nuse = npm:toy#app',
    };
    expect(await treeOf(files)).toMatchObject({
      apps: { '/': { global: { here: expect.stringMatching(/sub$/) } } },
    });
  });

  it('reports a missing environment variable by name', async () => {
    const files = { 'config.ini': `[app:main]\n${APP}\nk = %(env.WHEATPASTE_NOTHING)s` };
    await expect(treeOf(files)).rejects.toMatchObject({ kind: 'interpolation-missing', option: 'k' });
  });

  it('does not interpolate the results of another file, nor the environment', async () => {
    const files = {
      'config.ini': '[DEFAULT]\npercent = 5%%\nsecret = %(env.SECRET)s\n[app:main]\nuse = config:other.ini',
      'other.ini': `[app:main]\n${APP}\nk = %(percent)s %(secret)s`,
    };
    expect(await treeOf(files, { env: { SECRET: '%(x)s' } })).toMatchObject({ local: { k: '5% %(x)s' } });
  });

  it("interpolates the caller's values in every file, and passes them on unchanged", async () => {
    const files = {
      'config.ini': '[composite:main]\nuse = npm:toy#composite\n/ = config:other.ini',
      'other.ini': `[DEFAULT]\nb = other\n[app:main]\n${APP}\nk = %(a)s`,
    };
    expect(await treeOf(files, { globalConf: { a: '<%(b)s>', b: 'given' } })).toMatchObject({
      global: { a: '<%(b)s>' },
      apps: { '/': { local: { k: '<other>' }, global: { a: '<%(b)s>', b: 'given' } } },
    });
  });

  it('lets a composite set other globals for a part', async () => {
    const files = {
      'config.ini': '[composite:main]\nuse = file:./composite.mjs\n[app:a]\nuse = config:other.ini',
      'other.ini': `[app:main]\n${APP}\nk = %(given)s`,
      'composite.mjs': `export default (loader) => loader.getApp('a', { given: '5%' });`,
    };
    expect(await treeOf(files)).toMatchObject({ local: { k: '5%' }, global: { given: '5%' } });
  });

  it('loads servers for a composite, too', async () => {
    const files = {
      'config.ini':
        '[composite:main]\nuse = file:./composite.mjs\n[server:s]\nuse = npm:toy/server\nport = 1',
      'composite.mjs': `import { leaf, served } from './toy.mjs';
        export default async (loader) => {
          await (await loader.getServer('s'))(leaf);
          return async (environ, start) => [new TextEncoder().encode(JSON.stringify(served.at(-1)))];
        };`,
    };
    expect(await treeOf(files)).toMatchObject({ server: 'server', local: { port: '1' } });
  });

  it('accepts a file that begins with a byte order mark', async () => {
    expect(await treeOf({ 'config.ini': `\ufeff[app:main]\n${APP}` })).toMatchObject({ app: 'app' });
  });

  it('ignores the option require, which names Python distributions', async () => {
    expect(await treeOf({ 'config.ini': `[app:main]\n${APP}\nrequire = Paste` })).toMatchObject({
      local: {},
    });
  });
});

describe('the location of a configuration', () => {
  it.each([undefined, 5, {}])('is not %j', async (uri) => {
    // @ts-expect-error it is a reference or a URL
    await expect(loadApp(uri)).rejects.toMatchObject({
      kind: 'no-scheme',
      message: expect.stringContaining('a reference such as config:site.ini is wanted, not '),
    });
  });

  it('accepts only known options', async () => {
    for (const load of [loadApp, loadFilter, loadServer, appConfig]) {
      const loading = load('config:app.ini', { relative_to: '/srv' } as LoadOptions);
      await expect(loading).rejects.toThrow(
        'unknown option of loading: relative_to; did you mean relativeTo?',
      );
    }
  });

  it('can be a URL, with the section in its hash', async () => {
    using tree = makeToyTree({ 'sub/a b.ini': '[app:my app]\nuse = npm:toy#app\nk = v' });
    const url = new URL('sub/a%20b.ini#my%20app', `${pathToFileURL(tree.root)}/`);
    expect((await appConfig(url)).local).toEqual({ k: 'v' });
    url.hash = '';
    expect((await appConfig(url, { name: 'my app' })).local).toEqual({ k: 'v' });
    await expect(appConfig(new URL('https://example.com/app.ini'))).rejects.toMatchObject({
      kind: 'unknown-scheme',
    });
  });

  it('can be relative to a folder, or to a module in it', async () => {
    using tree = makeToyTree({ 'config.ini': '[app:main]\nuse = npm:toy#app\nk = v' });
    const module = `${pathToFileURL(tree.root)}/main.js`;
    for (const relativeTo of [tree.root, module, new URL(module)]) {
      expect((await appConfig('config:config.ini', { relativeTo })).local).toEqual({ k: 'v' });
    }
  });

  it('is never relative to the working directory', async () => {
    for (const uri of ['config:x.ini', 'npm:toy', 'file:./x.js']) {
      await expect(loadApp(uri)).rejects.toMatchObject({ kind: 'no-relative-base' });
      await expect(loadApp(uri, { relativeTo: '' })).rejects.toMatchObject({ kind: 'no-relative-base' });
    }
  });

  it('can be omitted for a package, or a module with an absolute path', async () => {
    using tree = makeToyTree({});
    const { treeOf: answer } = await tree.toy();
    const options = { relativeTo: tree.root, globalConf: { g: '1' } };
    const expected = { app: 'app', global: { g: '1' }, local: {} };
    expect(await answer(await loadApp('npm:toy#app', options))).toEqual(expected);
    expect(await answer(await loadApp('npm:toy#other', { ...options, name: 'app' }))).toEqual(expected);
    expect(await answer(await loadApp(`file:${tree.root}/toy.mjs#app`, { globalConf: { g: '1' } }))).toEqual(
      expected,
    );
    await expect(loadApp('npm:toy#composite', options)).resolves.toBeTypeOf('function');
  });

  it('also resolves the parts of a composite outside a file by reference', async () => {
    using tree = makeToyTree({
      'composite.mjs': `const MARK = Symbol.for('wheatpaste.deploy.protocol');
        const composite = (factory) => Object.defineProperty(factory, MARK, { value: 'composite' });
        export const main = composite((loader) => loader.getApp('npm:toy#app'));
        export const wrong = composite((loader) => loader.getApp('name'));`,
    });
    const { treeOf: answer } = await tree.toy();
    const options = { relativeTo: tree.root };
    expect(await answer(await loadApp('file:./composite.mjs', options))).toMatchObject({ app: 'app' });
    await expect(loadApp('file:./composite.mjs#wrong', options)).rejects.toMatchObject({ kind: 'no-scheme' });
  });
});

describe('an error in a configuration', () => {
  const other = { 'other.ini': '[app:main]\nuse = config:config.ini' };

  it.each<[string, string, unknown]>([
    ['a missing section', '[app:x]', { kind: 'no-section', file: expect.stringContaining('config.ini') }],
    [
      'a module without a scheme',
      '[app:main]\nuse = shop.mjs',
      {
        kind: 'no-section',
        message: expect.stringContaining('config.ini: for a module write file:./module.js#export'),
      },
    ],
    [
      'a missing name',
      '[pipeline:main]\npipeline =\n  x',
      { kind: 'no-section', line: 2, option: 'pipeline' },
    ],
    ['two matching sections', `[app:main]\n${APP}\n[composite:main]`, { kind: 'ambiguous-section' }],
    [
      'a section that names nothing',
      '[app:main]\nk = v',
      { kind: 'no-loader', section: 'app:main', line: 1 },
    ],
    [
      'a circle of uses',
      '[app:main]\nuse = a\n[app:a]\nuse = main',
      { kind: 'circular', line: 4, message: expect.stringContaining('[app:main] → [app:a] → [app:main]') },
    ],
    [
      'a circle through files',
      '[app:main]\nuse = config:other.ini',
      { kind: 'circular', file: expect.stringContaining('other.ini') },
    ],
    [
      'a filter in itself',
      `[app:main]\n${APP}\nfilter-with = f\n[filter:f]\nuse = npm:toy#filter\nfilter-with = f`,
      { kind: 'circular', section: 'filter:f' },
    ],
    ['a composite in itself', '[composite:main]\nuse = npm:toy#composite\n/ = main', { kind: 'circular' }],
    [
      'a missing global',
      `[app:main]\n${APP}\nget k = x`,
      { kind: 'unknown-global', option: 'get k', line: 3 },
    ],
    ['an empty pipeline', '[pipeline:main]\npipeline =', { kind: 'empty-pipeline', line: 2 }],
    ['no pipeline', '[pipeline:main]', { kind: 'missing-pipeline', section: 'pipeline:main' }],
    [
      'options beside a pipeline',
      '[pipeline:main]\npipeline = a\nk = v',
      { kind: 'extra-pipeline-setting', option: 'k', line: 3 },
    ],
    ['no next', '[filter-app:main]\nuse = npm:toy#filter', { kind: 'missing-next' }],
    [
      'two protocols',
      '[app:main]\npaste.app_factory = a:b\npaste.composite_factory = a:b',
      { kind: 'multiple-protocols' },
    ],
    ['an unknown scheme', '[app:main]\nuse = ftp:x', { kind: 'unknown-scheme', line: 2 }],
    [
      'a function of Python',
      '[app:main]\nuse = call:a:b',
      { kind: 'unknown-scheme', message: expect.stringContaining('write file:./module.js#export') },
    ],
    [
      'a factory of Python',
      '[app:main]\npaste.app_factory = my.package:make',
      { kind: 'unknown-scheme', option: 'paste.app_factory' },
    ],
    [
      'a factory that is a configuration',
      '[app:main]\npaste.app_factory = config:other.ini',
      { kind: 'unknown-scheme' },
    ],
    ['a factory without a scheme', '[app:main]\npaste.app_factory = main', { kind: 'no-scheme' }],
    [
      'an unknown egg',
      '[app:main]\nuse = egg:MyApp',
      { kind: 'no-package', message: expect.stringContaining('write npm:package#export') },
    ],
    ['an unknown entry of an egg', '[app:main]\nuse = egg:Paste#nothing', { kind: 'no-export' }],
    ['an unknown built-in name', '[app:main]\nuse = wheatpaste:nothing', { kind: 'no-export' }],
    ['a missing package', '[app:main]\nuse = npm:nothing', { kind: 'no-package', line: 2 }],
    ['a package that does not export that', '[app:main]\nuse = npm:toy/nothing', { kind: 'no-package' }],
    ['a path as a package', '[app:main]\nuse = npm:./toy.mjs', { kind: 'no-package' }],
    ["a runtime's module as a package", '[app:main]\nuse = npm:fs', { kind: 'no-package' }],
    [
      'a missing module',
      '[app:main]\nuse = file:./nothing.js',
      { kind: 'no-module', message: expect.stringContaining('there is no such file') },
    ],
    ['a module with another host', '[app:main]\nuse = file://host/nothing.js', { kind: 'no-module' }],
    [
      'a module that fails to load',
      '[app:main]\nuse = file:./broken.mjs',
      { kind: 'no-module', message: expect.stringContaining('broken at load') },
    ],
    [
      'a module that node cannot run',
      '[app:main]\nuse = file:./script.mjs',
      { kind: 'no-module', message: expect.stringContaining('TypeScript runs on node 22.18') },
    ],
    ['a missing export', '[app:main]\nuse = npm:toy#a.b', { kind: 'no-export' }],
    [
      'no default export',
      '[app:main]\nuse = file:./empty.mjs',
      { kind: 'no-export', message: expect.stringContaining('"default" or "main"') },
    ],
    [
      'an export that is not a function',
      '[app:main]\nuse = file:./values.mjs#number',
      { kind: 'unknown-protocol', message: expect.stringContaining('a value of the type number') },
    ],
    ['an export that is null', '[app:main]\nuse = file:./values.mjs#nothing', { kind: 'unknown-protocol' }],
    [
      'a factory of another kind',
      '[app:main]\nuse = npm:toy#filter',
      {
        kind: 'unknown-protocol',
        message: expect.stringMatching(/filterFactory.*appFactory or compositeFactory/),
      },
    ],
    [
      'a factory that throws',
      `[app:main]\nuse = file:./toy.mjs#failing`,
      { kind: 'factory-failed', section: 'app:main', cause: expect.any(Error) },
    ],
    [
      'a factory that rejects',
      `[app:main]\nuse = file:./values.mjs#rejecting`,
      { kind: 'factory-failed', message: expect.stringContaining('rejected') },
    ],
    [
      'a factory that returns nothing',
      '[app:main]\nuse = file:./values.mjs#idle',
      { kind: 'factory-failed', message: expect.stringContaining('gave undefined, not an application') },
    ],
    [
      'an invalid filter',
      `[app:main]\n${APP}\nfilter-with = f\n[filter:f]\nuse = file:./values.mjs#idle`,
      { kind: 'factory-failed', section: 'filter:f' },
    ],
    [
      'a filter that fails',
      `[app:main]\n${APP}\nfilter-with = f\n[filter:f]\nuse = file:./values.mjs#badFilter`,
      { kind: 'factory-failed', section: 'filter:f' },
    ],
    [
      'an invalid application',
      '[app:main]\napplication = file:./values.mjs#number',
      { kind: 'unknown-protocol' },
    ],
  ])('%s', async (_, ini, expected) => {
    const files = {
      ...other,
      'config.ini': ini,
      'broken.mjs': "throw new Error('broken at load');",
      'empty.mjs': '',
      'script.mjs': `throw Object.assign(new Error('Unknown file extension'), { code: 'ERR_UNKNOWN_FILE_EXTENSION' });`,
      'values.mjs': `export const number = 1, nothing = null, idle = () => {};
        export const badFilter = () => () => { throw 'thrown'; };
        export const rejecting = async () => { throw new Error('rejected'); };`,
    };
    expect(await errorOf(files)).toMatchObject({ name: 'DeployError', ...Object(expected) });
  });

  it('includes its location', async () => {
    expect(await errorOf({ 'config.ini': `[app:main]\n${APP}\nk = 5%` })).toMatchObject({
      message: '<ROOT>/config.ini:3, [app:main], k: write %% for a % that is text, or %(name)s: found "%"',
    });
    expect(await errorOf({ 'config.ini': '[s]' })).toMatchObject({
      message: expect.stringMatching(/^<ROOT>\/config.ini: there is no \[app:main\] or/),
    });
  });

  it('reports a file that cannot be read', async () => {
    using tree = makeTree({ 'latin1.ini': new Uint8Array([0x5b, 0xe9, 0x5d]), 'folder.ini/x': '' });
    const load = (name: string) => loadApp(`config:${name}`, { relativeTo: tree.root });
    await expect(load('nothing.ini')).rejects.toMatchObject({
      kind: 'missing-file',
      message: expect.stringContaining('there is no such file'),
    });
    await expect(load('folder.ini')).rejects.toMatchObject({
      kind: 'missing-file',
      message: expect.stringContaining('EISDIR'),
    });
    await expect(load('latin1.ini')).rejects.toMatchObject({ kind: 'parse', file: tree.at('latin1.ini') });
  });

  it('reports sections that refer to each other in a circle', async () => {
    const sections = Array.from({ length: 300 }, (_, i) => `[app:a${i}]\nuse = a${i + 1}`);
    expect(await errorOf({ 'config.ini': `[app:main]\nuse = a0\n${sections.join('\n')}` })).toMatchObject({
      kind: 'circular',
      message: expect.stringContaining('more than 200 sections'),
    });
  });

  it("can come from a factory, with the factory's kind and the missing location", async () => {
    const factory = (place: string) => `
      export const main = () => { throw globalThis[Symbol.for('error')](${place}); };`;
    Reflect.set(
      globalThis,
      Symbol.for('error'),
      (place: object) => new DeployError('bad-value', 'no size', place),
    );
    const errorFrom = (place: string) =>
      errorOf({ 'config.ini': '[app:main]\nuse = file:./app.mjs\nsize = x', 'app.mjs': factory(place) });
    expect(await errorFrom('{}')).toMatchObject({ kind: 'bad-value', line: 1, section: 'app:main' });
    expect(await errorFrom("{ option: 'size' }")).toMatchObject({
      kind: 'bad-value',
      line: 3,
      option: 'size',
    });
    expect(await errorFrom("{ option: 'other' }")).toMatchObject({
      kind: 'bad-value',
      line: 1,
      option: 'other',
    });
    expect(await errorFrom("{ file: 'else.json' }")).toMatchObject({ kind: 'bad-value', file: 'else.json' });
  });
});

describe('an exported application', () => {
  const answers = {
    'app.mjs': `
      export const app = async (environ, startResponse) => { startResponse('200 OK', []); return [new TextEncoder().encode('plain')]; };
      export const made = { toApp: () => app };
      export default { fetch: async (request) => new Response(\`\${request.method} \${new URL(request.url).pathname} \${await request.text()}\`) };`,
  };

  it.each([
    ['use = file:./app.mjs#made', { method: 'GET' }, 'plain'],
    ['application = file:./app.mjs#app', { method: 'GET' }, 'plain'],
    ['application = file:./app.mjs#made', { method: 'GET' }, 'plain'],
    ['use = file:./app.mjs', { method: 'GET' }, 'GET /x '],
    ['use = file:./app.mjs', { method: 'POST', text: 'body' }, 'POST /x body'],
  ])('can be %s, without a factory', async (line, init, body) => {
    using tree = makeToyTree({ ...answers, 'config.ini': `[app:main]\n${line}` });
    const app = await loadApp('config:config.ini', { relativeTo: tree.root });
    expect(await (await Request.blank('/x', init).send(app)).text()).toBe(body);
  });

  it('ignores an option named application beside a use', async () => {
    expect(await treeOf({ 'config.ini': `[app:main]\n${APP}\napplication = x` })).toMatchObject({
      local: { application: 'x' },
    });
  });
});

describe('a server', () => {
  const files = {
    'config.ini': `[server:main]\nuse = file:./server.mjs
[server:idle]\nuse = file:./server.mjs#idle
[server:runner]\npaste.server_runner = file:./server.mjs#idle
[server:none]\nuse = file:./server.mjs#none`,
    'server.mjs': `export default () => () => { throw new Error('in use'); };
      export const idle = () => () => ({ url: '' });
      export const none = () => 1;`,
  };
  const leaf: Application = () => [];

  it('passes on a listening error unchanged', async () => {
    using tree = makeToyTree(files);
    const server = await loadServer('config:config.ini', { relativeTo: tree.root });
    await expect(server(leaf)).rejects.toThrow(new Error('in use'));
  });

  it.each([
    ['idle', /gave a value of the type object, not an object with url, port and close/],
    ['runner', /gave a function, not an object/],
  ])('that %s must return a handle', async (name, message) => {
    using tree = makeToyTree(files);
    const server = await loadServer('config:config.ini', { relativeTo: tree.root, name });
    await expect(server(leaf)).rejects.toThrow(message);
  });

  it('must be a function', async () => {
    using tree = makeToyTree(files);
    await expect(loadServer('config:config.ini#none', { relativeTo: tree.root })).rejects.toThrow(
      /gave a value of the type number, not a function that serves/,
    );
  });
});
