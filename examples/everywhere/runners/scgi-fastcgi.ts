/**
 * SCGI and FastCGI under nginx, lighttpd and Apache.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Application } from 'wheatpaste';
import { type FastCGIOptions, type SCGIOptions, serveFastCGI, serveSCGI } from 'wheatpaste/cgi';
import { asking } from '../ask.ts';
import type { Host, Running } from '../runner.ts';
import { freePort, type Site, startWebServer, stop, type WebServer, whenListening } from '../web-servers.ts';

const SCRIPT_NAME = '/app';

const nginxSCGI = (port: number) => `location ${SCRIPT_NAME} {
  include /etc/nginx/scgi_params;
  scgi_pass 127.0.0.1:${port};
}`;
// The second line keeps connections open at our end, the upstream at nginx's end.
const nginxFastCGI = () => `location ${SCRIPT_NAME} {
  include /etc/nginx/fastcgi_params;
  fastcgi_keep_conn on;
  fastcgi_pass app;
}`;
const upstream = (port: number) => `upstream app { server 127.0.0.1:${port}; keepalive 8; }`;
// Without the first line, lighttpd buffers the whole response.
const lighttpd = (protocol: 'scgi' | 'fastcgi', place: string) => `
  server.stream-response-body = 1
  server.modules += ("mod_${protocol}")
  ${protocol}.server = ("${SCRIPT_NAME}" => ((${place}, "check-local" => "disable")))`;
const lighttpdTo = (protocol: 'scgi' | 'fastcgi') => (port: number) =>
  lighttpd(protocol, `"host" => "127.0.0.1", "port" => ${port}`);
// Without the second line, Apache drops the Content-Length of responses that are not from an HTTP server.
const apache = (protocol: 'scgi' | 'fcgi') => (port: number) =>
  `
  AllowEncodedSlashes NoDecode
  SetEnv ap_trust_cgilike_cl 1
  ProxyPass ${SCRIPT_NAME} ${protocol}://127.0.0.1:${port}${SCRIPT_NAME}`;

/** The command line of the FastCGI program: compiled, or else as the tests run sources. */
function programLine(): string[] {
  const isSource = import.meta.url.endsWith('.ts');
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const source = [file('../../../test/support/run-module.mjs'), file('../fastcgi-program.ts')];
  return [process.execPath, ...(isSource ? source : [file('../fastcgi-program.js')])];
}

type Serve = (app: Application, options: SCGIOptions | FastCGIOptions) => ReturnType<typeof serveSCGI>;

/** A web server that passes requests to one of our servers. */
function passing(
  program: 'nginx' | 'lighttpd' | 'apache',
  serve: Serve,
  configuration: (port: number) => string,
  beside?: (port: number) => string,
): Host {
  return {
    needs: [program === 'apache' ? 'apache2' : program],
    run: async (app): Promise<Running> => {
      const server = await serve(app, {
        port: 0,
        scriptName: SCRIPT_NAME,
        closeTimeout: 100,
        onError: () => {},
      });
      return behind(
        await startWebServer(program, () => configuration(server.port), beside?.(server.port)),
        () => server.close(),
      );
    },
  };
}

function behind(web: WebServer, close: () => Promise<void>): Running {
  return {
    ask: asking(web.url + SCRIPT_NAME),
    [Symbol.asyncDispose]: async () => {
      await web[Symbol.asyncDispose]();
      await close();
    },
  };
}

/** lighttpd in front of a program that spawn-fcgi has started. */
async function spawned(): Promise<Running> {
  const port = await freePort();
  const args = ['-n', '-a', '127.0.0.1', '-p', String(port), '--', ...programLine()];
  const program = spawn('spawn-fcgi', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await whenListening(port, program);
  return behind(await startWebServer('lighttpd', () => lighttpdTo('fastcgi')(port)), () => stop(program));
}

/** lighttpd, with a program that it starts itself. */
async function started(): Promise<Running> {
  const configuration = ({ folder }: Site) =>
    lighttpd(
      'fastcgi',
      `"bin-path" => "${programLine().join(' ')}", "socket" => "${folder}/fastcgi.sock", "max-procs" => 1`,
    );
  return behind(await startWebServer('lighttpd', configuration), async () => {});
}

export const hosts: Readonly<Record<string, Host>> = {
  'nginx, SCGI': passing('nginx', serveSCGI, nginxSCGI),
  'nginx, FastCGI': passing('nginx', serveFastCGI, nginxFastCGI, upstream),
  'lighttpd, SCGI': passing('lighttpd', serveSCGI, lighttpdTo('scgi')),
  'lighttpd, FastCGI': passing('lighttpd', serveFastCGI, lighttpdTo('fastcgi')),
  'lighttpd, FastCGI that spawn-fcgi starts': { needs: ['lighttpd', 'spawn-fcgi'], run: spawned },
  'lighttpd, FastCGI that it starts': { needs: ['lighttpd'], run: started },
  'Apache, SCGI': passing('apache', serveSCGI, apache('scgi')),
  'Apache, FastCGI': passing('apache', serveFastCGI, apache('fcgi')),
};
