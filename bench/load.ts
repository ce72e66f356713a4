/**
 * Loading a server from another core: with wrk where it is installed, else with autocannon.
 *
 * @module
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { isInstalled, LOAD_CORE, pinned } from './cores.ts';

const CONNECTIONS = '32';

/** What loads servers here. */
export const LOADER = isInstalled('wrk') ? 'wrk' : 'autocannon';

/**
 * Sends as many GET requests as are answered, over 32 connections.
 *
 * @returns the number of responses.
 * @throws Error when one was an error.
 */
export async function load(
  url: string,
  seconds: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const duration = String(Math.max(1, Math.round(seconds)));
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  return LOADER === 'wrk'
    ? await loadWithWrk([...fields, '-d', duration, url])
    : await loadWithAutocannon([...fields, '-d', duration, url]);
}

async function loadWithWrk(args: readonly string[]): Promise<number> {
  const output = await run(['wrk', '-t', '1', '-c', CONNECTIONS, ...args]);
  if (/Non-2xx|(?:connect|read|write) [1-9]/.test(output)) throw new Error(output);
  return Number(/(\d+) requests in/.exec(output)?.[1]);
}

async function loadWithAutocannon(args: readonly string[]): Promise<number> {
  const program = createRequire(import.meta.url).resolve('autocannon');
  const result = JSON.parse(await run([process.execPath, program, '--json', '-c', CONNECTIONS, ...args]));
  if (result['4xx'] + result['5xx'] + result.errors > 0) throw new Error(`${args.at(-1)}: there were errors`);
  return result['2xx'] + result['3xx'];
}

async function run(command: string[]): Promise<string> {
  const [file = '', ...args] = pinned(LOAD_CORE, command);
  const { stdout } = await promisify(execFile)(file, args);
  return stdout;
}
