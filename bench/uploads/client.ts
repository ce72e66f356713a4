/**
 * Uploads over real sockets to a server in a separate process.
 *
 * @module
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Usage } from './server.ts';

const CHUNK = Buffer.alloc(64 * 1024, 'content ');
const BOUNDARY = 'xyzzy';
const HEAD = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`;
const TAIL = `\r\n--${BOUNDARY}--\r\n`;

/** The answer of a server, or `undefined` if the connection ends without one. */
export type Answer = { readonly status: number; readonly text: string } | undefined;

/** bench/uploads/server.ts in a separate process, with a separate temporary folder. */
export class UploadServer implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly url: string;

  private constructor(process: ChildProcess, folder: string, url: string) {
    this.#process = process;
    this.#folder = folder;
    this.url = url;
  }

  /** @param command the module to run, and its arguments. */
  static async start([module = '', ...args]: readonly string[]): Promise<UploadServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'uploads-'));
    const child = fork(module, args, { env: { ...process.env, TMPDIR: folder }, execArgv: [] });
    const [url] = await once(child, 'message');
    return new UploadServer(child, folder, url);
  }

  async usage(): Promise<Usage> {
    const replied = once(this.#process, 'message');
    this.#process.send('usage');
    return (await replied)[0];
  }

  /** The resources it uses once it has no more open descriptors than `before`, or after a few seconds. */
  async settledUsage(before: Usage): Promise<Usage> {
    const latest = performance.now() + 5000;
    let now = await this.usage();
    while (now.descriptors > before.descriptors && performance.now() < latest) now = await this.usage();
    return now;
  }

  /** Kills the process, and returns the number of files that it leaves behind. */
  async kill(): Promise<number> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await exited;
    }
    return readdirSync(this.#folder).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

/**
 * Sends a form with one file, no faster than the server reads it.
 *
 * @param goesOn is called after each chunk with the number of bytes sent. The client disconnects if it returns
 * false.
 */
export async function upload(
  url: string,
  size: number,
  goesOn: (sent: number) => boolean | Promise<boolean> = () => true,
): Promise<Answer> {
  const outgoing = request(url, {
    method: 'POST',
    agent: false,
    headers: {
      'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
      'Content-Length': HEAD.length + size + TAIL.length,
    },
  });
  const answered = new Promise<Answer>((resolve) => {
    outgoing
      .once('close', () => resolve(undefined))
      .once('response', async (response) => {
        const chunks = await response.toArray().catch(() => []);
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
  });
  async function* form() {
    yield HEAD;
    for (let sent = 0; sent < size; ) {
      const chunk = CHUNK.subarray(0, size - sent);
      yield chunk;
      sent += chunk.length;
      if (!(await goesOn(sent))) throw new Error('the client goes away');
    }
    yield TAIL;
  }
  const sending = pipeline(form, outgoing).catch(() => {});
  const answer = await answered;
  outgoing.destroy();
  await sending;
  return answer;
}
