import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { TestContext } from 'vitest';
import { needProgram } from './programs.ts';
import { type Loopback, nodeServer } from './servers.ts';
import { makeTree } from './tree.ts';

const configuration = (folder: string, port: number, http: string, location: string) => `
daemon off;
master_process off;
pid ${folder}/pid;
error_log stderr error;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  proxy_http_version 1.1;
  ${http}
  server {
    listen 127.0.0.1:${port};
    location / {
      ${location}
    }
  }
}
`;

/** Starts a separate nginx with additional configuration, or skips the test. */
export async function nginx(
  context: TestContext,
  given: { readonly http?: string; readonly location: string },
): Promise<Loopback> {
  const program = needProgram(context, 'nginx');
  const tree = makeTree({});
  const port = await freePort();
  writeFileSync(tree.at('nginx.conf'), configuration(tree.root, port, given.http ?? '', given.location));
  const child = spawn(program, ['-p', tree.root, '-c', tree.at('nginx.conf')], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const exited = once(child, 'exit');
  while (child.exitCode === null && !(await isListening(port))) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    url,
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
      tree[Symbol.dispose]();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = await nodeServer(() => {});
  await server[Symbol.asyncDispose]();
  return server.port;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
