import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BodyInput } from '../../../src/body/input/input.ts';
import { BodyLimitError, DisconnectionError } from '../../../src/wsgi/body-errors.ts';
import type { Environ } from '../../../src/wsgi/contract.ts';
import { disposeBody } from '../../../src/wsgi/input-owner.ts';
import { BadRequestError } from '../../../src/wsgi/request-errors.ts';
import { post } from '../../support/body-environ.ts';
import { bytes, collect, text } from '../../support/bytes.ts';

describe('BodyInput', () => {
  it('is shared by all readers of the same input', async () => {
    const environ = post('body');
    expect(BodyInput.of({ ...environ })).toBe(BodyInput.of(environ));
    expect(await collect(BodyInput.of(environ).stream())).toBe('body');
    await expect(BodyInput.of({ ...environ }).bytes()).rejects.toThrow(TypeError);
  });

  it('is shared even if the input is frozen', async () => {
    const environ = post(Object.freeze([bytes('body')]) as Uint8Array[]);
    expect(BodyInput.of({ ...environ })).toBe(BodyInput.of(environ));
    expect(await collect(BodyInput.of(environ).stream())).toBe('body');
    await expect(BodyInput.of(environ).bytes()).rejects.toThrow(TypeError);
  });

  it.each([
    ['an array', [bytes('bo'), bytes(''), bytes('dy')]],
    [
      'a generator',
      (function* () {
        yield* [bytes('bo'), bytes('dy')];
      })(),
    ],
    [
      'an asynchronous generator',
      (async function* () {
        yield* [bytes('bo'), bytes('dy')];
      })(),
    ],
    ['a node stream', Readable.from([bytes('bo'), bytes('dy')])],
    ['a web stream', new Blob(['body']).stream() as AsyncIterable<Uint8Array>],
  ])('reads %s', async (_name, input) => {
    expect(text(await BodyInput.of(post(input)).bytes())).toBe('body');
  });

  it('has the length in CONTENT_LENGTH, and reads no further', async () => {
    let pulls = 0;
    const input = (async function* () {
      for (const part of ['bo', 'dy, and', ' more']) {
        pulls++;
        yield bytes(part);
      }
    })();
    const body = BodyInput.of(post(input, { CONTENT_LENGTH: '4' }));
    expect(text(await body.bytes())).toBe('body');
    expect(text(await body.bytes())).toBe('body');
    expect(pulls).toBe(2);
  });

  it('B4: reads a terminated input without a length to its end', async () => {
    expect(text(await BodyInput.of(post([bytes('all of it')])).bytes())).toBe('all of it');
  });

  it('is empty if CONTENT_LENGTH is empty, as CGI writes a missing one', async () => {
    const environ = post([bytes('all of it')], { CONTENT_LENGTH: '' });
    expect(text(await BodyInput.of(environ).bytes())).toBe('all of it');
    const { 'wsgi.input_terminated': _, ...unended } = environ;
    expect(BodyInput.of(unended as Environ).isReadable).toBe(false);
    expect(await new BodyInput(unended as Environ).bytes()).toEqual(new Uint8Array());
  });

  it.each([
    ['no length', undefined],
    ['a length of 0', '0'],
  ])('is empty with %s, and leaves the input untouched', async (_name, length) => {
    const environ = post('body');
    const { CONTENT_LENGTH: _, ...rest } = environ;
    const empty = { ...rest, ...(length && { CONTENT_LENGTH: length }) } as Environ;
    expect(BodyInput.of(empty).isReadable).toBe(false);
    expect(await BodyInput.of(empty).bytes()).toEqual(new Uint8Array());
    expect(text(await BodyInput.of(environ).bytes())).toBe('body');
  });

  it.each(['5_0', '+5', '５', '0x5', '5,6', '1e3', ' ', '-5', '99999999999999999999'])(
    'B2, B3: refuses the length %j',
    async (CONTENT_LENGTH) => {
      const environ = post('body', { CONTENT_LENGTH });
      const body = BodyInput.of(environ);
      await expect(collect(body.stream())).rejects.toThrow(BadRequestError);
      await expect(new BodyInput(environ).bytes()).rejects.toThrow(BadRequestError);
    },
  );

  it('B2: merges a list of equal lengths', async () => {
    expect(text(await BodyInput.of(post('body', { CONTENT_LENGTH: '4, 4' })).bytes())).toBe('body');
  });

  it('tells every reader that the client sent less than it declared', async () => {
    const body = BodyInput.of(post('body', { CONTENT_LENGTH: '5' }));
    await expect(body.bytes()).rejects.toThrow(DisconnectionError);
    await expect(body.bytes()).rejects.toThrow(DisconnectionError);
    await expect(collect(body.stream())).rejects.toThrow(DisconnectionError);
  });

  it('tells readers that the connection was reset', async () => {
    const input = (async function* () {
      yield bytes('bo');
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    })();
    await expect(BodyInput.of(post(input)).bytes()).rejects.toThrow(DisconnectionError);
  });

  it('passes on other errors of the input', async () => {
    const input = (async function* () {
      yield bytes('bo');
      throw new RangeError('a disk died');
    })();
    await expect(BodyInput.of(post(input)).bytes()).rejects.toThrow(RangeError);
    await expect(BodyInput.of(post(Readable.from(['text']))).bytes()).rejects.toThrow(TypeError);
  });

  it('B16: counts received bytes, not the Content-Length', async () => {
    const body = BodyInput.of(post([bytes('ten bytes!')], { CONTENT_LENGTH: '10' }));
    await expect(body.bytes({ maxBodySize: 9 })).rejects.toThrow(new BodyLimitError('maxBodySize', 9));
    expect(text(await body.bytes({ maxBodySize: 10 }))).toBe('ten bytes!');
    const promised = BodyInput.of(post([bytes('a')], { CONTENT_LENGTH: '1000000' }));
    await expect(promised.bytes({ maxBodySize: 10 })).rejects.toThrow(DisconnectionError);
  });

  it('stops reading at the limit', async () => {
    let pulls = 0;
    const endless = (function* () {
      for (;;) {
        pulls++;
        yield bytes('0123456789');
      }
    })();
    await expect(BodyInput.of(post(endless)).bytes({ maxBodySize: 15 })).rejects.toThrow(BodyLimitError);
    expect(pulls).toBe(2);
  });

  it('gives each reader a separate array', async () => {
    const body = BodyInput.of(post('body'));
    const first = await body.bytes();
    first.fill(0);
    expect(text(await body.bytes())).toBe('body');
  });

  it('streams no faster than it is read', async () => {
    let pulls = 0;
    const input = (function* () {
      for (let i = 0; i < 5; i++) {
        pulls++;
        yield bytes(`${i}`);
      }
    })();
    for await (const chunk of BodyInput.of(post(input)).stream()) {
      expect(pulls).toBe(Number(text(chunk)) + 1);
      if (pulls === 3) break;
    }
    expect(pulls).toBe(3);
  });

  it('does not destroy a node stream that it stops reading', async () => {
    const input = new Readable({ read() {} });
    input.push(bytes('body and more'));
    expect(text(await BodyInput.of(post(input, { CONTENT_LENGTH: '4' })).bytes())).toBe('body');
    expect(input.destroyed).toBe(false);
    const other = Readable.from([bytes('a'), bytes('b')]);
    for await (const _ of BodyInput.of(post(other)).stream()) break;
    expect(other.destroyed).toBe(false);
    expect(other.listenerCount('readable')).toBe(0);
  });

  it('streams bytes that another reader has stored', async () => {
    const body = BodyInput.of(post('body'));
    await body.bytes();
    expect(await collect(body.stream())).toBe('body');
    expect(body.isReadable).toBe(true);
    expect(text(await body.bytes())).toBe('body');
  });

  it('returns a buffered input that can be iterated repeatedly', async () => {
    const environ = post([bytes('bo'), bytes('dy')]);
    const input = await BodyInput.of(environ).buffered();
    expect(await collect(input)).toBe('body');
    expect(await collect(input)).toBe('body');
    expect(BodyInput.of({ ...environ, 'wsgi.input': input })).toBe(BodyInput.of(environ));
  });

  it('is unavailable after the request', async () => {
    const environ = post('body');
    await BodyInput.of(environ).bytes();
    await disposeBody(environ);
    await expect(BodyInput.of(environ).bytes()).rejects.toThrow(TypeError);
    expect(BodyInput.of(environ).isReadable).toBe(false);
    await disposeBody(post('never read'));
  });

  it('is unavailable after the request if nobody has read it', async () => {
    const environ = post('body');
    const body = BodyInput.of(environ);
    await disposeBody(environ);
    await expect(body.bytes()).rejects.toThrow(TypeError);
    await expect(collect(body.stream())).rejects.toThrow(TypeError);
  });

  it('is unavailable after the request for readers that began before', async () => {
    const environ = post('body');
    const reading = await BodyInput.of(environ).open();
    await disposeBody(environ);
    expect(() => reading.claim('a parser')).toThrow('The request has ended');
    await expect(reading.bytes()).rejects.toThrow('The request has ended');
  });

  it.each(['stream', 'bytes', 'buffered'] as const)(
    'is unavailable for pending callers of %s()',
    async (way) => {
      let arrive = (_chunk: Uint8Array) => {};
      const chunk = new Promise<Uint8Array>((resolve) => {
        arrive = resolve;
      });
      const environ = post(
        (async function* () {
          yield await chunk;
        })(),
      );
      const body = BodyInput.of(environ);
      const reading =
        way === 'buffered'
          ? body.buffered().then(collect)
          : way === 'bytes'
            ? body.bytes()
            : collect(body.stream());
      await new Promise(setImmediate);
      await disposeBody(environ);
      arrive(bytes('late'));
      await expect(reading).rejects.toThrow(TypeError);
    },
  );

  it('is complete even if the rest of the input cannot be released', async () => {
    const input: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: bytes('body and more') }),
        return: async () => {
          throw new Error('stuck');
        },
      }),
    };
    expect(text(await BodyInput.of(post(input, { CONTENT_LENGTH: '4' })).bytes())).toBe('body');
  });

  it('does not count as read if the request ends early', async () => {
    const environ = post([bytes('bo'), bytes('dy')]);
    const streaming = BodyInput.of(environ).stream();
    await streaming.next();
    await disposeBody(environ);
    await expect(streaming.next()).rejects.toThrow(TypeError);
  });
});
