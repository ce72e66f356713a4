/**
 * `wheatpaste serve`.
 *
 * @module
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { listensAt } from '../deploy/built-ins/listens-at.ts';
import { serving } from '../deploy/built-ins/serving.ts';
import { MAIN } from '../deploy/config-file.ts';
import { DeployError } from '../deploy/deploy-error.ts';
import { loadApp, openConfiguration, variableOf } from '../deploy/load.ts';
import { type MadeServer, Maker } from '../deploy/maker.ts';
import { loadReference } from '../deploy/modules.ts';
import { readyApplication } from '../deploy/ready-application.ts';
import type { ServerHandle } from '../gateways/sockets/server-handle.ts';
import type { Application } from '../wsgi/contract.ts';
import { type CommandHost, type CommandLine, fired, UsageError } from './host.ts';
import { type Target, targetOf } from './target.ts';

/** What to serve, and with what. */
interface Site {
  readonly app: Application;
  readonly server: MadeServer;
  /** Whether the system chooses the port. */
  readonly isFree: boolean;
  readonly files: readonly string[];
}

const PORT = 8080;
const HOSTNAME = '127.0.0.1';

/** Explanations for errors of listening. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another server listens there: stop it, or choose another port with --port',
  EACCES: 'this user may not listen there: choose port 1024 or higher with --port',
  EADDRNOTAVAIL: 'this machine does not have that address: choose another with --hostname',
  ENOTFOUND: 'no address has that name: choose another with --hostname',
};

/** The port that node reports for a Unix domain socket. */
const SOCKET_PORT = -1;
const SOCKET_REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another server listens there: stop it, or choose another path',
  EACCES: 'the folder does not exist, or this user may not write to it',
};

/** Serves until the signal fires, and then lets running requests finish. */
export async function runServe(line: CommandLine, host: CommandHost): Promise<number> {
  const target = await targetOf(line.target, host.cwd);
  if (target.type !== 'config' && Object.keys(line.globalConf).length > 0) {
    throw new UsageError('NAME=VALUE belongs to a configuration file');
  }
  const site =
    target.type === 'config' ? await configSite(target, line, host) : await plainSite(target, line);
  const handle = await listen(site);
  host.stdout.write(`Serving ${path.relative(host.cwd, target.path) || '.'} at ${handle.url}\n`);
  host.report({ freePort: site.isFree ? handle.port : undefined, files: site.files });
  await fired(host.signal);
  await handle.close();
  return 0;
}

/** The application and server of a configuration file. */
async function configSite(target: Target, line: CommandLine, { env, stderr }: CommandHost): Promise<Site> {
  const { configuration, file, from } = await openConfiguration(
    target.path,
    line.globalConf,
    variableOf(env),
  );
  const maker = new Maker(configuration);
  const makeApp = await maker.app(await configuration.app(line.appName ?? target.fragment ?? MAIN, from));
  const serverName = line.serverName ?? MAIN;
  if (line.serverName === undefined && !file.has('server', serverName)) {
    stderr.write(`There is no [server:main]: node's server listens\n`);
    return { ...nodeServer(line), app: await makeApp(), files: configuration.files };
  }
  const context = listensAt(await configuration.server(serverName, from), line);
  const makeServer = await maker.server(context);
  const isFree = Number(context.local.get('port')?.value) === 0;
  return { app: await makeApp(), server: await makeServer(), isFree, files: configuration.files };
}

/** The application of a module, or the files below a directory. */
async function plainSite(target: Target, line: CommandLine): Promise<Site> {
  const app = target.type === 'directory' ? await directoryApp(target) : await moduleApp(target, line);
  return { ...nodeServer(line), app, files: [] };
}

async function directoryApp({ path: root }: Target): Promise<Application> {
  const { DirectoryApp } = await import('../apps/files/directory-app.ts');
  return new DirectoryApp(root, { listing: true }).toApp();
}

/** The export of a module: an application, an object with `fetch`, or a marked factory. */
async function moduleApp(target: Target, { appName }: CommandLine): Promise<Application> {
  const fragment = appName ?? target.fragment;
  const { href } = pathToFileURL(target.path);
  const text = fragment === undefined ? href : `${href}#${fragment}`;
  const reference = {
    scheme: 'file',
    text,
    target: href.slice('file:'.length),
    fragment,
    base: undefined,
  } as const;
  const { value, protocol } = await loadReference(reference, {});
  if (protocol) return loadApp(text);
  const app = readyApplication(value, true);
  if (app) return app;
  const reason =
    'the export is not an application: export a function (environ, startResponse), wsgify(…), or an object with toApp() or fetch()';
  throw new DeployError('unknown-protocol', reason, { file: target.path });
}

function nodeServer({ port = PORT, hostname = HOSTNAME }: CommandLine): {
  server: MadeServer;
  isFree: boolean;
} {
  const server = serving({ port, hostname });
  return { server: async (app) => server(app), isFree: port === 0 };
}

/** Listens; a failure is reported in one line. */
async function listen({ server, app }: Site): Promise<ServerHandle> {
  try {
    return await server(app);
  } catch (error) {
    if (!isListening(error)) throw error;
    const { address, port = 0, code, message } = error;
    const where = address === undefined ? '' : ` on ${address}${port > 0 ? `:${port}` : ''}`;
    const reasons = port === SOCKET_PORT ? SOCKET_REASONS : REASONS;
    throw new Error(`cannot listen${where}: ${reasons[code] ?? message}`, { cause: error });
  }
}

interface ListeningError extends Error {
  readonly code: string;
  readonly address?: string;
  readonly port?: number;
}

function isListening(error: unknown): error is ListeningError {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
