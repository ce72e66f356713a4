import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { StreamWire } from '../../../src/gateways/cgi/stream-wire.ts';
import { bytes } from '../../support/bytes.ts';
import { textIn } from '../../support/text-in.ts';

describe('StreamWire', () => {
  it('writes head and body, and leaves the stream open', async () => {
    const output = new PassThrough();
    const wire = new StreamWire(output);
    wire.head(200, 'OK', [['X', '\xe9']]);
    wire.flush();
    wire.flush();
    expect(textIn(output, 'latin1')).toBe('Status: 200 OK\r\nX: \xe9\r\n\r\n');
    wire.write(bytes('one '), false);
    wire.end('zwö');
    await wire.written();
    expect(textIn(output)).toBe('one zwö');
    expect(output.writableEnded).toBe(false);
    expect(output.listenerCount('error')).toBe(0);
  });

  it('stops writing while the stream is full', async () => {
    const output = new PassThrough({ highWaterMark: 4 });
    const wire = new StreamWire(output);
    wire.head(200, 'OK', []);
    let isTaken = false;
    const taken = Promise.resolve(wire.write(bytes('more than it holds'), false)).then(() => {
      isTaken = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isTaken).toBe(false);
    output.resume();
    await taken;
  });

  it('reports when lent bytes are written', async () => {
    const written: string[] = [];
    const output = new Writable({
      write: (chunk, _, done) => {
        setImmediate(() => {
          written.push(String(chunk));
          done();
        });
      },
    });
    const wire = new StreamWire(output);
    wire.head(200, 'OK', []);
    await wire.write(bytes('lent'), true);
    expect(written.at(-1)).toBe('lent');
  });

  it.each([
    ['fails', (output: PassThrough) => output.destroy(new Error('EPIPE'))],
    ['is closed', (output: PassThrough) => output.destroy()],
  ])('reports once that its stream %s', async (_, end) => {
    const output = new PassThrough();
    const wire = new StreamWire(output);
    let count = 0;
    wire.watch(() => count++);
    end(output);
    await new Promise((resolve) => setImmediate(resolve));
    expect(count).toBe(1);
    expect(wire.isGone).toBe(true);
    wire.watch(() => count++);
    expect(count).toBe(2);
    wire.head(200, 'OK', []);
    expect(wire.write(bytes('late'), false)).toBeUndefined();
    await wire.written();
  });

  it('reports nothing after the end', async () => {
    const output = new PassThrough();
    const wire = new StreamWire(output);
    let isGone = false;
    wire.watch(() => {
      isGone = true;
    });
    wire.head(200, 'OK', []);
    wire.end();
    output.destroy();
    await wire.written();
    expect(isGone).toBe(false);
  });

  it('is gone when it is cut', () => {
    const wire = new StreamWire(new PassThrough());
    expect(wire.isCut).toBe(false);
    wire.cut();
    expect([wire.isCut, wire.isGone]).toEqual([true, true]);
  });
});
