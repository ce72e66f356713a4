import busboy from 'busboy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForm } from '../../../src/body/forms/form.ts';
import {
  encodeMultipart,
  type FormValue,
  type MultipartBody,
} from '../../../src/body/forms/multipart-encode.ts';
import type { Upload } from '../../../src/body/forms/upload.ts';
import { readAll } from '../../../src/wsgi/app-iter.ts';
import { post } from '../../support/body-environ.ts';
import { bytes, collect, text } from '../../support/bytes.ts';
import { vectors } from '../../support/vectors.ts';

type Value = string | { file: { name: string; type: string; body: string } };

interface EncodeVector {
  id: string;
  name: string;
  encoding: string;
  input: [name: string, value: Value][];
  expected_b64: string;
}

/** Only documents in other encodings need them; this library writes UTF-8. */
const isException = ({ encoding }: EncodeVector) => encoding !== 'utf-8';

const asEntry = ([name, value]: [string, Value]): [string, FormValue] =>
  typeof value === 'string'
    ? [name, value]
    : [name, { filename: value.file.name, type: value.file.type, content: value.file.body }];

describe('encodeMultipart', () => {
  const all = vectors<EncodeVector>('standard/multipart-encode');

  it.each(all.filter((vector) => !isException(vector)))('$id: writes $name', async (vector) => {
    const body = encodeMultipart(vector.input.map(asEntry), 'BOUNDARY');
    expect(text(await readAll(body))).toBe(text(Buffer.from(vector.expected_b64, 'base64')));
    expect(body.length).toBe((await readAll(body)).length);
  });

  it('skips the vectors in other encodings, and no others', () => {
    expect(all.filter(isException).map(({ encoding }) => encoding)).toEqual(['windows-1252', 'windows-1252']);
  });

  it('writes all kinds of files', async () => {
    const form = await readForm(formOf(encodeMultipart([['f', { filename: 'b', content: 'upload' }]])));
    const upload = form.get('f') as Upload;
    const body = encodeMultipart([
      ['f', new File(['file'], 'a.txt', { type: 'text/plain' })],
      ['f', new Blob(['blob'])],
      ['f', upload],
      ['f', { filename: 'c', type: 'image/png', content: bytes('bytes') }],
      ['f', { filename: 'd', content: new Blob(['blob']) }],
    ]);
    const files = (await readForm(formOf(body))).getAll('f') as Upload[];
    expect(
      await Promise.all(files.map(async (file) => [file.filename, file.type, await file.text()])),
    ).toEqual([
      ['a.txt', 'text/plain', 'file'],
      ['blob', 'application/octet-stream', 'blob'],
      ['b', 'application/octet-stream', 'upload'],
      ['c', 'image/png', 'bytes'],
      ['d', 'application/octet-stream', 'blob'],
    ]);
    expect(text(await readAll(body))).toBe(await collect(body));
  });

  it('chooses another boundary each time', () => {
    expect(encodeMultipart([]).contentType).not.toBe(encodeMultipart([]).contentType);
  });

  it.each(['', 'a b', 'a"b', 'a\r\nb', 'é', 'x'.repeat(71)])('refuses the boundary %j', (boundary) => {
    expect(() => encodeMultipart([], boundary)).toThrow(TypeError);
  });

  it('never lets a line break into the head', () => {
    const entry: FormValue = { filename: 'a', type: 'text/plain\r\nX-Evil: 1', content: '' };
    expect(() => encodeMultipart([['a', entry]])).toThrow(TypeError);
  });

  it('B15, B17: is read alike by this library, undici and busboy', async () => {
    const name = fc.string({
      unit: fc.constantFrom('a', 'é', '€', '😀', ';', '=', ' ', "'", '.', '_'),
      minLength: 1,
    });
    const names = fc.oneof(name, fc.constantFrom('__proto__', 'constructor', '_charset'));
    const content = fc.string({ unit: fc.constantFrom('a', 'é', '\r\n', '-', '--', '----wheatpaste', '"') });
    const file = fc.record({
      filename: name.map((given) => `${given}x`),
      content,
      type: fc.constant('image/png'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, fc.oneof(content, file))), async (entries) => {
        const body = encodeMultipart(entries);
        const sent = entries.map(([name, value]) =>
          typeof value === 'string' ? [name, value] : [name, value.filename, value.type, value.content],
        );
        expect(await readHere(body)).toEqual(sent);
        expect(await readByUndici(body)).toEqual(sent);
        expect(await readByBusboy(body)).toEqual(sent);
      }),
    );
  });
});

function formOf(body: MultipartBody) {
  return post(body, { CONTENT_TYPE: body.contentType });
}

async function readHere(body: MultipartBody) {
  const form = await readForm(formOf(body));
  return Promise.all(
    Array.from(form, async ([name, value]) =>
      typeof value === 'string' ? [name, value] : [name, value.filename, value.type, await value.text()],
    ),
  );
}

async function readByUndici(body: MultipartBody) {
  const response = new Response(await readAll(body), { headers: { 'content-type': body.contentType } });
  const form = await response.formData();
  return Promise.all(
    Array.from(form, async ([name, value]) =>
      typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()],
    ),
  );
}

async function readByBusboy(body: MultipartBody) {
  const read: Promise<unknown[]>[] = [];
  const parser = busboy({ headers: { 'content-type': body.contentType }, defParamCharset: 'utf8' });
  const finished = new Promise((resolve, reject) => parser.on('close', resolve).on('error', reject));
  parser.on('field', (name, value) => read.push(Promise.resolve([name, value])));
  parser.on('file', (name, stream, { filename, mimeType }) => {
    read.push(collect(stream).then((content) => [name, filename, mimeType, content]));
  });
  parser.end(await readAll(body));
  await finished;
  return Promise.all(read);
}
