import { describe, expect, it } from 'vitest';
import { readForm } from '../../../src/body/forms/form.ts';
import type { BodyLimits } from '../../../src/body/limits.ts';
import { BodyLimitError } from '../../../src/wsgi/body-errors.ts';
import { BadRequestError } from '../../../src/wsgi/request-errors.ts';
import { bytes } from '../../support/bytes.ts';
import { filePart, multipart, part, urlencoded } from '../../support/form-bodies.ts';

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
