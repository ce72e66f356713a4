import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { readForm } from '../../../src/body/forms/form.ts';
import { formDataFrom } from '../../../src/body/forms/form-data.ts';
import type { Form } from '../../../src/body/forms/form-entries.ts';
import { encodeMultipart } from '../../../src/body/forms/multipart-encode.ts';
import { Upload } from '../../../src/body/forms/upload.ts';
import { BodyInput } from '../../../src/body/input/input.ts';
import type { BodyLimits } from '../../../src/body/limits.ts';
import { Request } from '../../../src/request/request.ts';
import { readAll } from '../../../src/wsgi/app-iter.ts';
import { BodyLimitError, DisconnectionError, UnsupportedTypeError } from '../../../src/wsgi/body-errors.ts';
import type { Environ, Input } from '../../../src/wsgi/contract.ts';
import { disposeBody } from '../../../src/wsgi/input-owner.ts';
import { BadRequestError, UnsupportedCharsetError } from '../../../src/wsgi/request-errors.ts';
import { post } from '../../support/body-environ.ts';
import { bytes, collect, text } from '../../support/bytes.ts';
import { readParts } from '../../support/parts.ts';

const urlencoded = (body: string | Uint8Array | Input, params = '') =>
  post(body, { CONTENT_TYPE: `application/x-www-form-urlencoded${params}` });

const multipart = (body: string | Uint8Array | Input, boundary = 'x') =>
  post(body, { CONTENT_TYPE: `multipart/form-data; boundary=${boundary}` });

/** A part with the given head, or of a field with the given name. */
const part = (head: string, content: string, delimiter = '--x') =>
  `${delimiter}\r\n${head.includes(':') ? head : `Content-Disposition: form-data; name="${head}"`}\r\n\r\n${content}\r\n`;

const filePart = (filename: string, content: string, name = 'f') =>
  part(`Content-Disposition: form-data; name="${name}"; filename="${filename}"`, content);

const upload = async (body: string | Uint8Array) => (await readForm(multipart(body))).get('f') as Upload;

describe('readForm', () => {
  it.each([
    ['Application/X-WWW-Form-Urlencoded', 'a=1&b=2'],
    ['application/x-www-form-urlencoded;charset=UTF-8', 'a=1&b=2'],
    ['Multipart/Form-Data; BOUNDARY=x', `${part('a', '1')}${part('b', '2')}--x--`],
    ['multipart/form-data; charset=utf-8; boundary="x"', `${part('a', '1')}${part('b', '2')}--x--\r\n`],
  ])('B1: reads %s', async (CONTENT_TYPE, body) => {
    expect([...(await readForm(post(body, { CONTENT_TYPE })))]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it.each([undefined, '', 'text/plain', 'application/json', 'multipart/fantasy'])(
    'is empty for a body of type %j, and leaves it unread',
    async (type) => {
      const environ = post('a=1', type === undefined ? {} : { CONTENT_TYPE: type });
      expect((await readForm(environ)).size).toBe(0);
      expect(text(await BodyInput.of(environ).bytes())).toBe('a=1');
    },
  );

  it('returns the same form again, to all readers of the same input', async () => {
    for (const environ of [urlencoded('a=1'), multipart(`${part('a', '1')}--x--`)]) {
      const form = await readForm(environ);
      expect(await readForm({ ...environ })).toBe(form);
    }
  });

  it('reads a buffered body again after a failure, even during another reading', async () => {
    const environ = multipart(`${part('a', '1')}${part('b', '2')}--x--`);
    await BodyInput.of(environ).buffered();
    await expect(readForm(environ, { maxParts: 1 })).rejects.toThrow(BodyLimitError);
    expect((await readForm(environ)).size).toBe(2);

    const other = multipart(`${part('a', '1')}${part('b', '2')}--x--`);
    await BodyInput.of(other).buffered();
    const failing = readForm(other, { maxParts: 1 });
    const form = readForm({ ...other, CONTENT_TYPE: 'multipart/form-data; boundary="x"' });
    await expect(failing).rejects.toThrow(BodyLimitError);
    expect(await readForm({ ...other, CONTENT_TYPE: 'multipart/form-data; boundary="x"' })).toBe(await form);
  });

  it('decodes urlencoded bytes outside ASCII', async () => {
    expect((await readForm(urlencoded('naïve=é+è%20%C3%AA'))).get('naïve')).toBe('é è ê');
  });

  it.each(['iso-8859-1', 'windows-1252'])(
    'B20: keeps leading bytes that resemble a byte order mark (%s)',
    async (charset) => {
      const type = `;charset=${charset}`;
      expect((await readForm(urlencoded('a=%FF%FEb', type))).get('a')).toBe('ÿþb');
      expect((await readForm(urlencoded('a=%EF%BB%BFb', type))).get('a')).toBe('ï»¿b');
    },
  );

  it('B20: decodes an urlencoded form in another charset, or throws a 415', async () => {
    const latin1 = Buffer.from('a=\xe9%E8', 'latin1');
    expect((await readForm(urlencoded(latin1, ';charset=iso-8859-1'))).get('a')).toBe('éè');
    await expect(readForm(urlencoded('a=b', ';charset=klingon'))).rejects.toThrow(UnsupportedCharsetError);
  });

  it('B17: accepts __proto__ and constructor as names', async () => {
    const form = await readForm(multipart(`${part('__proto__', '1')}${part('constructor', '2')}--x--`));
    expect(form.toObject()).toEqual(
      Object.assign(Object.create(null), { ['__proto__']: ['1'], constructor: ['2'] }),
    );
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  it('has types for its values', async () => {
    const form = await readForm(urlencoded('a=1'));
    expectTypeOf(form).toEqualTypeOf<Form>();
    expectTypeOf(form.get('a')).toEqualTypeOf<string | Upload | undefined>();
    // @ts-expect-error there is no such limit
    await expect(readForm(urlencoded('b=1'), { maxSize: 1 })).rejects.toThrow(TypeError);
  });
});

describe('a multipart form', () => {
  it.each([
    ['', 'nothing'],
    [part('a', '1'), 'the end of a part'],
    [`${part('a', '1')}--x`, 'half a delimiter'],
    ['--x\r\nContent-Disposition: form-data; name="a"', 'a head'],
  ])('B6: is malformed if it ends with %j: %s', async (body) => {
    await expect(readForm(multipart(body))).rejects.toThrow(BadRequestError);
  });

  it('B7: may have text around its parts, up to a limit', async () => {
    const form = await readForm(multipart(`before\r\n${part('a', '1')}--x--\r\nbehind\r\n--x\r\n`));
    expect([...form]).toEqual([['a', '1']]);
    const long = 'a'.repeat(70_000);
    await expect(readForm(multipart(`${long}\r\n${part('a', '1')}--x--`))).rejects.toThrow(BadRequestError);
    await expect(readForm(multipart(`${part('a', '1')}--x--\r\n${long}`))).rejects.toThrow(BadRequestError);
  });

  it.each([
    'Content-Type: text/plain',
    'Content-Disposition: form-data',
    'Content-Disposition: form-data; filename="a"',
    'Content-Disposition: attachment; name="a"',
    'Content-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="b"',
    'Content-Disposition: form-data; name="a"; name="b"',
    'Content-Disposition: form-data; name="a',
    'Content-Disposition: form-data; name="a" x',
    'Content-Disposition: form-data; "a"',
  ])('B8: is malformed if a part has the head %j', async (head) => {
    await expect(readForm(multipart(`${part(head, '1')}--x--`))).rejects.toThrow(BadRequestError);
  });

  it('may have a field with an empty name', async () => {
    expect((await readForm(multipart(`${part('', '1')}--x--`))).get('')).toBe('1');
  });

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=""',
    'multipart/form-data; boundary=x; boundary=y',
    'multipart/form-data; boundary=x; Boundary=x',
    `multipart/form-data; boundary=${'x'.repeat(71)}`,
  ])('B12: requires one boundary of at most 70 characters, not %j', async (CONTENT_TYPE) => {
    const environ = post(`${part('a', '1')}--x--`, { CONTENT_TYPE });
    await expect(readForm(environ)).rejects.toThrow(BadRequestError);
  });

  it('B12: accepts a boundary of 70 characters', async () => {
    const boundary = "a'()+_,-./:=?".repeat(6).slice(0, 70);
    const environ = multipart(`${part('a', '1', `--${boundary}`)}--${boundary}--`, `"${boundary}"`);
    expect((await readForm(environ)).get('a')).toBe('1');
  });

  it.each(['--xyz', '--x y', '--x-', '--x--y', '--x -- ', '--x\ry'])(
    'B13: is malformed if a line begins with the delimiter: %j',
    async (line) => {
      const body = `${part('a', `1\r\n${line}\r\n2`)}--x--`;
      await expect(readForm(multipart(body))).rejects.toThrow(BadRequestError);
    },
  );

  it.each(['-x', 'a--x', '--y', '\n--x', '-\r\n-x', '\r--x'])('B13: keeps %j as data', async (line) => {
    const form = await readForm(multipart(`${part('a', `1\r\n${line}\r\n2`)}--x--`));
    expect(form.get('a')).toBe(`1\r\n${line}\r\n2`);
  });

  it('may have spaces and tabs after a delimiter', async () => {
    expect((await readForm(multipart(`${part('a', '1', '--x \t')}--x-- \t\r\n`))).get('a')).toBe('1');
  });

  it('B14: decodes later fields as _charset_ says, and each field as its Content-Type says', async () => {
    const own = 'Content-Disposition: form-data; name="d"\r\nContent-Type: text/plain; charset=utf-8';
    const body = Buffer.from(
      [
        part('b', '\xc3\xa9'),
        part('_charset_', 'iso-8859-1'),
        part('c', '\xe9'),
        part(own, '\xc3\xa9'),
        '--x--',
      ].join(''),
      'latin1',
    );
    expect([...(await readForm(multipart(body)))]).toEqual([
      ['b', 'é'],
      ['_charset_', 'iso-8859-1'],
      ['c', 'é'],
      ['d', 'é'],
    ]);
    const unknown = `${part('_charset_', 'klingon')}${part('c', '1')}--x--`;
    await expect(readForm(multipart(unknown))).rejects.toThrow(UnsupportedCharsetError);
  });

  it('B15: decodes names, file names and values as UTF-8', async () => {
    const body = `${part('ñ', '€')}${filePart('日本.txt', '')}--x--`;
    const form = await readForm(multipart(body));
    expect(form.get('ñ')).toBe('€');
    expect((form.get('f') as Upload).filename).toBe('日本.txt');
  });

  it('B18: does not decode base64', async () => {
    const head = 'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64';
    expect((await readForm(multipart(`${part(head, 'YQ==')}--x--`))).get('a')).toBe('YQ==');
  });

  it.each([
    ['image/png', undefined],
    ['application/octet-stream', undefined],
    ['Application/PDF; a=b', undefined],
    ['multipart/mixed; boundary=y', undefined],
    ['text/csv', '\ufffd\ufffd1'],
    ['TEXT/PLAIN; charset=latin1', 'ÿþ1'],
    ['application/json', '\ufffd\ufffd1'],
    ['application/problem+json', '\ufffd\ufffd1'],
    ['application/xml', '\ufffd\ufffd1'],
    ['application/x-www-form-urlencoded', '\ufffd\ufffd1'],
    ['nonsense', '\ufffd\ufffd1'],
  ])(
    'FB1: keeps the bytes of a part of type %s without a file name, which is %j as text',
    async (type, text) => {
      const head = `Content-Disposition: form-data; name="a"\r\nContent-Type: ${type}`;
      const body = Buffer.from(`${part(head, '\xff\xfe1')}--x--`, 'latin1');
      const value = (await readForm(multipart(body))).get('a');
      if (text !== undefined) return expect(value).toBe(text);
      const upload = value as Upload;
      expect(Buffer.from(await upload.bytes()).toString('latin1')).toBe('\xff\xfe1');
      expect(upload).toMatchObject({ name: 'a', filename: undefined, rawFilename: undefined, size: 3 });
      expect(upload.type).toBe(type.toLowerCase().replace(/;.*/, ''));
    },
  );

  it('FB1: counts such a part as a file', async () => {
    const head = 'Content-Disposition: form-data; name="a"\r\nContent-Type: image/png';
    const environ = multipart(`${part(head, '1')}${part(head, '2')}--x--`);
    await expect(readForm(environ, { maxFiles: 1 })).rejects.toThrow(/maxFiles/);
  });

  it('FB1: re-encodes such a part unchanged', async () => {
    const head = 'Content-Disposition: form-data; name="a"\r\nContent-Type: image/png';
    const form = await readForm(multipart(`${part(head, '\x01\x02')}--x--`));
    const sent = Buffer.from(await readAll(encodeMultipart(form, 'x'))).toString();
    expect(sent).toBe(`--x\r\n${head}\r\n\r\n\x01\x02\r\n--x--\r\n`);
    const again = (await readForm(multipart(sent))).get('a') as Upload;
    expect([again.size, again.rawFilename]).toEqual([2, undefined]);
  });

  it.each([
    ["utf-8''photo%20(1).jpg", 'photo (1).jpg'],
    ["UTF-8''it's!.jpg", "it's!.jpg"],
    ["UTF-8''%e2%82%ac%2A*.jpg", '€**.jpg'],
  ])('FB3: decodes the file name %s, which encodeURIComponent has encoded', async (name, filename) => {
    const head = `Content-Disposition: form-data; name="f"; filename*=${name}`;
    const upload = (await readForm(multipart(`${part(head, '1')}--x--`))).get('f') as Upload;
    expect(upload.filename).toBe(filename);
  });

  it.each([
    ['a%22b', 'a"b'],
    ['a\\"b', 'a"b'],
    ['a%0D%0Ab', 'a\r\nb'],
    ['100%', '100%'],
    ['a%20b%2522', 'a%20b%2522'],
  ])('FB4: decodes the field name %j, which browsers send, as %j', async (sent, name) => {
    const form = await readForm(multipart(`${part(sent, '1')}${filePart('n', '2', sent)}--x--`));
    expect([...form.keys()]).toEqual([name, name]);
  });

  it('FB4: decodes names that this library writes', async () => {
    const body = encodeMultipart([['a"b\n', '1']], 'x');
    expect([...(await readForm(multipart(await readAll(body)))).keys()]).toEqual(['a"b\r\n']);
  });

  it.each(['mixed', 'related', 'alternative', 'x-fantasy'])(
    'FB5: is not multipart/%s, which is a 415',
    async (subtype) => {
      const environ = post('--x\r\n\r\na\r\n--x--', { CONTENT_TYPE: `multipart/${subtype}; boundary=x` });
      await expect(readForm(environ)).rejects.toThrow(UnsupportedTypeError);
      const request = new Request(environ);
      await expect(request.formData()).rejects.toMatchObject({ status: 415, name: 'UnsupportedTypeError' });
      await expect(request.params()).rejects.toThrow(/parts\(\)/);
      const texts: string[] = [];
      for await (const { value = '' } of request.parts()) texts.push(value);
      expect(texts).toEqual(['a']);
    },
  );

  it('reports that the client has disconnected', async () => {
    const environ = { ...multipart(part('a', '1')), CONTENT_LENGTH: '1000' };
    await expect(readForm(environ)).rejects.toThrow(DisconnectionError);
  });

  it('consumes the body, which a later error explains', async () => {
    const environ = multipart(`${part('a', '1')}--x--`);
    await readForm(environ);
    await expect(BodyInput.of(environ).bytes()).rejects.toThrow(/already read by form\(\)/);
  });
});

describe('B16: limits', () => {
  const body = `${part('a', '12345')}${part('b', '1')}${filePart('n', '12345')}--x--`;

  const ofMultipart: [keyof BodyLimits, number][] = [
    ['maxBodySize', body.length],
    ['maxParts', 3],
    ['maxFields', 2],
    ['maxFiles', 1],
    ['maxFieldSize', 5],
    ['maxFieldsSize', 6],
    ['maxFileSize', 5],
    ['maxHeaderPairs', 1],
  ];
  const ofUrlencoded: [keyof BodyLimits, number][] = [
    ['maxBodySize', 11],
    ['maxFields', 2],
    ['maxFieldSize', 7],
    ['maxFieldsSize', 11],
  ];

  it.each(ofMultipart)('%s allows %i, and no more', async (limit, maximum) => {
    expect((await readForm(multipart(body), { [limit]: maximum })).size).toBe(3);
    await expect(readForm(multipart(body), { [limit]: maximum - 1 })).rejects.toThrow(
      new BodyLimitError(limit, maximum - 1),
    );
  });

  it.each(ofUrlencoded)('%s of an urlencoded form allows %i, and no more', async (limit, maximum) => {
    expect((await readForm(urlencoded('a=1&b=12345'), { [limit]: maximum })).size).toBe(2);
    await expect(readForm(urlencoded('a=1&b=12345'), { [limit]: maximum - 1 })).rejects.toThrow(
      new BodyLimitError(limit, maximum - 1),
    );
  });

  it.each([
    ['multipart', () => multipart(body), ofMultipart] as const,
    ['urlencoded', () => urlencoded('a=1&b=12345'), ofUrlencoded] as const,
  ])('apply to an %s form that was read before', async (_, make, limits) => {
    const environ = make();
    const form = await readForm(environ);
    for (const [limit, maximum] of limits) {
      await expect(readForm(environ, { [limit]: maximum }), limit).resolves.toBe(form);
      await expect(readForm(environ, { [limit]: maximum - 1 }), limit).rejects.toThrow(
        new BodyLimitError(limit, maximum - 1),
      );
    }
    for (const given of [undefined, { spoolThreshold: 0, maxJsonSize: 0 }]) {
      await expect(readForm(environ, given)).resolves.toBe(form);
    }
  });

  it('apply to a form that is being read', async () => {
    const environ = multipart(body);
    const reading = [readForm(environ), readForm(environ, { maxFields: 1 })];
    expect(await Promise.allSettled(reading)).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: new BodyLimitError('maxFields', 1) },
    ]);
  });

  it('that are omitted do not apply to a form that was read with higher ones', async () => {
    const environ = urlencoded('&a'.repeat(1001));
    const form = await readForm(environ, { maxFields: 2000 });
    await expect(readForm(environ)).resolves.toBe(form);
  });

  it('are checked for names and values in that case too', async () => {
    const environ = urlencoded('a=1');
    await readForm(environ);
    // @ts-expect-error There is no such limit.
    await expect(readForm(environ, { maxField: 1 })).rejects.toThrow(TypeError);
    await expect(readForm(environ, { maxFields: -1 })).rejects.toThrow(RangeError);
  });

  it('can be raised for a buffered form', async () => {
    const environ = urlencoded('a=1&b=2');
    await expect(readForm(environ, { maxFields: 1 })).rejects.toThrow(BodyLimitError);
    expect((await readForm(environ)).size).toBe(2);
  });

  it('apply to the head of a part', async () => {
    const head = `Content-Disposition: form-data; name="a"\r\nX: ${'x'.repeat(17_000)}`;
    await expect(readForm(multipart(`${part(head, '1')}--x--`))).rejects.toThrow(BadRequestError);
    const endless = [bytes('--x\r\n'), ...Array.from({ length: 30 }, () => bytes('x'.repeat(1000)))];
    await expect(readForm(multipart(endless))).rejects.toThrow(
      /headers of a part of the body exceed 16384 bytes/,
    );
  });

  it('stop the reading when they are exceeded', async () => {
    let pulls = 0;
    const endless = (function* () {
      yield bytes('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n');
      for (;;) {
        pulls++;
        yield new Uint8Array(1000);
      }
    })();
    await expect(readForm(multipart(endless), { maxFieldSize: 2500 })).rejects.toThrow(BodyLimitError);
    expect(pulls).toBe(3);
  });
});

describe('Upload', () => {
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

describe('readParts', () => {
  const body = `${part('a', '1')}${filePart('n', '12345')}${part('b', '2')}--x--`;

  it('yields fields and files as they arrive', async () => {
    const seen: unknown[] = [];
    for await (const part of readParts(multipart(body))) {
      seen.push([part.name, part.value, part.filename, await part.text()]);
    }
    expect(seen).toEqual([
      ['a', '1', undefined, '1'],
      ['f', undefined, 'n', '12345'],
      ['b', '2', undefined, '2'],
    ]);
  });

  it('streams fields as well as files', async () => {
    const parts = readParts(multipart(`${part('a', 'é')}--x--`));
    const { value: field } = await parts.next();
    expect(field && (await collect(field.stream()))).toBe('é');
    await parts.return();
  });

  it('can be abandoned while a file has been received but not requested', async () => {
    const endless = (function* () {
      yield bytes(`${part('a', '1')}${filePart('n', '12345').slice(0, -2)}`);
      for (;;) yield bytes('6');
    })();
    for await (const { name } of readParts(multipart(endless))) {
      expect(name).toBe('a');
      break;
    }
    expect(endless.next()).toEqual({ done: true, value: undefined });
  });

  it('skips unread parts', async () => {
    const names: string[] = [];
    for await (const part of readParts(multipart(chunked(body, 1)))) {
      names.push(part.name);
      if (part.name === 'f') for await (const _ of part.stream()) break;
    }
    expect(names).toEqual(['a', 'f', 'b']);
  });

  it('reads no further than necessary', async () => {
    let pulls = 0;
    const input = (function* () {
      for (const chunk of chunked(body, 1)) {
        pulls++;
        yield chunk;
      }
    })();
    for await (const part of readParts(multipart(input))) {
      if (part.value !== undefined) continue;
      const begun = pulls;
      expect(begun).toBeLessThanOrEqual(body.indexOf('12345') + 1);
      for await (const chunk of part.stream()) {
        expect(pulls - begun).toBeLessThanOrEqual(2);
        expect(text(chunk)).toBe('1');
        break;
      }
      break;
    }
    expect(pulls).toBeLessThan(body.indexOf('12345') + 3);
  });

  it('provides the content of a part once, and only while that part is current', async () => {
    const parts = readParts(multipart(body));
    await parts.next();
    const file = (await parts.next()).value;
    expect(await file?.text()).toBe('12345');
    await expect(file?.text()).rejects.toThrow(TypeError);

    const others = readParts(multipart(body));
    await others.next();
    const passed = (await others.next()).value;
    await others.next();
    await expect(passed?.bytes()).rejects.toThrow(TypeError);
    await others.return();
  });

  it('limits only what it loads into memory, not the whole', async () => {
    const parts = readParts(multipart(body), { maxBodySize: 4 });
    await parts.next();
    const file = (await parts.next()).value;
    await expect(file?.bytes()).rejects.toThrow(new BodyLimitError('maxBodySize', 4));
    expect((await parts.next()).value?.value).toBe('2');
  });

  it('throws for a malformed body in the loop over the body or over the part', async () => {
    const cut = body.slice(0, body.indexOf('45'));
    const all = async () => {
      for await (const _ of readParts(multipart(cut)));
    };
    await expect(all()).rejects.toThrow(BadRequestError);
    const parts = readParts(multipart(cut));
    await parts.next();
    await expect((await parts.next()).value?.text()).rejects.toThrow(BadRequestError);
    await expect(parts.next()).rejects.toThrow(BadRequestError);
  });

  it.each(['related; type="application/json"; start="<a>"', 'mixed', 'Mixed', 'x-fantasy'])(
    'FB5: reads multipart/%s, whose parts need neither a field nor a name',
    async (subtype) => {
      const mixed = [
        part('', 'plain'),
        part('Content-Type: application/json', '{"a":1}'),
        part('Content-Type: image/png\r\nContent-ID: <b>', '\x89PNG'),
        part('Content-Disposition: attachment; filename="C:\\n.txt"', 'file'),
        part('Content-Disposition: inline; name="i"', 'inline'),
        part('X-Other: 1', ''),
      ];
      const body = `preamble\r\n${mixed.join('')}--x--\r\nepilogue`.replaceAll(
        'Content-Disposition: form-data; name=""\r\n',
        '',
      );
      for (const chunks of [[bytes(body)], chunked(body, 1)]) {
        const environ = post(chunks, { CONTENT_TYPE: `multipart/${subtype}; boundary=x` });
        const seen: unknown[] = [];
        for await (const { name, value, filename, type, headers } of readParts(environ)) {
          seen.push([name, value, filename, type, headers.get('Content-ID')]);
        }
        expect(seen).toEqual([
          ['', 'plain', undefined, 'text/plain', null],
          ['', '{"a":1}', undefined, 'application/json', null],
          ['', undefined, undefined, 'image/png', '<b>'],
          ['', undefined, 'n.txt', 'text/plain', null],
          ['i', 'inline', undefined, 'text/plain', null],
          ['', '', undefined, 'text/plain', null],
        ]);
      }
    },
  );

  it('FB5: yields the bytes of such a part', async () => {
    const body = `${part('Content-Type: image/png', '12345')}--x--`;
    const environ = post(body, { CONTENT_TYPE: 'multipart/related; boundary=x' });
    for await (const one of readParts(environ)) expect(text(await one.bytes())).toBe('12345');
  });

  it.each([
    ['two dispositions', 'Content-Disposition: inline\r\nContent-Disposition: inline'],
    ['a malformed disposition', 'Content-Disposition: inline; name="a'],
    ['a malformed line', 'Content-Type'],
  ])('FB5: refuses a part with %s', async (_, head) => {
    const environ = post(`${part(`${head}:`, 'a')}--x--`.replace(`${head}:`, head), {
      CONTENT_TYPE: 'multipart/mixed; boundary=x',
    });
    await expect(readParts(environ).next()).rejects.toThrow(BadRequestError);
  });

  it('FB5: requires a body with parts', async () => {
    await expect(readParts(urlencoded('a=1')).next()).rejects.toThrow(BadRequestError);
    await expect(readParts(post('', { CONTENT_TYPE: 'multipart/mixed' })).next()).rejects.toThrow(/boundary/);
  });

  it('consumes the body', async () => {
    const environ = multipart(body);
    for await (const _ of readParts(environ)) break;
    await expect(BodyInput.of(environ).bytes()).rejects.toThrow(/already read by parts\(\)/);
    await expect(readForm(environ)).rejects.toThrow(TypeError);
  });

  it('reads a buffered body repeatedly', async () => {
    const environ = multipart(body);
    const buffered: Environ = { ...environ, 'wsgi.input': await BodyInput.of(environ).buffered() };
    for (let i = 0; i < 2; i++) {
      const names: string[] = [];
      for await (const part of readParts(buffered)) names.push(part.name);
      expect(names).toEqual(['a', 'f', 'b']);
    }
    expect((await readForm(buffered)).size).toBe(3);
    expect(text(await BodyInput.of(environ).bytes())).toBe(body);
  });
});

function chunked(body: string, size: number): Uint8Array[] {
  const whole = bytes(body);
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
    whole.subarray(i * size, (i + 1) * size),
  );
}
