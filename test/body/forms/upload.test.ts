import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readForm } from '../../../src/body/forms/form.ts';
import { formDataFrom } from '../../../src/body/forms/form-data.ts';
import { encodeMultipart } from '../../../src/body/forms/multipart-encode.ts';
import { Upload } from '../../../src/body/forms/upload.ts';
import { readAll } from '../../../src/wsgi/app-iter.ts';
import { disposeBody } from '../../../src/wsgi/input-owner.ts';
import { collect, text } from '../../support/bytes.ts';
import { filePart, multipart, part } from '../../support/form-bodies.ts';

const upload = async (body: string | Uint8Array) => (await readForm(multipart(body))).get('f') as Upload;

describe('Upload', () => {
  const large = Buffer.from(`${filePart('a', 'content '.repeat(20_000))}--x--`);

  it.each([0, 64 * 1024, Infinity])(
    'has the content that arrived, whether or not the input reuses its memory (spoolThreshold %d)',
    async (spoolThreshold) => {
      async function* reusing() {
        const memory = new Uint8Array(50_000);
        for (let at = 0; at < large.length; at += memory.length) {
          const length = large.copy(memory, 0, at);
          yield memory.subarray(0, length);
          memory.fill(0);
        }
      }
      const pieces = Array.from({ length: 4 }, (_, i) => large.subarray(i * 50_000, (i + 1) * 50_000));
      for (const input of [reusing(), Readable.from(pieces, { objectMode: false })]) {
        const environ = multipart(input);
        const file = (await readForm(environ, { spoolThreshold })).get('f') as Upload;
        expect(await file.text()).toBe('content '.repeat(20_000));
        (await file.bytes()).fill(0);
        expect(await file.text()).toBe('content '.repeat(20_000));
        await disposeBody(environ);
      }
    },
  );

  it('describes its file', async () => {
    const head =
      'Content-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: Text/CSV; charset=latin1';
    const file = await upload(Buffer.from(`${part(head, 'caf\xe9')}--x--`, 'latin1'));
    expect(file).toMatchObject({
      name: 'f',
      filename: 'a.txt',
      rawFilename: 'a.txt',
      type: 'text/csv',
      size: 4,
    });
    expect(file.headers.get('content-type')).toBe('Text/CSV; charset=latin1');
    expect(await file.text()).toBe('café');
    expect(await file.bytes()).toEqual(new Uint8Array([0x63, 0x61, 0x66, 0xe9]));
    const blob = await file.blob();
    expect([blob.type, blob.size]).toEqual(['text/csv', 4]);
  });

  it.each([
    ['B9', 'a%22b', 'a"b', 'a%22b'],
    ['B9', '%0D%0A%25', '\r\n%25', '%0D%0A%25'],
    ['B10', 'C:\\dir\\a.txt', 'a.txt', 'C:\\dir\\a.txt'],
    ['B10', '../../etc/passwd', 'passwd', '../../etc/passwd'],
    ['B10', 'a/..', '', 'a/..'],
    ['B10', '.', '', '.'],
    ['B10', 'say \\"hi\\"', 'say "hi"', 'say "hi"'],
    ['B10', 'a\\\\b', 'b', 'a\\b'],
  ])('%s: decodes the file name %j as %j', async (_id, sent, filename, rawFilename) => {
    expect(await upload(`${filePart(sent, '1')}--x--`)).toMatchObject({ filename, rawFilename });
  });

  it.each([
    ["filename*=UTF-8''%e2%82%ac.txt", '€.txt'],
    ["filename*=iso-8859-1'en'%A3.txt", '£.txt'],
    ["filename=plain.txt; filename*=UTF-8''better.txt", 'better.txt'],
    ["filename=plain.txt; filename*=UTF-8''%", 'plain.txt'],
    ['filename*=what', 'what'],
    ["filename*=klingon''a", "klingon''a"],
  ])('B11: is created by %s', async (param, filename) => {
    const head = `Content-Disposition: form-data; name="f"; ${param}`;
    expect((await upload(`${part(head, '1')}--x--`)).filename).toBe(filename);
  });

  it('has the type text/plain if the part has none', async () => {
    expect((await upload(`${filePart('a', '1')}--x--`)).type).toBe('text/plain');
  });

  it('has no name and no type if no file was chosen', async () => {
    const head =
      'Content-Disposition: form-data; name="f"; filename=""\r\nContent-Type: application/octet-stream';
    const file = await upload(`${part(head, '')}--x--`);
    expect([file.filename, file.type, file.size]).toEqual([undefined, undefined, 0]);
  });

  it('is sent on without a name and a type if no file was chosen', async () => {
    const head = 'Content-Disposition: form-data; name="f"; filename=""';
    const environ = multipart(`${part(head, '')}--x--`);
    const form = await readForm(environ);
    expect((await (form.get('f') as Upload).blob()).type).toBe('');
    expect((await formDataFrom(form)).get('f')).toMatchObject({ name: '', type: '', size: 0 });
    const sent = text(await readAll(encodeMultipart(form, 'x')));
    expect(sent).toContain(`${head}\r\nContent-Type: application/octet-stream\r\n\r\n\r\n`);
    await disposeBody(environ);
  });

  it.each([10, 100_000])(
    'of %i bytes can be read in every way, repeatedly and concurrently',
    async (size) => {
      const content = 'é'.repeat(size / 2);
      const file = await upload(`${filePart('a', content)}--x--`);
      const streamed = () => collect(file.stream());
      const readings = [
        streamed(),
        file.text(),
        file.bytes().then(text),
        file.blob().then((blob) => blob.text()),
      ];
      expect(await Promise.all([...readings, streamed(), file.text()])).toEqual(Array(6).fill(content));
    },
  );

  it('saves its file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'test-'));
    try {
      const file = await upload(`${filePart('a', 'content')}--x--`);
      await file.saveTo(path.join(folder, 'saved'));
      expect(await readFile(path.join(folder, 'saved'), 'utf8')).toBe('content');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is unavailable after it is disposed of, or after its request', async () => {
    const disposed = await upload(`${filePart('a', 'content')}--x--`);
    await disposed[Symbol.asyncDispose]();
    await expect(disposed.bytes()).rejects.toThrow(TypeError);
    const environ = multipart(`${filePart('a', 'content')}--x--`);
    const file = (await readForm(environ)).get('f') as Upload;
    await disposeBody(environ);
    await expect(file.text()).rejects.toThrow(TypeError);
    await expect(collect(file.stream())).rejects.toThrow(TypeError);
  });

  it('describes itself in a log, without its content', async () => {
    const { inspect } = await import('node:util');
    const file = await upload(`${filePart('a', 'secret')}--x--`);
    expect(inspect(file)).toBe('Upload { name: "f", filename: "a", size: 6 }');
    expect(file).toBeInstanceOf(Upload);
  });
});
