/**
 * The names that are built in: `wheatpaste:NAME` for what this package has, and the `egg:` names of Paste, Paste Deploy
 * and waitress for what has its place here. Nothing is loaded before it is used.
 *
 * @module
 */
import { DeployError, type DeployPlace } from '../deploy-error.ts';
import type { AppFactory, CompositeFactory, FilterFactory, ServerFactory } from '../factories.ts';
import type { ModuleReference } from '../reference.ts';

/** What stands for a name: a factory, and what it makes. */
export type BuiltIn =
  | { readonly protocol: 'app'; load(): Promise<AppFactory> }
  | { readonly protocol: 'composite'; load(): Promise<CompositeFactory> }
  | { readonly protocol: 'filter'; load(): Promise<FilterFactory> }
  | { readonly protocol: 'server'; load(): Promise<ServerFactory> };

/** Our own functions and classes, in kebab case. */
const OURS: Readonly<Record<string, BuiltIn>> = {
  'directory-app': {
    protocol: 'app',
    load: async () => (await import('./directory-app.ts')).directoryApp,
  },
  'file-app': { protocol: 'app', load: async () => (await import('./file-app.ts')).fileApp },
  'proxy-app': { protocol: 'app', load: async () => (await import('./proxy-app.ts')).proxyApp },
  serve: { protocol: 'server', load: async () => (await import('./serve.ts')).serveFactory },
};

/** Entry points of Python packages, by the package in lower case and the entry's name. */
const EGGS: Readonly<Record<string, BuiltIn>> = {
  'paste#static': { protocol: 'app', load: async () => (await import('./paste-static.ts')).pasteStatic },
  'paste#proxy': { protocol: 'app', load: async () => (await import('./paste-proxy.ts')).pasteProxy },
  'paste#http': { protocol: 'server', load: async () => (await import('./paste-http.ts')).pasteHttp },
  'waitress#main': { protocol: 'server', load: async () => (await import('./waitress.ts')).waitress },
};

/**
 * What a name stands for.
 *
 * @throws DeployError `no-package` with what to write instead, when nothing here stands for it, and `no-export` for an
 * entry that is not known of a package that is.
 */
export function builtInOf({ scheme, target, fragment, text }: ModuleReference, place: DeployPlace): BuiltIn {
  const isOurs = scheme === 'wheatpaste';
  const name = isOurs ? target : `${target.toLowerCase()}#${fragment ?? 'main'}`;
  const table = isOurs ? OURS : EGGS;
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found) return found;
  if (isOurs) {
    const reason = `${text} is not known: ${Object.keys(OURS).join(', ')} are`;
    throw new DeployError('no-export', reason, place);
  }
  const ofThePackage = Object.keys(EGGS).filter((key) => key.startsWith(`${target.toLowerCase()}#`));
  if (ofThePackage.length > 0) {
    const known = ofThePackage.map((key) => key.slice(key.indexOf('#') + 1)).join(', ');
    throw new DeployError('no-export', `${text} is not known: of ${target} there are ${known}`, place);
  }
  const reason = `${target} is a package of Python: write npm:package#export or file:./module.js#export for what does the same`;
  throw new DeployError('no-package', reason, place);
}
