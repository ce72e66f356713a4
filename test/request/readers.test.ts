import { describe, expect, it } from 'vitest';
import { readForm } from '../../src/body/forms/form.ts';
import { encodeMultipart } from '../../src/body/forms/multipart-encode.ts';
import { BodyInput } from '../../src/body/input/input.ts';
import { decodeText } from '../../src/body/text.ts';
import type { Environ } from '../../src/wsgi/contract.ts';
import { disposeBody } from '../../src/wsgi/input-owner.ts';
import { post } from '../support/body-environ.ts';
import { bytes, collect, text } from '../support/bytes.ts';
import { readParts } from '../support/parts.ts';

type Reader = (environ: Environ) => Promise<unknown>;

/** These store the body, so any other reader can follow. */
const keeping: Record<string, Reader> = {
  bytes: async (environ) => text(await BodyInput.of(environ).bytes()),
  text: async (environ) => decodeText(await BodyInput.of(environ).bytes()),
  buffered: async (environ) => collect(await BodyInput.of(environ).buffered()),
};

/** These consume the body as it arrives, unless it is stored. */
const taking: Record<string, Reader> = {
  stream: (environ) => collect(BodyInput.of(environ).stream()),
};

const readForms: Reader = async (environ) => {
  const form = await readForm(environ);
  return Promise.all(
    Array.from(form, async ([name, value]) => [name, typeof value === 'string' ? value : await value.text()]),
  );
};

const readEachPart: Reader = async (environ) => {
  const parts: unknown[] = [];
  for await (const part of readParts(environ)) parts.push([part.name, await part.text()]);
  return parts;
};

function permutations<T>(items: readonly T[], length: number): T[][] {
  if (length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(
      items.filter((other) => other !== item),
      length - 1,
    ).map((rest) => [item, ...rest]),
  );
}

const urlencodedPost = () => {
  const body = `a=1&b=${'2'.repeat(100_000)}`;
  const half = body.length / 2;
  return post([bytes(body.slice(0, half)), bytes(body.slice(half))], {
    CONTENT_TYPE: 'application/x-www-form-urlencoded',
  });
};

const multipartPost = () => {
  const body = encodeMultipart(
    [
      ['a', '1'],
      ['f', { filename: 'n', content: '2'.repeat(100_000) }],
    ],
    'boundary',
  );
  return post(body, { CONTENT_TYPE: body.contentType });
};

const KINDS = [
  {
    kind: 'an urlencoded form',
    request: urlencodedPost,
    keepers: { ...keeping, form: readForms },
    takers: taking,
  },
  {
    kind: 'a multipart form',
    request: multipartPost,
    keepers: keeping,
    takers: { ...taking, form: readForms, parts: readEachPart },
  },
];

describe.each(KINDS)('the readers of $kind', ({ request, keepers, takers }) => {
  const readers: Record<string, Reader> = { ...keepers, ...takers };
  const names = Object.keys(readers);
  const orders = [...permutations(names, 2), ...permutations(names, 3)];

  /** The result of each reader for a body that nobody else reads. */
  const alone = async (name: string) => readers[name]?.(request());

  it.each(orders.filter(([first = '']) => first in keepers))(
    'agree one after another: %s',
    async (...order) => {
      const environ = request();
      for (const name of order)
        expect(await readers[name]?.({ ...environ }), name).toEqual(await alone(name));
      await disposeBody(environ);
    },
  );

  it.each(orders.filter(([first = '']) => first in keepers))('agree concurrently: %s', async (...order) => {
    const environ = request();
    const answers = await Promise.all(order.map((name) => readers[name]?.({ ...environ })));
    expect(answers).toEqual(await Promise.all(order.map(alone)));
    await disposeBody(environ);
  });

  it.each(orders.filter(([first = '']) => first in takers && first !== 'form'))(
    'leave nothing after one has consumed the body: %s',
    async (first, ...others) => {
      const environ = request();
      expect(await readers[first as string]?.(environ)).toEqual(await alone(first as string));
      for (const name of others) await expect(readers[name]?.(environ)).rejects.toThrow(TypeError);
      await disposeBody(environ);
    },
  );
});

describe('the form of a multipart body', () => {
  it('can be read again, but the body cannot', async () => {
    const environ = multipartPost();
    const form = await readForms(environ);
    expect(await readForms(environ)).toEqual(form);
    for (const reader of [...Object.values(keeping), ...Object.values(taking), readEachPart]) {
      await expect(reader(environ)).rejects.toThrow(TypeError);
    }
    expect(await readForms(environ)).toEqual(form);
    await disposeBody(environ);
  });
});
