import { describe, expect, it } from 'vitest';
import { encodeMultipart } from '../../src/body/forms/multipart-encode.ts';
import { TextBody } from '../../src/body/text-body.ts';
import {
  type BodyCapabilities,
  byteLengthOf,
  CAPABILITIES,
  capabilitiesOf,
  closedFor,
  isChunks,
  isInMemory,
  type SeekableBody,
  settledBody,
} from '../../src/wsgi/capabilities.ts';
import type { AppIter } from '../../src/wsgi/contract.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect } from '../support/bytes.ts';

class Letters implements SeekableBody {
  async *[Symbol.asyncIterator]() {
    yield* this.range(0, 26);
  }
  *range(start: number, stop: number) {
    yield bytes('abcdefghijklmnopqrstuvwxyz'.slice(start, stop));
  }
}

describe('capabilitiesOf', () => {
  it.each<[kind: string, body: AppIter, byteLength: number | undefined, inMemory: boolean]>([
    ['chunks', [bytes('a'), bytes('é')], 3, true],
    ['text', new TextBody('aé'), 3, true],
    ['a form', encodeMultipart([['a', '1']], 'B'), 59, false],
    ['a seekable body', new Letters(), undefined, false],
    ['a stream', tracked([]).body, undefined, false],
  ])('describes %s', (_, body, byteLength, inMemory) => {
    const capabilities = capabilitiesOf(body);
    expect([capabilities.byteLength, isInMemory(capabilities)]).toEqual([byteLength, inMemory]);
  });

  it('exposes the text of a text body', () => {
    const { text, chunks } = capabilitiesOf(new TextBody('é'));
    expect([text, chunks !== undefined]).toEqual(['é', true]);
  });

  it('recognizes a body with range() as seekable', async () => {
    expect(await collect(capabilitiesOf(new Letters()).range?.(24, 26) ?? [])).toBe('yz');
    const unlike = Object.assign(new Set<Uint8Array>(), { range: 5 });
    expect(capabilitiesOf(unlike).range).toBeUndefined();
  });
});

describe('settledBody', () => {
  it('returns data that is available synchronously, and closes the body', async () => {
    let closed = 0;
    const quick = (rangeNow: BodyCapabilities['rangeNow']) => {
      const capabilities: BodyCapabilities = { byteLength: 2, ...(rangeNow && { rangeNow }) };
      return Object.assign(new Set([bytes('ab')]), { close: () => closed++, [CAPABILITIES]: capabilities });
    };
    const body = quick((start, stop) => [bytes('ab'.slice(start, stop))]);
    expect(await settledBody(body, capabilitiesOf(body))).toEqual([bytes('ab')]);
    expect(closed).toBe(1);
    for (const rangeNow of [() => undefined, undefined]) {
      const other = quick(rangeNow);
      expect(settledBody(other, capabilitiesOf(other))).toBe(other);
    }
    expect(closed).toBe(1);
  });
});

describe('closedFor', () => {
  it('waits for a body that closes asynchronously', async () => {
    let isClosed = false;
    const close = async () => {
      await undefined;
      isClosed = true;
    };
    const closing = closedFor([bytes('a')], Object.assign(new Set([bytes('abc')]), { close }));
    expect(isClosed).toBe(false);
    expect(await closing).toEqual([bytes('a')]);
    expect(isClosed).toBe(true);
  });

  it('returns immediately if the body has no close()', () => {
    expect(closedFor([bytes('a')], new Set([bytes('abc')]))).toEqual([bytes('a')]);
  });
});

describe('chunks', () => {
  it('are an array with a total length', () => {
    expect([isChunks([]), isChunks('a'), isChunks(new Set<Uint8Array>())]).toEqual([true, false, false]);
    expect(byteLengthOf([bytes('a'), bytes('é')])).toBe(3);
  });
});
