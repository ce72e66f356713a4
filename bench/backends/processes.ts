/**
 * The backends of nginx: our servers, and other servers of pages.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, stop, whenListening } from '../../examples/everywhere/web-servers.ts';
import { forkNode } from '../cores.ts';

/** A process, with its children, that serves a page on a port. */
export interface Backend extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
}

/** One of our servers. */
export async function ours(protocol: 'scgi' | 'fastcgi' | 'http'): Promise<Backend> {
  const child = forkNode('./backends/server.js', [protocol]);
  const [port] = await once(child, 'message');
  return { pid: child.pid ?? 0, port: Number(port), [Symbol.asyncDispose]: () => stop(child) };
}

/**
 * php-fpm with a page in PHP, or `undefined` if it is not installed. It needs a process for each connection that
 * nginx
 * keeps open, and as many for connections that end with their request.
 */
export async function phpFpm(): Promise<(Backend & { readonly script: string }) | undefined> {
  const version = (name: string) => /^php-fpm[0-9.]*$/.test(name);
  const program = programIn(version);
  if (program === undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'wheatpaste-'));
  const script = path.join(folder, 'hello.php');
  writeFileSync(
    script,
    "<?php header('Content-Type: text/plain'); header('Content-Length: 13'); echo 'Hello, World!';",
  );
  const port = await freePort();
  const configuration = path.join(folder, 'fpm.conf');
  const lines = [
    ...['[global]', `error_log=${folder}/log`, 'daemonize=no'],
    ...['[www]', `listen=127.0.0.1:${port}`, 'pm=static', 'pm.max_children=64'],
    ...(process.getuid?.() === 0 ? ['user=root', 'group=root'] : []),
  ];
  writeFileSync(configuration, `${lines.join('\n')}\n`);
  const backend = await started(program, ['-R', '-F', '-y', configuration], port, folder);
  return { ...backend, script };
}

/** Python's uwsgi or gunicorn with WebOb, or `undefined` if they are not installed. */
export async function webob(server: 'uwsgi' | 'gunicorn'): Promise<Backend | undefined> {
  const program = programIn((name) => name === server);
  if (program === undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'wheatpaste-'));
  writeFileSync(
    path.join(folder, 'hello.py'),
    `from webob import Response
def application(environ, start_response):
    return Response('Hello, World!', content_type='text/plain')(environ, start_response)
`,
  );
  const port = await freePort();
  const place = `127.0.0.1:${port}`;
  const args = {
    uwsgi: ['--plugin', 'python3', '--socket', place, '--wsgi-file', 'hello.py', '--disable-logging'],
    gunicorn: ['--bind', place, 'hello:application'],
  };
  return await started(program, args[server], port, folder);
}

/** Milliseconds of CPU time that a process and its children have used. */
export function cpuOf(pid: number): number {
  const fields = statOf(pid);
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  const children = readdirSync('/proc').filter((name) => statOf(Number(name))[1] === String(pid));
  const own = (user + system) * MILLISECONDS_OF_A_TICK;
  return children.reduce((sum, child) => sum + cpuOf(Number(child)), own);
}

/** The unit of CPU time in which Linux reports to programs. */
const MILLISECONDS_OF_A_TICK = 10;

/** The fields of a process after its name, or an empty list if it has exited. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

async function started(program: string, args: string[], port: number, folder: string): Promise<Backend> {
  const child = spawn(program, args, { cwd: folder, stdio: 'ignore' });
  await whenListening(port, child);
  const dispose = async () => {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { pid: child.pid ?? 0, port, [Symbol.asyncDispose]: dispose };
}

/** Debian's own program, because only its Python finds Debian's packages. */
function programIn(isWanted: (name: string) => boolean): string | undefined {
  for (const folder of ['/usr/bin', '/usr/sbin']) {
    const found = readdirSync(folder).find(isWanted);
    if (found === undefined) continue;
    const file = path.join(folder, found);
    accessSync(file, constants.X_OK);
    return file;
  }
  return undefined;
}
