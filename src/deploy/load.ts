/**
 * Loads applications, filters and servers that files describe, as Paste Deploy does.
 *
 * @module
 */
import { assertKnown } from '../collections/unknown-name.ts';
import type { ServerHandle } from '../gateways/sockets/server-handle.ts';
import type { Application } from '../wsgi/contract.ts';
import { type ConfigFile, MAIN } from './config-file.ts';
import { Configuration, type From } from './configuration.ts';
import type { AppContext } from './contexts.ts';
import type { Awaitable } from './factories.ts';
import { Maker } from './maker.ts';
import { folderOf, parseReference, parseURL } from './reference.ts';
import { type Conf, confOf, overlaid, settingsOf } from './settings.ts';

/** Options for loading a configuration. */
export interface LoadOptions {
  /**
   * The name of what to load, which takes precedence over the part of the reference after `#`. Defaults to
   * `'main'`.
   */
  readonly name?: string | undefined;
  /** The folder that a relative reference starts from: a path, or a URL such as `import.meta.url`. */
  readonly relativeTo?: string | URL | undefined;
  /** Global values, as on the command line. Values of the file's own `[DEFAULT]` take precedence in interpolations. */
  readonly globalConf?: Conf | undefined;
  /** The variables for `%(env.NAME)s`. Defaults to `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The values that the factory of a section gets. */
export interface AppConfig {
  readonly local: Conf;
  readonly global: Conf;
  /** The global values, overridden by the local ones. */
  readonly merged: Conf;
}

/** Where loading begins. */
interface Start {
  readonly configuration: Configuration;
  readonly word: string;
  readonly from: From;
}

/** An open configuration file. */
interface OpenConfiguration {
  readonly configuration: Configuration;
  readonly file: ConfigFile;
  readonly from: From;
}

/**
 * Loads the application that a section, a package or a module describes.
 *
 * `uri` is `config:FILE#name`, `npm:package#export`, `file:./module.js#export`, or the URL of a configuration file.
 * The file runs the code that it names, so never load a file that a request names.
 *
 * @throws TypeError when an option is unknown, and DeployError when the configuration is wrong: its `kind`, `file`,
 * `line`, `section` and `option` say where.
 *
 * @example
 * ```ts
 * const app = await loadApp('config:development.ini', { relativeTo: 'test/deploy/files' });
 * const response = await Request.blank('/').send(app);
 * await response.text(); // 'Hello from development'
 * ```
 */
export async function loadApp(uri: string | URL, options: LoadOptions = {}): Promise<Application> {
  const { configuration, word, from } = await start(uri, options);
  const make = await new Maker(configuration).app(await configuration.app(word, from));
  return make();
}

/**
 * Loads a filter, which returns a promise if its factory does; see {@link loadApp}.
 *
 * @throws DeployError when the configuration is wrong.
 */
export async function loadFilter(
  uri: string | URL,
  options: LoadOptions = {},
): Promise<(app: Application) => Awaitable<Application>> {
  const { configuration, word, from } = await start(uri, options);
  const make = await new Maker(configuration).filter(await configuration.filter(word, from));
  return make();
}

/**
 * Loads a server, which serves the application that it is called with; see {@link loadApp}.
 *
 * @throws DeployError when the configuration is wrong.
 */
export async function loadServer(
  uri: string | URL,
  options: LoadOptions = {},
): Promise<(app: Application) => Promise<ServerHandle>> {
  const { configuration, word, from } = await start(uri, options);
  const make = await new Maker(configuration).server(await configuration.server(word, from));
  return make();
}

/**
 * The values that the factory of an application would get. Nothing is loaded or made. The values have no prototype.
 *
 * @throws DeployError when the configuration is wrong.
 *
 * @example
 * ```ts
 * const { local } = await appConfig('config:development.ini', { relativeTo: 'test/deploy/files' });
 * local.greeting; // 'Hello from development'
 * ```
 */
export async function appConfig(uri: string | URL, options: LoadOptions = {}): Promise<AppConfig> {
  const { configuration, word, from } = await start(uri, options);
  const { local, global } = innermost(await configuration.app(word, from));
  return { local: confOf(local), global: confOf(global), merged: confOf(overlaid(global, local)) };
}

/**
 * Opens a configuration file. `variable` returns the value of an environment variable.
 *
 * @throws DeployError `missing-file`, and for any fault of the text.
 */
export async function openConfiguration(
  path: string,
  globalConf: Conf,
  variable: (name: string) => string | undefined,
): Promise<OpenConfiguration> {
  const configuration = new Configuration(variable);
  const global = settingsOf(globalConf);
  const file = await configuration.open(path, global, {});
  return { configuration, file, from: { file, base: file.folder, global, place: {} } };
}

/** Looks up variables in an environment. */
export function variableOf(env: Readonly<Record<string, string | undefined>>) {
  return (name: string): string | undefined => (Object.hasOwn(env, name) ? env[name] : undefined);
}

async function start(uri: string | URL, options: LoadOptions): Promise<Start> {
  assertKnown('option of loading', options, ['name', 'relativeTo', 'globalConf', 'env']);
  const { name, relativeTo, globalConf = {}, env = process.env } = options;
  const base = folderOf(relativeTo);
  const reference = uri instanceof URL ? parseURL(uri) : parseReference(uri, base, {});
  const variable = variableOf(env);
  if (reference.scheme === 'config') {
    const opened = await openConfiguration(reference.file, globalConf, variable);
    return { ...opened, word: name ?? reference.name ?? MAIN };
  }
  const word = name === undefined ? reference.text : `${reference.scheme}:${reference.target}#${name}`;
  return {
    configuration: new Configuration(variable),
    word,
    from: { base, global: settingsOf(globalConf), place: {} },
  };
}

function innermost(context: AppContext): AppContext {
  return context.type === 'filtered' ? innermost(context.inner) : context;
}
