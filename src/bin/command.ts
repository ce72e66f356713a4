/**
 * The command `wheatpaste`, as a function.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DeployError, messageOf } from '../deploy/deploy-error.ts';
import { type CommandHost, type CommandLine, UsageError } from './host.ts';
import { runReloading } from './reload.ts';
import { runServe } from './serve.ts';
import { runShow } from './show.ts';

const OPTIONS = {
  port: { type: 'string' },
  hostname: { type: 'string' },
  'app-name': { type: 'string' },
  'server-name': { type: 'string' },
  reload: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const USAGE = `Usage: wheatpaste serve FILE.ini[#name] [NAME=VALUE …]   what the file describes
       wheatpaste serve MODULE.js[#export]               an application, or an object with fetch()
       wheatpaste serve DIRECTORY                        the files below it, with listings
       wheatpaste show FILE.ini[#name] [NAME=VALUE …]    what the file describes, and where each value comes from

  NAME=VALUE            a global value, unless the file's own [DEFAULT] has one of that name

  --port NUMBER         listen on this port; 0 picks a free one
  --hostname NAME       listen on this address
  --app-name NAME       the application's name in the file, else main
  --server-name NAME    the server's name in the file, else main
  --reload              start again when a file changes
  --verbose             show where errors come from
  --help, --version
`;

/**
 * Runs the command and returns its exit code: 0; 1 when the configuration is wrong or the server cannot listen; 2
 * when the command line is malformed.
 */
export async function runCommand(args: readonly string[], host: CommandHost): Promise<number> {
  let isVerbose = false;
  try {
    const { values, positionals } = parsed(args);
    isVerbose = values.verbose ?? false;
    if (values.help) return say(host, USAGE);
    if (values.version) return say(host, `${await version()}\n`);
    const [command, target, ...assignments] = positionals;
    if (command !== 'serve' && command !== 'show') {
      throw new UsageError(
        command === undefined ? 'name a command: serve or show' : `there is no command ${command}`,
      );
    }
    if (target === undefined) throw new UsageError(`${command} what? Name a file or a folder`);
    const line: CommandLine = {
      target,
      globalConf: globalConfOf(assignments),
      port: portOf(values.port),
      hostname: values.hostname,
      appName: values['app-name'],
      serverName: values['server-name'],
    };
    if (command === 'show') return await runShow(line, host);
    return await (values.reload ? runReloading(args, line, host) : runServe(line, host));
  } catch (error) {
    return fail(error, host, isVerbose);
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(messageOf(error).split('. ', 1).join(''));
  }
}

function globalConfOf(assignments: readonly string[]): Readonly<Record<string, string>> {
  const conf: Record<string, string> = Object.create(null);
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    if (equals < 1) throw new UsageError(`${assignment} is not NAME=VALUE`);
    conf[assignment.slice(0, equals)] = assignment.slice(equals + 1);
  }
  return conf;
}

function portOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new UsageError(`--port ${value} is not a port`);
  return Number(value);
}

function say({ stdout }: CommandHost, text: string): number {
  stdout.write(text);
  return 0;
}

/** Reports an error on one line. */
function fail(error: unknown, { stderr, env, cwd }: CommandHost, isVerbose: boolean): number {
  const isUsage = error instanceof UsageError;
  const isColoured = stderr.isTTY === true && !env.NO_COLOR;
  const name = isColoured ? '\x1b[31mwheatpaste:\x1b[39m' : 'wheatpaste:';
  const text = error instanceof DeployError ? relative(error, cwd) : messageOf(error);
  stderr.write(`${name} ${text}${isUsage ? ' (see wheatpaste --help)' : ''}\n`);
  for (let cause = isVerbose ? error : undefined; cause instanceof Error; cause = cause.cause) {
    stderr.write(`${cause.stack}\n`);
  }
  return isUsage ? 2 : 1;
}

/** The message of an error, with its file relative to the working directory. */
function relative({ kind, reason, file, section, option, line }: DeployError, cwd: string): string {
  const place = { file: file === undefined ? file : path.relative(cwd, file), section, option, line };
  return messageOf(new DeployError(kind, reason, place));
}

/** The version of this package. */
async function version(): Promise<string> {
  const file = createRequire(import.meta.url).resolve('wheatpaste/package.json');
  return JSON.parse(await readFile(file, 'utf8')).version;
}
