/**
 * The load generator wrk, from the Debian package of that name.
 *
 * @module
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { LOAD_CORE, pin } from '../cores.ts';
import type { Asked } from '../servers.ts';

/** The report of a run of wrk. */
export interface WrkRun {
  readonly requests: number;
  /** Per second. */
  readonly rate: number;
  /** The latency of half of the requests is at most this, in microseconds. */
  readonly p50: number;
  /** The same for 99 of 100 requests. */
  readonly p99: number;
}

/** How a server is loaded. */
export interface Wrk {
  readonly connections: number;
  readonly seconds: number;
  /** Whether wrk stays on the core of load generators. */
  readonly isPinned?: boolean;
}

/** The reason why wrk cannot run, if it cannot. */
export const wrkIsMissing: string | undefined =
  spawnSync('wrk', ['--version']).error && 'Not run: wrk is not installed.';

/** wrk needs a descriptor per connection, and the limit of the shell may be lower than the system's. */
const WITH_DESCRIPTORS = [
  '-c',
  'ulimit -n "$(ulimit -Hn)"; exec "$@"',
  'sh',
  'wrk',
  '--threads',
  '1',
  '--latency',
];
const UNITS: Readonly<Record<string, number>> = { us: 1, ms: 1000, s: 1_000_000, m: 60_000_000 };

/**
 * Loads a server.
 *
 * @throws Error when a request fails, or the response is an error.
 */
export async function runWrk(
  origin: string,
  asked: Asked,
  { connections, seconds, isPinned }: Wrk,
): Promise<WrkRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wrk-'));
  try {
    const script = path.join(folder, 'request.lua');
    writeFileSync(script, scriptOf(asked));
    const args = ['--connections', `${connections}`, '--duration', `${seconds}s`, '--script', script];
    const process = spawn('sh', [...WITH_DESCRIPTORS, ...args, origin + asked.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (isPinned) pin(process, LOAD_CORE);
    const [output] = await Promise.all([text(process.stdout), once(process, 'exit')]);
    return runOf(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function scriptOf({ method, headers, body }: Asked): string {
  const fields = Object.entries(headers).filter(([name]) => name !== 'Content-Length');
  return [
    `wrk.method = ${JSON.stringify(method)}`,
    ...(body === '' ? [] : [`wrk.body = ${JSON.stringify(body)}`]),
    ...fields.map(([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`),
  ].join('\n');
}

function runOf(output: string): WrkRun {
  const failed = /Socket errors.*|Non-2xx.*/.exec(output);
  if (failed) throw new Error(`wrk: ${failed[0]}`);
  return {
    requests: Number(found(output, /(\d+) requests in/)),
    rate: Number(found(output, /Requests\/sec:\s+([\d.]+)/)),
    p50: microseconds(found(output, /^\s+50%\s+(\S+)/m)),
    p99: microseconds(found(output, /^\s+99%\s+(\S+)/m)),
  };
}

function microseconds(time: string): number {
  const unit = time.replace(/[\d.]+/, '');
  return Number.parseFloat(time) * (UNITS[unit] ?? Number.NaN);
}

function found(output: string, pattern: RegExp): string {
  const match = pattern.exec(output);
  if (match?.[1] === undefined) throw new Error(`wrk said what is not understood:\n${output}`);
  return match[1];
}
