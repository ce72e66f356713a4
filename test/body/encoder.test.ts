import { randomBytes } from 'node:crypto';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ContentCoding } from '../../src/body/coding-names.ts';
import { ChunkEncoder, encodableCodings, encodeWhole, levelOf } from '../../src/body/encoder.ts';
import { bytes } from '../support/bytes.ts';

const HAS_ZSTD = 'createZstdCompress' in zlib;
const DECODERS: Partial<Record<ContentCoding, (coded: Uint8Array) => Uint8Array>> = {
  gzip: zlib.gunzipSync,
  deflate: zlib.inflateSync,
  br: zlib.brotliDecompressSync,
  ...('zstdDecompressSync' in zlib && { zstd: zlib.zstdDecompressSync as (coded: Uint8Array) => Uint8Array }),
};
const decoded = (coding: ContentCoding, coded: Uint8Array) => String(DECODERS[coding]?.(coded));

describe('encodableCodings', () => {
  it('are those that this node supports', () => {
    expect(encodableCodings()).toEqual(['gzip', 'deflate', 'br', ...(HAS_ZSTD ? ['zstd'] : [])]);
  });
});

describe('levelOf', () => {
  it('defaults to the usual level', () => {
    expect((['gzip', 'deflate', 'br', 'zstd'] as const).map((coding) => levelOf(coding))).toEqual([
      6, 6, 5, 3,
    ]);
    expect(levelOf('gzip', 9)).toBe(9);
    expect(() => levelOf('gzip', 10)).toThrow('the level of gzip must be a whole number from 0 to 9: 10');
    expect(() => levelOf('lzw' as ContentCoding)).toThrow('unknown content coding: lzw');
  });
});

describe.each(encodableCodings())('%s', (coding) => {
  const level = levelOf(coding);

  it('encodes a whole body synchronously', () => {
    expect(decoded(coding, encodeWhole(bytes('Hello'), coding, level))).toBe('Hello');
    expect(decoded(coding, encodeWhole(bytes(''), coding, level))).toBe('');
  });

  it.each([false, true])(
    'encodes chunk by chunk, each decodable as soon as it has arrived (large: %s)',
    async (isLarge) => {
      const encoder = new ChunkEncoder(coding, level, isLarge);
      const coded: Uint8Array[] = [];
      for (const chunk of ['Hello, ', '', 'x'.repeat(300_000)])
        coded.push(await encoder.encode(bytes(chunk)));
      const { BROTLI_OPERATION_FLUSH, Z_SYNC_FLUSH } = zlib.constants;
      if (coding === 'br') {
        const partly = zlib.brotliDecompressSync(coded[0] ?? bytes(''), {
          finishFlush: BROTLI_OPERATION_FLUSH,
        });
        expect(String(partly)).toBe('Hello, ');
      } else if (coding !== 'zstd') {
        expect(String(zlib.unzipSync(coded[0] ?? bytes(''), { finishFlush: Z_SYNC_FLUSH }))).toBe('Hello, ');
      }
      coded.push(await encoder.end());
      expect(decoded(coding, Buffer.concat(coded))).toBe(`Hello, ${'x'.repeat(300_000)}`);
    },
  );

  it('encodes incompressible data in chunks of a megabyte', async () => {
    const noise = randomBytes(2 ** 20);
    const encoder = new ChunkEncoder(coding, level);
    const coded = [await encoder.encode(noise), await encoder.encode(noise), await encoder.end()];
    const decoded = Buffer.from(DECODERS[coding]?.(Buffer.concat(coded)) ?? []);
    expect(decoded.equals(Buffer.concat([noise, noise]))).toBe(true);
  });

  it('closes its stream during, before and after encoding', async () => {
    const encoder = new ChunkEncoder(coding, level);
    const pending = encoder.encode(bytes('x'.repeat(1_000_000)));
    encoder.destroy();
    expect(await pending).toHaveLength(0);
    encoder.destroy();
    new ChunkEncoder(coding, level).destroy();
  });
});

describe.skipIf(HAS_ZSTD)('zstd on a node without it', () => {
  it('throws an error that names the required version', () => {
    expect(() => encodeWhole(bytes('a'), 'zstd', 3)).toThrow('zstd needs node 22.15 or later');
    expect(() => new ChunkEncoder('zstd', 3)).toThrow('zstd needs node 22.15 or later');
  });
});
