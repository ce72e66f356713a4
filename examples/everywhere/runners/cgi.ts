/**
 * CGI under lighttpd and Apache: a process for each request, which loads the application itself.
 *
 * @module
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { asking } from '../ask.ts';
import type { Host, Running } from '../runner.ts';
import { type Site, startWebServer } from '../web-servers.ts';

const SCRIPT_NAME = '/app';
const ROOT = path.resolve('src');

const lighttpd = (program: string) => `
  server.modules += ("mod_alias", "mod_cgi")
  server.stream-response-body = 1
  alias.url = ("${SCRIPT_NAME}" => "${program}")
  cgi.assign = ("${path.basename(program)}" => "")`;

// By default, Apache answers paths with %2F with 404, drops the Content-Length of programs, and withholds the
// client's
// password.
const apache = (program: string, { folder }: Site) => `
  ${['alias', 'cgid'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
  AllowEncodedSlashes NoDecode
  SetEnv ap_trust_cgilike_cl 1
  ScriptSock ${folder}/cgi.sock
  ScriptAlias ${SCRIPT_NAME} ${program}
  <Directory ${path.dirname(program)}>
    Require all granted
    CGIPassAuth On
  </Directory>`;

/** The program as one executable file, in a folder that every user may read. */
async function builtProgram(): Promise<{ readonly file: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wheatpaste-'));
  await chmod(folder, 0o755);
  const isSource = import.meta.url.endsWith('.ts');
  const bundle = await rolldown({
    input: fileURLToPath(new URL(`../cgi-program.${isSource ? 'ts' : 'js'}`, import.meta.url)),
    platform: 'node',
    ...(isSource && {
      resolve: { alias: { 'wheatpaste/cgi': `${ROOT}/cgi.ts`, wheatpaste: `${ROOT}/index.ts` } },
    }),
  });
  const file = path.join(folder, 'app.mjs');
  await bundle.write({ file, banner: `#!${process.execPath}`, codeSplitting: false });
  await bundle.close();
  await chmod(file, 0o755);
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

function under(
  name: 'lighttpd' | 'apache',
  configuration: (program: string, site: Site) => string,
): Host['run'] {
  return async (): Promise<Running> => {
    const program = await builtProgram();
    try {
      const server = await startWebServer(name, (site) => configuration(program.file, site));
      return {
        ask: asking(server.url + SCRIPT_NAME),
        [Symbol.asyncDispose]: async () => {
          await server[Symbol.asyncDispose]();
          await program[Symbol.asyncDispose]();
        },
      };
    } catch (error) {
      await program[Symbol.asyncDispose]();
      throw error;
    }
  };
}

export const hosts: Readonly<Record<string, Host>> = {
  'lighttpd, CGI': { needs: ['lighttpd'], run: under('lighttpd', lighttpd) },
  'Apache, CGI': { needs: ['apache2'], run: under('apache', apache) },
};
