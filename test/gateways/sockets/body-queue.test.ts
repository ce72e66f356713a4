import { describe, expect, it } from 'vitest';
import { BodyQueue } from '../../../src/gateways/sockets/body-queue.ts';
import { DisconnectionError } from '../../../src/wsgi/body-errors.ts';
import { bytes } from '../../support/bytes.ts';

function queue(length?: number) {
  const flow = {
    waiting: 0,
    add(count: number) {
      this.waiting += count;
    },
  };
  return { body: new BodyQueue(length, flow), flow };
}

async function read(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  return text;
}

describe('a body in chunks', () => {
  it('is read as it arrives', async () => {
    const { body } = queue(6);
    const reading = read(body);
    body.push(bytes('abc'));
    await Promise.resolve();
    body.push(bytes('def'));
    expect(await reading).toBe('abcdef');
  });

  it('has as many bytes as its length declares', async () => {
    const { body } = queue(4);
    for (const chunk of ['abc', 'def', 'ghi']) body.push(bytes(chunk));
    expect(body.isEnded).toBe(true);
    expect(await read(body)).toBe('abcd');
  });

  it('without a length continues to the end of the data', async () => {
    const { body } = queue();
    body.push(bytes('abc'));
    body.end();
    body.push(bytes('def'));
    expect(await read(body)).toBe('abc');
  });

  it('that ends too early yields the received data, and then throws a DisconnectionError', async () => {
    const { body } = queue(10);
    body.push(bytes('abc'));
    body.end();
    const reader = body[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: bytes('abc') });
    await expect(reader.next()).rejects.toThrow(
      new DisconnectionError('The request body ended 7 bytes before its Content-Length.'),
    );
  });

  it('continues where another reader has stopped', async () => {
    const { body } = queue(6);
    body.push(bytes('abc'));
    body.push(bytes('def'));
    for await (const chunk of body) {
      expect(chunk).toEqual(bytes('abc'));
      break;
    }
    expect(await read(body)).toBe('def');
  });

  it('is distributed to several waiting readers', async () => {
    const { body } = queue(2);
    const [one, other] = [read(body), read(body)];
    await Promise.resolve();
    body.push(bytes('ab'));
    expect([await one, await other].sort()).toEqual(['', 'ab']);
  });

  it('that is dropped yields nothing except errors', async () => {
    const { body, flow } = queue(10);
    body.push(bytes('abc'));
    body.drop(() => new Error('gone'));
    await expect(read(body)).rejects.toThrow('gone');
    expect(flow.waiting).toBe(0);
  });

  it('that is dropped after its end is at its end', async () => {
    const { body } = queue(0);
    body.drop(() => new Error('gone'));
    expect(await read(body)).toBe('');
  });

  it('reports the number of bytes that wait for a reader', async () => {
    const { body, flow } = queue(6);
    body.push(bytes('abc'));
    body.push(bytes('def'));
    expect(flow.waiting).toBe(6);
    await body[Symbol.asyncIterator]().next();
    expect(flow.waiting).toBe(3);
  });

  it.each<
    [what: string, length: number | undefined, given: string[], ends: boolean, whole: string[] | undefined]
  >([
    ['if everything has arrived', 6, ['abc', 'def'], false, ['abc', 'def']],
    ['if it is empty', 0, [], false, []],
    ['if it has ended', undefined, ['abc', ''], true, ['abc']],
    ['but not before its end', 6, ['abc'], false, undefined],
    ['but not if bytes are missing', 6, ['abc'], true, undefined],
  ])('is read whole %s', (_what, length, given, ends, whole) => {
    const { body, flow } = queue(length);
    for (const chunk of given) body.push(bytes(chunk));
    if (ends) body.end();
    expect(body.takeWhole()?.map((chunk) => Buffer.from(chunk).toString())).toEqual(whole);
    if (whole) expect(flow.waiting).toBe(0);
  });
});
