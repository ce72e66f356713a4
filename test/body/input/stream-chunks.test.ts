import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { StreamChunks, streamIn } from '../../../src/body/input/stream-chunks.ts';
import { NodeInput } from '../../../src/gateways/node/input.ts';
import type { NodeRequest } from '../../../src/gateways/node/request.ts';

const AB = Buffer.from('ab');

describe('streamIn', () => {
  const stream = Readable.from([AB]);

  it.each([
    ['a node stream', stream, stream],
    ['the input of node gateway', new NodeInput(stream as NodeRequest, undefined), stream],
    ['an array', [AB], undefined],
    ['a stream of the web', new Blob([AB]).stream(), undefined],
  ] as const)('finds the stream in %s', (_, input, expected) => {
    expect(streamIn(input as Iterable<Uint8Array>)).toBe(expected);
  });

  it('asks for the body once, before the stream is read', () => {
    let asked = 0;
    const input = new NodeInput(stream as NodeRequest, () => asked++);
    expect(asked).toBe(0);
    streamIn(input);
    streamIn(input);
    expect(asked).toBe(1);
  });
});

describe('StreamChunks', () => {
  it('returns available data synchronously, without a listener', () => {
    const stream = new PassThrough();
    stream.write(AB);
    const chunks = new StreamChunks(stream);
    const before = stream.eventNames();
    expect(chunks.next()).toEqual({ done: false, value: AB });
    expect(stream.eventNames()).toEqual(before);
  });

  it('waits for more data, and for the end', async () => {
    const stream = new PassThrough();
    const chunks = new StreamChunks(stream);
    const later = chunks.next();
    stream.write(AB);
    await expect(later).resolves.toEqual({ done: false, value: AB });
    stream.write(AB);
    expect(chunks.next()).toEqual({ done: false, value: AB });
    stream.end();
    await expect(chunks.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it.each([
    ['immediately', 0],
    ['after a wait', 1],
  ])('leaves a stream that is released %s open and without listeners', async (_, waits) => {
    const stream = new PassThrough();
    const before = stream.eventNames();
    const chunks = new StreamChunks(stream);
    if (waits === 0) stream.write(AB);
    const first = chunks.next();
    if (waits === 1) stream.write(AB);
    await first;
    await chunks.return();
    expect(stream.destroyed).toBe(false);
    expect(stream.eventNames()).toEqual(before);
    stream.write(AB);
    expect(stream.read()).toEqual(AB);
  });

  it.each([
    ['the error', new Error('gone'), 'gone'],
    ['a premature end', undefined, 'Premature close'],
  ])('throws %s if the stream is destroyed while a reader waits', async (_, error, message) => {
    const stream = new PassThrough().on('error', () => {});
    const chunks = new StreamChunks(stream);
    const later = chunks.next();
    stream.write(AB);
    stream.destroy(error);
    await expect(later).rejects.toThrow(message);
  });

  it('returns the end of a finished stream', async () => {
    const stream = new PassThrough();
    stream.end();
    const chunks = new StreamChunks(stream);
    await expect(chunks.next()).resolves.toEqual({ done: true, value: undefined });
    await expect(chunks.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('ends for a waiting reader when the stream is released', async () => {
    const chunks = new StreamChunks(new PassThrough());
    const later = chunks.next();
    chunks.return();
    await expect(later).resolves.toEqual({ done: true, value: undefined });
  });

  it('throws if a request is aborted but its stream is not destroyed', async () => {
    const stream = new PassThrough();
    const chunks = new StreamChunks(stream);
    const later = chunks.next();
    stream.emit('aborted');
    stream.emit('close');
    await expect(later).rejects.toThrow('Premature close');
    await expect(chunks.next()).rejects.toThrow('Premature close');
  });

  it('keeps waiting while the stream has no data', async () => {
    const stream = new PassThrough();
    const chunks = new StreamChunks(stream);
    const later = chunks.next();
    stream.emit('readable');
    stream.write(AB);
    await expect(later).resolves.toEqual({ done: false, value: AB });
  });

  it('does not read a destroyed stream', async () => {
    const stream = new PassThrough();
    stream.write(AB);
    stream.destroy();
    await expect(new StreamChunks(stream).next()).rejects.toThrow('Premature close');
  });
});
