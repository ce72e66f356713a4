import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { startWebServer } from '../../examples/everywhere/web-servers.ts';
import { serveFastCGI } from '../../src/gateways/fastcgi/serve.ts';
import { serveSCGI } from '../../src/gateways/scgi/serve.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { needProgram } from '../support/programs.ts';
import { makeTree } from '../support/tree.ts';

const PAGE = readFileSync('docs/cgi.md', 'utf8');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The first configuration below a heading. */
function configurationBelow(heading: string): string {
  const section = PAGE.slice(PAGE.indexOf(`### ${heading}\n`));
  return /^```\n([\s\S]*?)^```$/m.exec(section)?.[1] ?? '';
}

const app = wsgify(({ scriptName, pathInfo }) => `${scriptName} ${pathInfo}`);
const NEEDED = { nginx: 'nginx', lighttpd: 'lighttpd', apache: 'apache2' } as const;

const CASES = [
  ['nginx', 'nginx: FastCGI', serveFastCGI],
  ['nginx', 'nginx: SCGI', serveSCGI],
  ['lighttpd', 'lighttpd: FastCGI', serveFastCGI],
  ['lighttpd', 'lighttpd: SCGI', serveSCGI],
  ['apache', 'Apache: FastCGI and SCGI', serveFastCGI],
] as const;

describe('a configuration in the documentation', () => {
  it.for(CASES)('of %s, %s, works with the paths and ports of this machine', async (one, context) => {
    const [program, heading, serve] = one;
    needProgram(context, NEEDED[program]);
    const tree = makeTree({});
    closers.push(() => tree[Symbol.dispose]());
    const documented = configurationBelow(heading);
    const socket = tree.at('app.sock');
    const place = documented.includes('unix:') ? { path: socket } : { port: 0 };
    const server = await serve(app, { ...place, scriptName: '/app', closeTimeout: 100 });
    closers.push(server.close);
    const configuration = documented
      .replaceAll('/run/app.sock', socket)
      .replaceAll(/\b(?:9000|4000)\b/g, String(server.port))
      // Directives that the tests' own configuration already contains.
      .replaceAll(/^LoadModule (?:proxy|proxy_fcgi|env)_module .*\n/gm, '');
    const [beside, particular] = partsOf(configuration, program);
    const web = await startWebServer(program, () => particular, beside);
    closers.push(() => web[Symbol.asyncDispose]());
    const answer = await fetch(`${web.url}/app/a%2Fb`);
    expect([answer.status, await answer.text()]).toEqual([200, '/app /a/b']);
    expect(answer.headers.get('Content-Length')).toBe('9');
  });
});

/** For nginx, the text outside its server block and the text inside; for other web servers, everything. */
function partsOf(configuration: string, program: string): [beside: string, particular: string] {
  const [beside, particular] = configuration.split(/^server \{\n {2}listen 80;$/m);
  if (program !== 'nginx' || particular === undefined) return ['', configuration];
  return [beside ?? '', particular.slice(0, particular.lastIndexOf('}'))];
}
