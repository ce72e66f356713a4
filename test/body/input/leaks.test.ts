import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readForm } from '../../../src/body/forms/form.ts';
import { encodeMultipart } from '../../../src/body/forms/multipart-encode.ts';
import type { Upload } from '../../../src/body/forms/upload.ts';
import { BodyInput } from '../../../src/body/input/input.ts';
import { DisconnectionError } from '../../../src/wsgi/body-errors.ts';
import type { Input } from '../../../src/wsgi/contract.ts';
import { disposeBody } from '../../../src/wsgi/input-owner.ts';
import { post } from '../../support/body-environ.ts';
import { bytes } from '../../support/bytes.ts';
import { collectGarbageUntil } from '../../support/garbage.ts';
import { readParts } from '../../support/parts.ts';

const LARGE = 'content '.repeat(50_000);
const canSeeDescriptors = process.platform === 'linux';

let folder: string;
const usualFolder = process.env.TMPDIR;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'test-'));
  process.env.TMPDIR = folder;
});

afterAll(async () => {
  if (usualFolder === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usualFolder;
  await rm(folder, { recursive: true });
});

/** The open files in the temporary folder, including unlinked ones. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${descriptor}`);
      return target.startsWith(folder) ? [target] : [];
    } catch {
      return [];
    }
  });
}

function form(...files: string[]) {
  return encodeMultipart(files.map((content, i) => [`f${i}`, { filename: `n${i}`, content }]));
}

function formPost(input: Input, { contentType }: { contentType: string }) {
  return post(input, { CONTENT_TYPE: contentType });
}

async function* cut(body: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  let left = length;
  for await (const chunk of body) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  }
}

describe.runIf(canSeeDescriptors)('temporary files', () => {
  it('are unlinked while they are open, and are closed with the request', async () => {
    const body = form(LARGE, 'small', LARGE);
    const environ = formPost(body, body);
    const read = await readForm(environ);
    expect(openFiles()).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
    expect(await (read.get('f2') as Upload).text()).toBe(LARGE);
    await disposeBody(environ);
    expect(openFiles()).toEqual([]);
  });

  it('FF5: are shared by any number of uploaded files, during and after the reading', async () => {
    const files = Array.from({ length: 100 }, (_, i) => String.fromCharCode(33 + (i % 90)).repeat(66_000));
    const body = form(...files);
    const most = { open: 0 };
    const watched = (async function* () {
      for await (const chunk of body) {
        yield chunk;
        most.open = Math.max(most.open, openFiles().length);
      }
    })();
    const environ = formPost(watched, body);
    const uploads = [...(await readForm(environ)).values()] as Upload[];
    expect([most.open, openFiles().length]).toEqual([1, 1]);
    const texts = await Promise.all(uploads.map((upload) => upload.text()));
    expect(texts).toEqual(files);
    await disposeBody(environ);
    expect(openFiles()).toEqual([]);
  });

  it('are closed with the buffered body', async () => {
    const environ = post([bytes(LARGE)]);
    await BodyInput.of(environ).buffered();
    expect(openFiles()).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
    await disposeBody(environ);
    expect(openFiles()).toEqual([]);
  });

  it('are not created for bodies that fit into memory, unless the threshold is lower', async () => {
    const small = post('small');
    await BodyInput.of(small).bytes();
    expect(openFiles()).toEqual([]);
    const spooled = post('small');
    await BodyInput.of(spooled).bytes({ spoolThreshold: 4 });
    expect(openFiles()).toHaveLength(1);
    await disposeBody(spooled);
  });

  it('are closed if the request ends during the reading', async () => {
    const environ = post([bytes(LARGE)]);
    await BodyInput.of(environ).buffered();
    const reading = BodyInput.of(environ).bytes();
    const streaming = BodyInput.of(environ).stream();
    await streaming.next();
    const next = streaming.next();
    await disposeBody(environ);
    await Promise.allSettled([reading, next]);
    expect(openFiles()).toEqual([]);
    await expect(streaming.next()).rejects.toThrow(TypeError);
  });

  it.each([10, 300_000, 500_000])('are closed if the client disconnects after %i bytes', async (length) => {
    const body = form(LARGE, LARGE);
    await expect(readForm(formPost(cut(body, length), body))).rejects.toThrow(DisconnectionError);
    expect(openFiles()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([{ maxFileSize: 200_000 }, { maxFiles: 1 }, { maxBodySize: 500_000 }, { maxParts: 1 }])(
    'are closed if a form exceeds %o',
    async (limits) => {
      const body = form(LARGE, LARGE);
      await expect(readForm(formPost(body, body), limits)).rejects.toThrow(/exceeds/);
      expect(openFiles()).toEqual([]);
    },
  );

  it('are closed when their upload is disposed of', async () => {
    const body = form(LARGE);
    const upload = (await readForm(formPost(body, body))).get('f0') as Upload;
    await upload[Symbol.asyncDispose]();
    await upload[Symbol.asyncDispose]();
    expect(openFiles()).toEqual([]);
  });

  it('FF5: are closed when the last of several uploads is disposed of', async () => {
    const body = form(LARGE, 'small', LARGE);
    const [first, second, third] = [...(await readForm(formPost(body, body))).values()] as Upload[];
    await first?.[Symbol.asyncDispose]();
    await first?.[Symbol.asyncDispose]();
    await second?.[Symbol.asyncDispose]();
    await expect(first?.bytes()).rejects.toThrow(TypeError);
    await expect(second?.text()).rejects.toThrow(TypeError);
    expect(await third?.text()).toBe(LARGE);
    expect(openFiles()).toHaveLength(1);
    await third?.[Symbol.asyncDispose]();
    expect(openFiles()).toEqual([]);
  });

  it('are closed when they are garbage-collected', async () => {
    const forget = async () => {
      const body = form(LARGE);
      await readForm(formPost(body, body));
      await BodyInput.of(post([bytes(LARGE)])).bytes();
      expect(openFiles()).toHaveLength(2);
    };
    await forget();
    await collectGarbageUntil(() => openFiles().length === 0);
    expect(openFiles()).toEqual([]);
  });

  it('are not created by parts()', async () => {
    const body = form(LARGE);
    for await (const part of readParts(formPost(body, body))) {
      for await (const _ of part.stream()) expect(openFiles()).toEqual([]);
    }
  });
});

describe('the input', () => {
  const listeners = (input: Readable) =>
    ['readable', 'data', 'end', 'close', 'error'].map((event) => input.listenerCount(event));

  it.each([
    [
      'breaks out of the parts',
      async (environ: ReturnType<typeof post>) => {
        for await (const _ of readParts(environ)) break;
      },
    ],
    [
      'breaks out of a part',
      async (environ: ReturnType<typeof post>) => {
        for await (const part of readParts(environ)) {
          for await (const _ of part.stream()) break;
          break;
        }
      },
    ],
    [
      'throws',
      async (environ: ReturnType<typeof post>) => {
        const failing = async () => {
          for await (const part of readParts(environ)) throw new RangeError(part.name);
        };
        await expect(failing()).rejects.toThrow(RangeError);
      },
    ],
    [
      'crosses a limit',
      async (environ: ReturnType<typeof post>) => {
        await expect(readForm(environ, { maxFileSize: 1000 })).rejects.toThrow(/maxFileSize/);
      },
    ],
  ])('stays open and has no listeners if the reader %s', async (_name, read) => {
    const body = form(LARGE, LARGE);
    const input = Readable.from(body);
    const before = listeners(input);
    await read(formPost(input, body));
    expect(input.destroyed).toBe(false);
    expect(listeners(input)).toEqual(before);
  });

  it('of a socket is left to the server, which can still respond', async () => {
    const body = form(LARGE, LARGE);
    const server = createServer(async (incoming, outgoing) => {
      const environ = formPost(incoming, { contentType: incoming.headers['content-type'] ?? '' });
      for await (const part of readParts(environ)) {
        outgoing.end(part.filename);
        break;
      }
      await disposeBody(environ);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { 'content-type': body.contentType };
      const outgoing = httpRequest({ port, method: 'POST', headers }, resolve).on('error', reject);
      Readable.from(body).pipe(outgoing);
    });
    expect(response.statusCode).toBe(200);
    expect(Buffer.concat(await response.toArray()).toString()).toBe('n0');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
