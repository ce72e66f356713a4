import { describe, expect, expectTypeOf, it } from 'vitest';
import { readForm } from '../../../src/body/forms/form.ts';
import type { Form } from '../../../src/body/forms/form-entries.ts';
import { encodeMultipart } from '../../../src/body/forms/multipart-encode.ts';
import type { Upload } from '../../../src/body/forms/upload.ts';
import { BodyInput } from '../../../src/body/input/input.ts';
import { Request } from '../../../src/request/request.ts';
import { readAll } from '../../../src/wsgi/app-iter.ts';
import { BodyLimitError, DisconnectionError, UnsupportedTypeError } from '../../../src/wsgi/body-errors.ts';
import { BadRequestError, UnsupportedCharsetError } from '../../../src/wsgi/request-errors.ts';
import { post } from '../../support/body-environ.ts';
import { text } from '../../support/bytes.ts';
import { filePart, multipart, part, urlencoded } from '../../support/form-bodies.ts';

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
