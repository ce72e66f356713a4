import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeTree, type Tree } from './tree.ts';

/** The results of the package's factories: their calls in order, and the arguments of each server. */
export interface Toy {
  readonly calls: string[];
  readonly served: unknown[];
  readonly leaf: (environ: unknown, startResponse: unknown) => Promise<Uint8Array[]>;
  /** The tree that an application sends as its response. */
  treeOf(app: unknown): Promise<unknown>;
}

export type ToyTree = Tree & { toy(): Promise<Toy> };

/**
 * Factories that respond with their arguments. All copies of the module that a test runner creates share
 * one record.
 */
const functionsOf = (id: string) => `
export const { calls, served } = (globalThis[Symbol.for('${id}')] ??= { calls: [], served: [] });
const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));
const answering = (tree) => async (_environ, startResponse) => { startResponse('200 OK', []); return [bytes(await tree())]; };
export const treeOf = async (app) => {
  const chunks = [];
  for await (const chunk of await (app.toApp?.() ?? app)({}, () => () => {})) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
};
export const leaf = answering(() => ({ app: 'LEAF' }));
const node = (kind, name, global, local, more = () => ({})) => {
  calls.push(kind + ' ' + name);
  return answering(async () => ({ [kind]: name, global, local, ...(await more()) }));
};
const anApp = (name) => (global, local) => node('app', name, global, local);
const aFilter = (name) => (global, local) => {
  calls.push('make ' + name);
  return (inner) => node('filter', name, global, local, async () => ({ app: await treeOf(inner) }));
};
const trees = async (apps) => Object.fromEntries(await Promise.all(apps.map(async ([key, app]) => [key, await treeOf(app)])));
const aComposite = (name, withGlobals) => async (loader, global, local) => {
  calls.push('make ' + name);
  const isPath = ([key]) => key.startsWith('/');
  const apps = [];
  for (const [key, value] of Object.entries(local).filter(isPath)) apps.push([key, await loader.getApp(value, ...(withGlobals ? [global] : []))]);
  const rest = Object.fromEntries(Object.entries(local).filter((entry) => !isPath(entry)));
  return node('composite', name, global, withGlobals ? rest : {}, async () => ({ apps: await trees(apps) }));
};
export const stack = async (loader, global, { app = 'main', filters = '' }) => {
  calls.push('make stack');
  let inner = await loader.getApp(app, global);
  for (const name of filters.split(' ').reverse()) if (name) inner = (await loader.getFilter(name, global))(inner);
  return node('composite', 'stack', global, {}, async () => ({ apps: { inner: await treeOf(inner) } }));
};
const serving = async (name, app, global, local) => {
  calls.push('server ' + name);
  served.push({ server: name, global, local, app: await treeOf(app) });
  return { url: '', port: 0, close: async () => {} };
};
export const app = anApp('app'), other = anApp('other'), main = anApp('main'), both = anApp('both');
export const Named = { make: anApp('Named.make') };
export const failing = () => { throw new Error('the factory failed'); };
export const filter = aFilter('filter'), wrap = aFilter('wrap'), bothFilter = aFilter('both');
export const filterapp = (inner, global, local) => node('filter', 'filterapp', global, local, async () => ({ app: await treeOf(inner) }));
export const composite = aComposite('composite', true), noglobals = aComposite('noglobals', false);
export const server = (global, local) => { calls.push('make server'); return (app) => serving('server', app, global, local); };
export const runner = (app, global, local) => serving('runner', app, global, local);
`;

/** The mark, which is the same in every copy of the package. */
const MARKING = `
import * as toy from '../../toy.mjs';
const marked = (protocol, factory) => Object.defineProperty((...args) => factory(...args), Symbol.for('wheatpaste.deploy.protocol'), { value: protocol });
`;
const PROTOCOLS: Readonly<Record<string, string>> = {
  app: 'app',
  other: 'app',
  main: 'app',
  both: 'app',
  failing: 'app',
  filter: 'filter',
  wrap: 'filter',
  filterapp: 'filter-app',
  composite: 'composite',
  noglobals: 'composite',
  stack: 'composite',
  server: 'server',
  runner: 'server-runner',
};
const exported = Object.entries(PROTOCOLS).map(
  ([name, protocol]) => `export const ${name} = marked('${protocol}', toy.${name});`,
);

const packageOf = (id: string) => ({
  'toy.mjs': functionsOf(id),
  'node_modules/toy/package.json': JSON.stringify({
    name: 'toy',
    exports: { '.': './index.mjs', './filter': './filter.mjs', './server': './server.mjs' },
  }),
  'node_modules/toy/index.mjs': `${MARKING} ${exported.join('\n')}
    export const composit = composite;
    export const Named = { make: marked('app', toy.Named.make) };`,
  'node_modules/toy/filter.mjs': `${MARKING}
    export default marked('filter', toy.filter);
    export const both = marked('filter', toy.bothFilter);`,
  'node_modules/toy/server.mjs': `${MARKING} export const main = marked('server', toy.server);`,
});

/** A folder with the files, the package `toy` and the module `toy.mjs`. */
export function makeToyTree(files: Readonly<Record<string, string>>): ToyTree {
  const tree = makeTree({ ...packageOf(randomUUID()), ...files });
  return Object.assign(tree, {
    toy: (): Promise<Toy> => import(pathToFileURL(path.join(tree.root, 'toy.mjs')).href),
  });
}

/** The counterparts of Python's names; if a name has several kinds, `kind` selects one. */
export function toyReference(word: string, kind: string): string {
  const [, scheme = '', name] = /^(egg):Toy(?:#(.+))?$/i.exec(word) ?? [];
  if (scheme === '') return word.replace(/^call:(\w+):(.+)$/, 'file:./$1.mjs#$2');
  const isSeveral = name === undefined || name === 'both';
  const target = isSeveral && kind !== 'app' ? `toy/${kind}` : 'toy';
  const fragment = name === undefined ? '' : `#${name.replace('named', 'Named.make')}`;
  return `${scheme === 'EGG' ? 'NPM' : 'npm'}:${target}${fragment}`;
}

/** A file that names Python's package, converted to one that names ours. */
export function toyFile(ini: string): string {
  let kind = 'app';
  const wantedBy = (option: string, isLast: boolean) => {
    if (option === 'use') return kind;
    return /^filter(s|-with)$/.test(option) || (option === 'pipeline' && !isLast) ? 'filter' : 'app';
  };
  return ini
    .split('\n')
    .map((line) => {
      const type = /^\[([\w-]+)[:\]]/.exec(line)?.[1];
      if (type !== undefined) kind = type.startsWith('filter') ? 'filter' : type === 'server' ? type : 'app';
      const [, option, sign = '', value = ''] = /^([^=[]*?)(\s*=\s*)(.*)$/.exec(line) ?? [];
      if (option === undefined) return line;
      if (option.startsWith('paste.'))
        return option + sign + value.replace(/^(\w+):(.+)$/, 'file:./$1.mjs#$2');
      const words = value.split(' ');
      const translated = words.map((word, i) => toyReference(word, wantedBy(option, i === words.length - 1)));
      return option + sign + translated.join(' ');
    })
    .join('\n');
}
