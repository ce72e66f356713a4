/**
 * Web servers with their configurations: nginx, lighttpd and Apache, each in a temporary folder.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A running web server. */
export interface WebServer extends AsyncDisposable {
  readonly url: string;
  /** Its process, which may have children. */
  readonly pid: number;
}

/** The input of a configuration. */
export interface Site {
  readonly port: number;
  readonly folder: string;
}

/** The way to start a web server. */
interface Program {
  readonly command: string;
  args(file: string): string[];
  /** The complete configuration, including the given part. */
  configuration(site: Site, particular: string, beside: string): string;
}

const IS_ROOT = process.getuid?.() === 0;

const PROGRAMS = {
  nginx: {
    command: 'nginx',
    args: (file) => ['-e', 'stderr', '-c', file],
    configuration: ({ port, folder }, particular, beside) => {
      const names = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
      const folders = names.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
      return `${IS_ROOT ? 'user root;' : ''} daemon off; pid ${folder}/pid; worker_processes 1;
        events { worker_connections 512; }
        http {
          access_log off; ${folders} client_max_body_size 0; keepalive_requests 1000000;
          ${beside}
          server { listen 127.0.0.1:${port}; ${particular} }
        }`;
    },
  },
  lighttpd: {
    command: 'lighttpd',
    args: (file) => ['-D', '-f', file],
    configuration: ({ port, folder }, particular) => `
      server.bind = "127.0.0.1"
      server.port = ${port}
      server.document-root = "${folder}"
      server.upload-dirs = ("${folder}")
      ${particular}`,
  },
  apache: {
    command: 'apache2',
    args: (file) => ['-D', 'FOREGROUND', '-f', file],
    configuration: ({ port, folder }, particular) => {
      const modules = ['mpm_event', 'authz_core', 'proxy', 'proxy_scgi', 'proxy_fcgi', 'env', 'setenvif'];
      const loads = modules.map(
        (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
      );
      return `
        ServerRoot ${folder}
        DefaultRuntimeDir ${folder}
        PidFile ${folder}/pid
        Listen 127.0.0.1:${port}
        ServerName localhost
        ErrorLog /dev/null
        DocumentRoot ${folder}
        ${loads.join('\n')}
        ${IS_ROOT ? 'User www-data\nGroup www-data' : ''}
        ${particular}`;
    },
  },
} as const satisfies Record<string, Program>;

/**
 * Starts a web server, and waits until it listens.
 *
 * @param beside configuration outside nginx's server block, for its upstreams.
 */
export async function startWebServer(
  name: keyof typeof PROGRAMS,
  particular: (site: Site) => string,
  beside = '',
): Promise<WebServer> {
  const program: Program = PROGRAMS[name];
  const folder = await mkdtemp(path.join(tmpdir(), 'wheatpaste-'));
  // Apache's children run as another user.
  await chmod(folder, 0o755);
  const site = { port: await freePort(), folder };
  const file = path.join(folder, `${name}.conf`);
  await writeFile(file, program.configuration(site, particular(site), beside));
  const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const child = spawn(program.command, program.args(file), {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (bytes: Buffer) => said.push(String(bytes)));
  const dispose = async () => {
    await stop(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await whenListening(site.port, child);
  } catch (cause) {
    await dispose();
    throw new Error(`${name} does not listen: ${said.join('')}`, { cause });
  }
  return { url: `http://127.0.0.1:${site.port}`, pid: child.pid ?? 0, [Symbol.asyncDispose]: dispose };
}

/** A port that is not in use. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until a port is in use, or the process that should use it has ended. */
export async function whenListening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; child.exitCode === null && tries < 200; tries++) {
    if (await isListening(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody listens at port ${port}`);
}

/** Ends a process, and waits until it has exited. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(late);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (isThere: boolean) => () => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', settle(true)).once('error', settle(false));
  });
}
