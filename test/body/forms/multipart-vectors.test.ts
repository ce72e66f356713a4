import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { answerTo, bodyOf, type Entry, type MultipartVector } from '../../support/multipart-vectors.ts';
import { vectors } from '../../support/vectors.ts';

/** Cases in which this parser deliberately differs from others. */
const EXCEPTIONS: Record<string, string[]> = {
  'B8: a part without a name, or with an empty one, is malformed; the other parser skips it, or finds no form':
    [
      ...['0009', '0018', '0153', '0162', '0165', '0188', '0189', '0190', '0191', '0192', '0194', '0195'],
      ...['0196', '0197', '0198', '0203', '0204'],
    ],
  'B6: the closing delimiter is missing, and the other parser is configured to ignore errors': ['0122'],
  'B13: the other parser keeps a line that begins with the delimiter as data': ['0256', '0258'],
  'B18: the other parser decodes base64': [
    '0166',
    '0167',
    '0168',
    '0169',
    '0210',
    '0211',
    '0212',
    '0213',
    '0269',
  ],
  'a file with an empty name is a field in that parser; others disagree': ['0250'],
  'B10: the other parser keeps folders, which are in rawFilename here': ['0373', '0374'],
  'B11: the other parser keeps an extended value in quotes encoded': ['0376'],
  'the other parser accepts a head of more than 16 KiB': ['0383'],
  'B9, FB4: %22 in a name is decoded here, as browsers encode it; the raw form is in the headers': [
    'wpt-0005',
    'wpt-0006',
  ],
};

/** Requirements of the Fetch standard for browsers that RFC 2046 and RFC 7578 leave to servers. */
const FETCH_STRICT_EXCEPTIONS: Record<string, string[]> = {
  'B7: text before the first delimiter is ignored': ['wpt-0037'],
  'RFC 5322, 2.2.3: header lines may be folded': ['wpt-0043'],
  'RFC 5322, 2.2: there is no space before a header name, nor between it and the colon': [
    'wpt-0017',
    'wpt-0018',
  ],
  'a malformed type reads as text/plain, like an absent one': [
    'wpt-0022',
    'wpt-0025',
    'wpt-0026',
    'wpt-0027',
  ],
};

const idsOf = (exceptions: Record<string, string[]>) =>
  Object.values(exceptions)
    .flat()
    .map((id) => `multipart-parse-${id}`);

/** Our result, limited to the facts in the vector, and the vector's result in the same terms. */
async function compared({ contentType, expected, ...vector }: MultipartVector) {
  const got = await answerTo(contentType, [bodyOf(vector as MultipartVector)]);
  if (expected.error || !Array.isArray(got)) {
    return [Array.isArray(got) ? got : 'an error', expected.error ? 'an error' : expected];
  }
  const wanted = expected.entries ?? expected.parts ?? [];
  if (expected.unordered) for (const list of [got, wanted]) list.sort((a, b) => a.name.localeCompare(b.name));
  return [got.map((entry, i) => view(entry, wanted[i])), wanted.map((entry) => view(entry, entry))];
}

function view(entry: Entry & { body_sha1?: string }, wanted: (Entry & { body_sha1?: string }) | undefined) {
  const content = entry.body_b64 ?? Buffer.from(entry.value ?? '').toString('base64');
  const sha1 = entry.body_sha1 ?? createHash('sha1').update(content, 'base64').digest('hex');
  return {
    ...(wanted?.name !== undefined && { name: entry.name }),
    ...(wanted?.value !== undefined && { value: entry.value }),
    ...(wanted?.filename != null && { filename: entry.filename }),
    ...(wanted?.contentType != null && { type: entry.contentType?.replace(/;.*/, '') }),
    ...(wanted?.body_b64 !== undefined && { content }),
    ...(wanted?.body_sha1 !== undefined && { sha1 }),
  };
}

describe('a multipart/form-data form', () => {
  const exceptions = [...idsOf(EXCEPTIONS), ...idsOf(FETCH_STRICT_EXCEPTIONS)];
  const all = [
    ...vectors<MultipartVector>('standard/multipart-parse'),
    ...vectors<MultipartVector>('standard/multipart-parse-wpt'),
  ];
  const isStrict = ({ profile }: MultipartVector) => profile === 'fetch-strict';
  const isException = ({ id }: MultipartVector) => exceptions.includes(id);

  it.each(all.filter((vector) => !isStrict(vector) && !isException(vector)))(
    '$id: reads as other parsers do: $name',
    async (vector) => {
      const [got, wanted] = await compared(vector);
      expect(got).toEqual(wanted);
    },
  );

  it.each(all.filter((vector) => isStrict(vector) && !isException(vector)))(
    '$id: reads as the Fetch standard requires: $name',
    async (vector) => {
      const [got, wanted] = await compared(vector);
      expect(got).toEqual(wanted);
    },
  );

  it.each(all.filter(isException))('$id: is still an exception: $name', async (vector) => {
    const [got, wanted] = await compared(vector);
    expect(got).not.toEqual(wanted);
  });

  interface WebObVector {
    id: string;
    in: { environ: { CONTENT_TYPE: string }; body: { b64: string } };
    out: [name: string, value: string | { filename?: string; type?: string; content?: { b64: string } }][];
  }

  it.each(vectors<WebObVector>('webob/form-multipart'))('reads as WebOb does: $id', async (vector) => {
    const body = Buffer.from(vector.in.body.b64, 'base64');
    const entries = vector.out.map(([name, value]) =>
      typeof value === 'string'
        ? { name, value }
        : {
            name,
            filename: value.filename ?? '',
            contentType: value.type ?? '',
            body_b64: value.content?.b64 ?? '',
          },
    );
    expect(await answerTo(vector.in.environ.CONTENT_TYPE, [body])).toEqual(entries);
  });
});
