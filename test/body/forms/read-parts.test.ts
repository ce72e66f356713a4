import { describe, expect, it } from 'vitest';
import { readForm } from '../../../src/body/forms/form.ts';
import { BodyInput } from '../../../src/body/input/input.ts';
import { BodyLimitError } from '../../../src/wsgi/body-errors.ts';
import type { Environ } from '../../../src/wsgi/contract.ts';
import { BadRequestError } from '../../../src/wsgi/request-errors.ts';
import { post } from '../../support/body-environ.ts';
import { bytes, collect, text } from '../../support/bytes.ts';
import { filePart, multipart, part, urlencoded } from '../../support/form-bodies.ts';
import { readParts } from '../../support/parts.ts';

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
