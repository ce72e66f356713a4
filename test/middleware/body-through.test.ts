import { describe, expect, it } from 'vitest';
import { type BodyPassage, bodyThrough } from '../../src/middleware/body-through.ts';
import { closeBody } from '../../src/wsgi/app-iter.ts';
import { CAPABILITIES, capabilitiesOf } from '../../src/wsgi/capabilities.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect, text } from '../support/bytes.ts';

const plain: BodyPassage = { next: (read) => read() };

describe('bodyThrough', () => {
  it('returns a body in memory unchanged, unless it has a close()', () => {
    const chunks = [bytes('a')];
    expect(bodyThrough(chunks, plain)).toBe(chunks);
    const closing = Object.assign([bytes('a')], { close() {} });
    expect(bodyThrough(closing, plain)).not.toBe(closing);
  });

  it('passes each chunk through the given function', async () => {
    let reads = 0;
    const body = bodyThrough(tracked(['a', 'b']).body, {
      next(read) {
        reads++;
        return read();
      },
    });
    expect(await collect(body)).toBe('ab');
    expect(reads).toBe(3);
  });

  it('closes the body through the given function once, even if it was not read', async () => {
    for (const isRead of [true, false]) {
      const { body, closed } = tracked(['a', 'b']);
      let closes = 0;
      const through = bodyThrough(body, {
        ...plain,
        close(close) {
          closes++;
          return close();
        },
      });
      if (isRead) for await (const _ of through) break;
      await closeBody(through);
      await closeBody(through);
      expect([closed(), closes]).toEqual([true, 1]);
    }
  });

  it('closes the body itself if no function is given', async () => {
    const { body, closed } = tracked(['a']);
    await bodyThrough(body, plain).close?.();
    expect(closed()).toBe(true);
  });

  it('preserves lending', async () => {
    const chunk = bytes('ab');
    const lending = Object.assign(tracked(['x']).body, {
      [CAPABILITIES]: { lend: () => [chunk][Symbol.iterator]() },
    });
    const lent = capabilitiesOf(bodyThrough(lending as never, plain)).lend?.();
    expect(text((await lent?.next())?.value)).toBe('ab');
    expect(await lent?.return?.()).toEqual({ done: true, value: undefined });
  });
});
