import zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ContentCoding, ContentDecodingError, contentCodings } from '../../src/body/coding-names.ts';
import { decodeBody, encodeBody } from '../../src/body/content-coding.ts';
import { closeBody, readAll } from '../../src/wsgi/app-iter.ts';
import type { AppIter } from '../../src/wsgi/contract.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect } from '../support/bytes.ts';

const HAS_ZSTD = 'createZstdCompress' in zlib;
/** Node 22 encodes zstd, but its decoder accepts a truncated body as complete. */
const DECODES_ZSTD = HAS_ZSTD && Number.parseInt(process.versions.node, 10) >= 24;
const CODINGS: ContentCoding[] = ['gzip', 'deflate', 'br', ...(DECODES_ZSTD ? (['zstd'] as const) : [])];
const WHOLE = { maxSize: Infinity };

const encode = (text: string, coding: ContentCoding) => readAll(encodeBody([bytes(text)], coding));
async function* inPieces(whole: Uint8Array, size = 1): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < whole.length; i += size) yield whole.subarray(i, i + size);
}

describe('contentCodings', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['identity', []],
    ['gzip', ['gzip']],
    ['X-Gzip', ['gzip']],
    ['deflate, BR', ['deflate', 'br']],
    ['identity, gzip, identity', ['gzip']],
  ])('reads %j', (field, expected) => {
    expect(contentCodings(field)).toEqual(expected);
  });

  it.each(['compress', 'gzip, compress', '__proto__', 'constructor', 'gzip,gzip,gzip,gzip'])(
    'refuses %j',
    (field) => {
      expect(() => contentCodings(field)).toThrow(expect.objectContaining({ problem: 'unknownCoding' }));
    },
  );
});

describe('encodeBody and decodeBody', () => {
  it.each(CODINGS)('%s: decodes what it has encoded, in chunks of any size', async (coding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2000 }),
        fc.integer({ min: 1, max: 500 }),
        async (whole, size) => {
          const coded = await readAll(encodeBody(inPieces(whole, size), coding));
          const decoded = await readAll(decodeBody(inPieces(coded, size), [coding], WHOLE));
          expect(Buffer.from(decoded).equals(whole)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('removes several codings in reverse order', async () => {
    const coded = encodeBody(encodeBody([bytes('Hello')], 'gzip'), 'br');
    expect(await collect(decodeBody(coded, ['gzip', 'br'], WHOLE))).toBe('Hello');
    expect(await collect(decodeBody([bytes('Hello')], [], WHOLE))).toBe('Hello');
  });

  it('encodes for other decoders', async () => {
    const text = 'Hello '.repeat(100);
    expect(zlib.gunzipSync(await encode(text, 'gzip')).toString()).toBe(text);
    expect(zlib.inflateSync(await encode(text, 'deflate')).toString()).toBe(text);
    expect(zlib.brotliDecompressSync(await encode(text, 'br')).toString()).toBe(text);
  });

  it('decodes deflate with and without its wrapper, and gzip with several members', async () => {
    const text = 'Hello '.repeat(100);
    for (const coded of [zlib.deflateSync(text), zlib.deflateRawSync(text)]) {
      expect(await collect(decodeBody(inPieces(coded), ['deflate'], WHOLE))).toBe(text);
    }
    const members = Buffer.concat([zlib.gzipSync('Hello '), zlib.gzipSync('world')]);
    expect(await collect(decodeBody([members], ['gzip'], WHOLE))).toBe('Hello world');
  });

  it.each(CODINGS)('%s: keeps an empty body empty', async (coding) => {
    expect(await collect(decodeBody([], [coding], WHOLE))).toBe('');
    expect(await collect(decodeBody([bytes(''), bytes('')], [coding], WHOLE))).toBe('');
  });

  it('accepts levels, and refuses those that the coding does not have', async () => {
    const text = Array.from({ length: 2000 }, (_, i) => String(i * i)).join();
    for (const coding of ['gzip', 'deflate', 'br'] as const) {
      const [fast, small] = await Promise.all(
        [1, 9].map((level) => readAll(encodeBody([bytes(text)], coding, level))),
      );
      expect(small?.length).toBeLessThan(fast?.length ?? 0);
      for (const level of [-1, 0.5, 99]) expect(() => encodeBody([], coding, level)).toThrow(RangeError);
    }
  });

  it.each(CODINGS)(
    '%s: throws if the decoded body grows too large, and closes its source',
    async (coding) => {
      const coded = await encode('0'.repeat(1_000_000), coding);
      expect(coded.length).toBeLessThan(10_000);
      let isClosed = false;
      const source: AppIter = (async function* () {
        try {
          yield* inPieces(coded, 100);
          yield* inPieces(coded, 100);
        } finally {
          isClosed = true;
        }
      })();
      const error = await collect(decodeBody(source, [coding], { maxSize: 50_000 })).catch(
        (thrown) => thrown,
      );
      expect(error).toBeInstanceOf(ContentDecodingError);
      expect(error).toMatchObject({
        problem: 'tooLarge',
        message: 'The decoded body has more than 50000 bytes.',
      });
      expect(isClosed).toBe(true);
      expect(await collect(decodeBody([coded], [coding], { maxSize: 1_000_000 }))).toHaveLength(1_000_000);
    },
  );

  it('limits the output of each coding, not only of the last', async () => {
    const empty = Buffer.concat(Array.from({ length: 5000 }, () => zlib.gzipSync('')));
    const bomb = zlib.gzipSync(empty);
    const decoded = decodeBody([bomb], ['gzip', 'gzip'], { maxSize: 50_000 });
    await expect(collect(decoded)).rejects.toMatchObject({ problem: 'tooLarge' });
  });

  it.each([Number.NaN, -1])('refuses %j as the maximum size', (maxSize) => {
    expect(() => decodeBody([], ['gzip'], { maxSize })).toThrow(RangeError);
  });

  it.each(CODINGS)('%s: throws for a malformed or truncated body', async (coding) => {
    const coded = await encode('Hello '.repeat(100), coding);
    for (const wrong of [bytes('not that at all'), coded.subarray(0, coded.length - 5)]) {
      const decoded = collect(decodeBody([wrong], [coding], WHOLE));
      await expect(decoded).rejects.toMatchObject({ name: 'ContentDecodingError', problem: 'malformed' });
    }
  });

  it("passes on the body's own errors", async () => {
    const failure = new Error('the disk is gone');
    const failing = (given: Uint8Array): AppIter =>
      (async function* () {
        yield given;
        throw failure;
      })();
    await expect(collect(encodeBody(failing(bytes('a')), 'gzip'))).rejects.toBe(failure);
    const coded = await encode('Hello', 'gzip');
    await expect(collect(decodeBody(failing(coded.subarray(0, 12)), ['gzip'], WHOLE))).rejects.toBe(failure);
  });

  it.each(['encoded', 'decoded'])('closes a source that is %s and not read to its end', async (kind) => {
    const pass = (body: AppIter) =>
      kind === 'encoded' ? encodeBody(body, 'gzip') : decodeBody(body, ['gzip', 'gzip'], WHOLE);
    const unread = tracked(['a']);
    await closeBody(pass(unread.body));
    expect(unread.closed()).toBe(true);

    let isClosed = false;
    const endless = (async function* () {
      try {
        yield zlib.gzipSync(zlib.gzipSync('0'.repeat(100_000), { level: 0 }), { level: 0 });
        for (;;) yield zlib.gzipSync(zlib.gzipSync('0'));
      } finally {
        isClosed = true;
      }
    })();
    for await (const _chunk of pass(endless)) break;
    await new Promise(setImmediate);
    expect(isClosed).toBe(true);
  });

  it('decodes zstd only if node notices truncated bodies', () => {
    if (DECODES_ZSTD) expect(contentCodings('zstd')).toEqual(['zstd']);
    else expect(() => contentCodings('zstd')).toThrow('zstd');
  });

  it('encodes zstd, or says that this node cannot', async () => {
    if (HAS_ZSTD) expect((await readAll(encodeBody([], 'zstd'))).length).toBeGreaterThan(0);
    else expect(() => encodeBody([], 'zstd')).toThrow(/zstd needs node 22\.15/);
  });

  it('accepts only known names', () => {
    // @ts-expect-error
    const wrong = () => encodeBody([], 'compress');
    expect(wrong).toThrow(TypeError);
    expectTypeOf(contentCodings('')).toEqualTypeOf<ContentCoding[]>();
  });
});
