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
 * @throws Error when one was not a 200.
 */
export async function load(url: string, seconds: number): Promise<number> {
  const duration = String(Math.max(1, Math.round(seconds)));
  return LOADER === 'wrk' ? await loadWithWrk(url, duration) : await loadWithAutocannon(url, duration);
}

async function loadWithWrk(url: string, duration: string): Promise<number> {
  const output = await run(['wrk', '-t', '1', '-c', CONNECTIONS, '-d', duration, url]);
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(output);
  return Number(/(\d+) requests in/.exec(output)?.[1]);
}

async function loadWithAutocannon(url: string, duration: string): Promise<number> {
  const program = createRequire(import.meta.url).resolve('autocannon');
  const args = ['--json', '--connections', CONNECTIONS, '--duration', duration, url];
  const result = JSON.parse(await run([process.execPath, program, ...args]));
  if (result.non2xx + result.errors > 0) throw new Error(`${url}: not every answer was a 200`);
  return result['2xx'];
}

async function run(command: string[]): Promise<string> {
  const [file = '', ...args] = pinned(LOAD_CORE, command);
  const { stdout } = await promisify(execFile)(file, args);
  return stdout;
}
