import { afterEach, describe, expect, it } from 'vitest';
import { startWebServer } from '../../examples/everywhere/web-servers.ts';
import { serveFastCGI } from '../../src/gateways/fastcgi/serve.ts';
import { serveSCGI } from '../../src/gateways/scgi/serve.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { Response } from '../../src/response/response.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { bytes } from '../support/bytes.ts';
import { needProgram } from '../support/programs.ts';
import { happening } from '../support/raw.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Way {
  readonly program: 'nginx' | 'lighttpd' | 'apache';
  readonly serve: typeof serveSCGI;
  readonly configuration: (port: number) => string;
}

const nginx = (protocol: string) => (port: number) =>
  `
  location / {
    include /etc/nginx/${protocol}_params;
    ${protocol}_pass 127.0.0.1:${port};
    ${protocol}_buffering off;
    ${protocol === 'fastcgi' ? 'fastcgi_keep_conn on;' : ''}
  }`;
const lighttpd = (protocol: string) => (port: number) =>
  `
  server.stream-response-body = 1
  server.stream-request-body = 1
  server.modules += ("mod_${protocol}")
  ${protocol}.server = ("/" => (("host" => "127.0.0.1", "port" => ${port}, "check-local" => "disable")))`;
const apache = (protocol: string) => (port: number) =>
  `
  KeepAlive Off
  SetEnv ap_trust_cgilike_cl 1
  ProxyPass / ${protocol}://127.0.0.1:${port}/ flushpackets=on`;

const WAYS: readonly (readonly [name: string, Way])[] = [
  ['nginx, SCGI', { program: 'nginx', serve: serveSCGI, configuration: nginx('scgi') }],
  ['nginx, FastCGI', { program: 'nginx', serve: serveFastCGI, configuration: nginx('fastcgi') }],
  ['lighttpd, SCGI', { program: 'lighttpd', serve: serveSCGI, configuration: lighttpd('scgi') }],
  ['lighttpd, FastCGI', { program: 'lighttpd', serve: serveFastCGI, configuration: lighttpd('fastcgi') }],
  ['Apache, SCGI', { program: 'apache', serve: serveSCGI, configuration: apache('scgi') }],
  ['Apache, FastCGI', { program: 'apache', serve: serveFastCGI, configuration: apache('fcgi') }],
];

/** Starts a web server in front of an application. */
async function inFrontOf({ program, serve, configuration }: Way, app: Application): Promise<string> {
  const server = await serve(app, { port: 0, scriptName: '', closeTimeout: 100, onError: () => {} });
  closers.push(server.close);
  const web = await startWebServer(program, () => configuration(server.port));
  closers.push(() => web[Symbol.asyncDispose]());
  return web.url;
}

describe.each(WAYS)('%s', (_name, way) => {
  const program = way.program === 'apache' ? 'apache2' : way.program;

  it('forwards the beginning of a response whose end is pending', async (context) => {
    needProgram(context, program);
    const proceed = happening();
    const url = await inFrontOf(
      way,
      wsgify(
        () =>
          new Response(
            (async function* () {
              yield bytes('first');
              await proceed.promise;
              yield bytes('second');
            })(),
          ),
      ),
    );
    const answer = await fetch(url);
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    proceed.happen();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('second');
  });

  it('lets its client detect an incomplete response whose length is known', async (context) => {
    needProgram(context, program);
    const url = await inFrontOf(way, (_environ, start) => {
      start('200 OK', [['Content-Length', '1000']]);
      return (async function* () {
        yield bytes('first');
        await new Promise((resolve) => setTimeout(resolve, 20));
        throw new Error('meant');
      })();
    });
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow();
  });

  it('reports that its client has disconnected', async (context) => {
    needProgram(context, program);
    const [arrived, left] = [happening(), happening()];
    const url = await inFrontOf(
      way,
      wsgify(async (request) => {
        request.signal.addEventListener('abort', () => left.happen());
        return new Response(
          (async function* () {
            try {
              for (;;) {
                yield bytes('and so on');
                arrived.happen();
                await new Promise((resolve) => setTimeout(resolve, 20));
              }
            } finally {
              left.happen();
            }
          })(),
        );
      }),
    );
    const leaving = new AbortController();
    const answer = await fetch(url, { signal: leaving.signal });
    await arrived.promise;
    await answer.body?.getReader().read();
    leaving.abort();
    await left.promise;
  });
});
