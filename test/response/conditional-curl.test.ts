import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { parseHttpDate } from '../../src/headers/http-date.ts';
import { type ServerHandle, serve } from '../../src/node.ts';
import { Response } from '../../src/response/response.ts';
import { bytes } from '../support/bytes.ts';
import { needProgram, run } from '../support/programs.ts';

const DIGITS = '0123456789'.repeat(5);
const TEXT = 'Hello '.repeat(1000);
const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';

async function* stream() {
  for (const digit of DIGITS) yield bytes(digit);
}

const app = wsgify(async (request) => {
  const init = {
    contentType: 'text/plain',
    etag: 'x',
    lastModified: parseHttpDate(DATE),
    conditionalResponse: true,
  };
  if (request.path === '/stream') return new Response(stream(), { ...init, contentLength: DIGITS.length });
  if (request.path === '/text') {
    const response = new Response(TEXT, init);
    await response.encodeContent(request.acceptEncoding.best(['br', 'gzip', 'identity']) ?? 'identity');
    return response;
  }
  return new Response(DIGITS, init);
});

describe('curl', () => {
  let server: ServerHandle;
  let folder: string;
  beforeAll(async () => {
    server = await serve(app, { port: 0 });
    folder = await mkdtemp(path.join(tmpdir(), 'wheatpaste-'));
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  /** The status and the body that curl prints. */
  const curlOf = (context: TestContext) => {
    const program = needProgram(context, 'curl');
    return async (target: string, ...options: string[]) => {
      const args = [
        '--silent',
        '--show-error',
        '--max-time',
        '10',
        '--write-out',
        '\n%{http_code}',
        ...options,
      ];
      const { stdout } = await run(program, [...args, server.url + target]);
      const end = stdout.lastIndexOf('\n');
      return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
    };
  };

  it.for(['/', '/stream'])('-r gets one range or several of %s', async (target, context) => {
    const curl = curlOf(context);
    expect(await curl(target, '-r', '10-14')).toEqual({ status: 206, body: '01234' });
    const several = await curl(target, '-r', '0-4,10-14');
    expect(several.status).toBe(206);
    expect(several.body.match(/^Content-Range: .*$/gm)).toEqual([
      'Content-Range: bytes 0-4/50',
      'Content-Range: bytes 10-14/50',
    ]);
    expect(several.body.match(/^01234\r$/gm)).toHaveLength(2);
    expect(await curl(target, '-r', '50-')).toEqual({ status: 416, body: '' });
  });

  it('-C resumes an interrupted download', async (context) => {
    const curl = curlOf(context);
    const file = path.join(folder, 'part');
    await writeFile(file, DIGITS.slice(0, 20));
    expect((await curl('/', '-C', '-', '-o', file)).status).toBe(206);
    expect(await readFile(file, 'utf8')).toBe(DIGITS);
  });

  it('-z fetches only newer content', async (context) => {
    const curl = curlOf(context);
    expect(await curl('/', '-z', DATE)).toEqual({ status: 304, body: '' });
    expect(await curl('/', '-z', '1 Jan 1990')).toEqual({ status: 200, body: DIGITS });
    expect((await curl('/', '-z', '-1 Jan 1990')).status).toBe(412);
  });

  it('--etag-compare fetches only content with another entity tag', async (context) => {
    const curl = curlOf(context);
    const file = path.join(folder, 'etag');
    expect((await curl('/', '--etag-save', file)).status).toBe(200);
    expect(await curl('/', '--etag-compare', file)).toEqual({ status: 304, body: '' });
  });

  it('--compressed decodes the response', async (context) => {
    const curl = curlOf(context);
    expect(await curl('/text', '--compressed')).toEqual({ status: 200, body: TEXT });
    const { body } = await curl('/text', '--compressed', '--head');
    expect(body).toMatch(/^Content-Encoding: (br|gzip)\r$/m);
    expect(body).toContain('Vary: Accept-Encoding\r\n');
    expect(body).toContain('ETag: W/"x"\r\n');
    expect(await curl('/text', '-H', 'Accept-Encoding: identity')).toEqual({ status: 200, body: TEXT });
  });

  it('--head fetches the head of the whole representation', async (context) => {
    const curl = curlOf(context);
    for (const target of ['/', '/stream']) {
      const { status, body } = await curl(target, '--head', '-r', '0-4');
      expect(status).toBe(200);
      expect(body).toContain('Content-Length: 50\r\n');
      expect(
        body
          .trimEnd()
          .split('\n')
          .every((line) => /^HTTP|: /.test(line)),
      ).toBe(true);
    }
  });
});
