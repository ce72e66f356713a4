import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCGI } from '../../../src/gateways/cgi/run-cgi.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import { textIn } from '../../support/text-in.ts';
import { makeTree } from '../../support/tree.ts';

const tree = makeTree({});
beforeAll(async () => {
  const build = await rolldown({ input: 'test/support/run-cgi.ts', platform: 'node' });
  await build.write({ file: tree.at('program.mjs'), codeSplitting: false });
  await build.close();
});
afterAll(() => tree[Symbol.dispose]());

/** Starts the program for a path, in which `printf` expands escapes. */
function program(path: string, env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
  const line = 'export PATH_INFO="$(printf "$1")"; exec "$2" "$3"';
  const variables = { REQUEST_METHOD: 'GET', ...env };
  return spawn('/bin/sh', ['-c', line, 'sh', path, process.execPath, tree.at('program.mjs')], {
    env: variables,
  });
}

async function ended(child: ChildProcessWithoutNullStreams) {
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('latin1').on('data', (chunk) => {
    text.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text.stderr += chunk;
  });
  const [exit] = await once(child, 'close');
  return { exit, ...text };
}

describe('runCGI', () => {
  it('accepts other streams than those of the process', async () => {
    const output = new PassThrough();
    const app = wsgify(async (request) => new Response(`${request.scriptName} ${await request.text()}`));
    const environ = { REQUEST_METHOD: 'POST', CONTENT_LENGTH: '2', REQUEST_URI: '/app/x' };
    const errors = { write: () => {} };
    await runCGI(app, { environ, input: [Buffer.from('hi')], output, scriptName: '/app', errors });
    expect(textIn(output)).toMatch(/\r\n\r\n\/app hi$/);
  });

  it('defaults to the streams of the process', async () => {
    const before = process.exitCode;
    const said: string[] = [];
    await runCGI(new Response('x'), { errors: { write: (message) => said.push(message) } });
    expect(said.join('')).toMatch(/^not run as CGI/);
    expect(process.exitCode).toBe(2);
    process.exitCode = before;
    const output = new PassThrough();
    await runCGI(new Response('x'), { environ: { REQUEST_METHOD: 'GET' }, output });
    expect(textIn(output)).toMatch(/\r\n\r\nx$/);
  });

  it('sets an exit status that marks the response as incomplete', async () => {
    const before = process.exitCode;
    const body = (async function* () {
      yield Buffer.from('some');
      throw new Error('meant');
    })();
    const channels = {
      environ: { REQUEST_METHOD: 'GET' },
      output: new PassThrough(),
      errors: { write: () => {} },
    };
    await runCGI(new Response(body), channels);
    expect(process.exitCode).toBe(1);
    process.exitCode = before;
  });

  it('refuses unknown options, and values that are not applications', async () => {
    await expect(runCGI(new Response('x'), { outpt: 1 } as object)).rejects.toThrow(/did you mean output/);
    await expect(runCGI({} as Response)).rejects.toThrow(/expected an application/);
  });

  it('preserves the bytes of the path, even if they are not text', async () => {
    const { stdout, exit } = await ended(program('/\\303\\251\\377'));
    const [head = '', body = ''] = stdout.split('\r\n\r\n');
    expect(head).toMatch(/^Status: 200 OK\r\nContent-Type: application\/json/);
    expect(JSON.parse(Buffer.from(body, 'latin1').toString())).toEqual({ path: '/\xc3\xa9\xff', body: '' });
    expect(exit).toBe(0);
  });

  it.each([
    ['that it reads', '/read', /"body":"hello"\}$/],
    ['that nobody reads', '/unread', /unread$/],
  ])('exits although the standard input %s stays open', async (_, path, answer) => {
    const child = program(path, { REQUEST_METHOD: 'POST', CONTENT_LENGTH: '5' });
    child.stdin.on('error', () => {}).write('hello, and more');
    expect(await ended(child)).toEqual({ exit: 0, stdout: expect.stringMatching(answer), stderr: '' });
  });

  it('exits after everything is written, however much it is', async () => {
    const child = program('/large');
    const [head = '', body = ''] = (await ended(child)).stdout.split('\r\n\r\n');
    expect(head).toContain('Content-Length: 1000000');
    expect(body).toHaveLength(1_000_000);
  });

  it('exits silently when the web server disconnects', async () => {
    const child = program('/large');
    const exited = once(child, 'exit');
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    expect(await exited).toEqual([0, null]);
    expect(said).toBe('');
  });

  it('reports with its exit status a failure that the response cannot report', async () => {
    const breaking = await ended(program('/breaking'));
    expect(breaking).toMatchObject({ exit: 1, stdout: expect.stringMatching(/\r\n\r\nsome$/) });
    expect(breaking.stderr).toContain('Error: meant');
    const lost = await ended(program('/', { REQUEST_METHOD: undefined }));
    expect(lost).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringMatching(/^not run as CGI/) });
  });
});
