import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { drained } from '../../src/wsgi/drained.ts';

describe('drained', () => {
  it.each([
    ['accepts bytes again', (stream: PassThrough) => stream.resume()],
    ['accepts none any more', (stream: PassThrough) => stream.destroy()],
  ])('resolves when the stream %s, and leaves no listeners on it', async (_, act) => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const listeners = () => stream.listenerCount('drain') + stream.listenerCount('close');
    const before = listeners();
    expect(stream.write('ab')).toBe(false);
    const waited = drained(stream);
    act(stream);
    await waited;
    expect(listeners()).toBe(before);
  });

  it('waits once for all writers of a stream', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    stream.write('ab');
    const waited = drained(stream);
    expect(drained(stream)).toBe(waited);
    stream.resume();
    await waited;
    expect(drained(stream)).not.toBe(waited);
    stream.destroy();
  });
});
