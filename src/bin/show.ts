/**
 * `wheatpaste show`: shows what a configuration describes, and where each value comes from. Nothing is loaded.
 *
 * @module
 */
import { type ConfigFile, MAIN, typeAndNameOf } from '../deploy/config-file.ts';
import { openConfiguration } from '../deploy/load.ts';
import { type CommandHost, type CommandLine, UsageError } from './host.ts';
import { Page } from './page.ts';
import { Shower } from './shower.ts';
import { targetOf } from './target.ts';

/**
 * Shows an application and a server of a configuration: those that the command line names, else `main`, or all
 * applications if there is no `main`. Names that do not exist are shown as missing. Parts that cannot be read are
 * reported in place, and the first such error is thrown at the end.
 */
export async function runShow(line: CommandLine, host: CommandHost): Promise<number> {
  const target = await targetOf(line.target, host.cwd);
  if (target.type !== 'config') throw new UsageError(`${line.target} is not a configuration file`);
  const name = line.appName ?? target.fragment;
  const { configuration, file, from } = await openConfiguration(
    target.path,
    line.globalConf,
    (variable) => `%(env.${variable})s`,
  );
  const page = new Page(host);
  const shower = new Shower(configuration, page, file.defaults);
  page.heading(0, 'configuration', { file: file.path });
  page.settings(1, file.defaults);
  for (const app of name === undefined ? applicationsOf(file) : [name]) await shower.app(0, app, from);
  const server = line.serverName ?? MAIN;
  if (line.serverName !== undefined || file.has('server', server)) await shower.server(0, server, from);
  else page.heading(0, `server: node's, since there is no [server:${server}]`, {});
  const unused = file.ini.sections.filter((section) => !shower.hasShown(file.path, section.name));
  if (unused.length > 0) page.line(0, `not used: ${unused.map((section) => `[${section.name}]`).join(' ')}`);
  host.stdout.write(page.text);
  if (shower.errors.length > 0) throw shower.errors[0];
  return 0;
}

function applicationsOf(file: ConfigFile): string[] {
  if (file.has('app', MAIN)) return [MAIN];
  const names = new Set(file.ini.sections.map((section) => typeAndNameOf(section.name)[1]));
  return [...names].filter((name) => file.has('app', name));
}
