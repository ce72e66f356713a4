import { Readable } from 'node:stream';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { BodyInit } from '../../src/body/content.ts';
import { TextBody } from '../../src/body/text-body.ts';
import { Response } from '../../src/response/response.ts';
import type { HeaderList } from '../../src/wsgi/contract.ts';
import { answer } from '../support/answers.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect } from '../support/bytes.ts';
import { cpuTime } from '../support/cpu-time.ts';

const lengthIn = (headers: HeaderList) =>
  headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];

const stream = () => new Blob(['a', 'é']).stream();
function* letters() {
  yield bytes('a');
  yield bytes('é');
}
/** Each kind of body that contains `aé`, and whether its length is known from the start. */
const BODIES: [kind: string, body: () => BodyInit, isLengthKnown: boolean][] = [
  ['text', () => 'aé', true],
  ['a Uint8Array', () => new Uint8Array([0x61, 0xc3, 0xa9]), true],
  ['a Buffer', () => Buffer.from('aé'), true],
  ['an ArrayBuffer', () => new Uint8Array([0x61, 0xc3, 0xa9]).buffer, true],
  ['a DataView', () => new DataView(new Uint8Array([0x61, 0xc3, 0xa9]).buffer), true],
  ['a Blob', () => new Blob(['aé']), true],
  ['an array of chunks', () => [bytes('a'), bytes('é')], true],
  ['a ReadableStream', stream, false],
  ['a node Readable', () => Readable.from([bytes('a'), bytes('é')]), false],
  ['a generator', () => letters(), false],
  ['an asynchronous generator', () => tracked(['a', 'é']).body, false],
];

describe("a Response's body", () => {
  it.each(BODIES)('can be %s', async (_, body, isLengthKnown) => {
    const response = new Response(body());
    expect(response.hasBody).toBe(true);
    expect(response.contentLength).toBe(isLengthKnown ? 3 : undefined);
    const sent = await answer(response);
    expect(sent.body).toBe('aé');
    expect(lengthIn(sent.headers)).toBe(isLengthKnown ? '3' : undefined);
  });

  it.each(BODIES)('from %s can be read repeatedly and in every way', async (_, body) => {
    const response = new Response(body());
    const [text, read] = await Promise.all([response.text(), response.bytes(), response.text()]);
    expect([text, Buffer.from(read).toString(), await response.text()]).toEqual(['aé', 'aé', 'aé']);
    expect(response.contentLength).toBe(3);
    expect((await answer(response)).body, 'and still sent').toBe('aé');
    expect((await answer(response)).body, 'again').toBe('aé');
  });

  it.each(BODIES)('can be set to %s', async (_, body, isLengthKnown) => {
    const response = new Response('old');
    response.body = body();
    expect(response.contentLength).toBe(isLengthKnown ? 3 : undefined);
    expect((await answer(response)).body).toBe('aé');
    response.body = null;
    expect([response.contentLength, response.hasBody, await response.text()]).toEqual([0, false, '']);
  });

  it.each(BODIES)('from %s can be extended by write()', async (_, body, isLengthKnown) => {
    const response = new Response(body());
    response.write('é');
    response.write(bytes('b'));
    response.write('c');
    expect(response.contentLength).toBe(isLengthKnown ? 7 : undefined);
    expect(await response.text()).toBe('aéébc');
    expect(response.contentLength).toBe(7);
  });

  it('is encoded in its charset', async () => {
    const response = new Response('é', { charset: 'latin1' });
    response.write('é');
    expect([...(await response.bytes())]).toEqual([0xe9, 0xe9]);
    response.write(Buffer.from([0xe8]));
    expect([response.contentLength, await response.text()]).toEqual([3, 'ééè']);
    expect(() => response.write('€')).toThrow(TypeError);
  });

  it('accepts fifty thousand writes in linear time', async () => {
    const time = await cpuTime(async () => {
      for (const body of ['', bytes(''), tracked([]).body]) {
        const response = new Response(body);
        for (let i = 0; i < 50_000; i++) response.write(i % 2 ? 'a' : bytes('b'));
        expect((await response.bytes()).length).toBe(50_000);
      }
    });
    expect(time).toBeLessThan(4000);
  });

  it('is sent with data that was written after a stream', async () => {
    const response = new Response(tracked(['a']).body);
    response.write('b');
    expect((await answer(response)).body).toBe('ab');
  });

  it('does not modify its source', () => {
    const chunks = [bytes('a')];
    const response = new Response(chunks);
    response.write('b');
    response.appIter = chunks;
    response.write('c');
    expect(chunks).toHaveLength(1);
  });

  it.each([5, {}, ['text'], () => 'x'])('cannot be assigned as appIter: %o', (body) => {
    const response = new Response('kept');
    expect(() => {
      response.appIter = body as never;
    }).toThrow(/^a body must be/);
    expect(response.body).toBe('kept');
  });

  it('is JSON', async () => {
    const response = Response.json({ a: 'é' }, { status: 201 });
    expect([response.status, response.headers.get('content-type'), response.contentLength]).toEqual([
      201,
      'application/json',
      10,
    ]);
    expect(await response.json()).toEqual({ a: 'é' });
    await expect(new Response('{').json()).rejects.toThrow(SyntaxError);
    const { headers } = new Response(null, {
      json: [1],
      headers: { 'Content-Type': 'application/problem+json' },
    });
    expect(headers.get('content-type')).toBe('application/problem+json');
  });

  it('B19: can be JSON with a byte order mark', async () => {
    expect(await new Response(bytes('\ufeff[1]')).json()).toEqual([1]);
  });

  it.each([
    ['text/html; charset=UTF-8', 'application/json'],
    [undefined, 'application/json'],
    ['application/problem+json', 'application/problem+json'],
    ['application/json; charset=utf-8', 'application/json; charset=utf-8'],
  ])('set by jsonBody has a JSON type: %j becomes %j', async (before, after) => {
    const response = new Response('old');
    response.contentType = before;
    response.jsonBody = { a: 1 };
    expect(response.headers.get('content-type')).toBe(after);
    expect([response.contentLength, await response.json()]).toEqual([7, { a: 1 }]);
    expect(() => {
      response.jsonBody = undefined;
    }).toThrow(TypeError);
  });

  it.each<[kind: string, body: () => BodyInit]>([
    ['text', () => '{"a":[1]}'],
    ['chunks', () => [bytes('{"a"'), bytes(':[1]}')]],
    ['bytes with a byte order mark', () => bytes('\ufeff{"a":[1]}')],
  ])('from %s is read by jsonBody', (_, body) => {
    expect(new Response(body()).jsonBody).toEqual({ a: [1] });
  });

  it('is the value that jsonBody was set to', () => {
    const response = new Response();
    response.jsonBody = { a: 'é' };
    expect(response.jsonBody).toEqual({ a: 'é' });
    expect(() => new Response('{').jsonBody).toThrow(SyntaxError);
  });

  it('is read by await json() if it is a stream', async () => {
    const response = new Response(tracked(['[1', ']']).body);
    expect(() => response.jsonBody).toThrow('await json()');
    expect(await response.json()).toEqual([1]);
    expect(response.jsonBody).toEqual([1]);
  });

  it('is read as Fetch reads it', async () => {
    const response = new Response('é', { contentType: 'text/x' });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0xc3, 0xa9]));
    const blob = await response.blob();
    expect([blob.type, await blob.text()]).toEqual(['text/x; charset=utf-8', 'é']);
    expect((await new Response('', { contentType: null }).blob()).type).toBe('');
    expectTypeOf(response.bytes()).toEqualTypeOf<Promise<Uint8Array<ArrayBuffer>>>();
  });

  it('is a form that can be read back', async () => {
    const form = new FormData();
    form.append('a', 'é');
    form.append('f', new File(['bytes'], 'x.txt', { type: 'text/plain' }));
    const response = new Response(form);
    expect(response.contentType).toBe('multipart/form-data');
    const read = await response.formData();
    expect([read.get('a'), (read.get('f') as File).name]).toEqual(['é', 'x.txt']);
    expect((await new Response(new URLSearchParams({ a: 'b c' })).formData()).get('a')).toBe('b c');
  });

  it.each([
    ['text/plain', 'a=1'],
    ['multipart/form-data; boundary=B', 'nonsense'],
    ['multipart/form-data', '--B--'],
  ])('of %s that is not a form is a TypeError without a status', async (contentType, body) => {
    const error = await new Response(body, { contentType }).formData().catch((caught) => caught);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).not.toHaveProperty('status');
    await expect(new Response(body, { contentType: null }).formData()).rejects.toThrow(TypeError);
  });

  it('keeps data that is written while a stream is read', async () => {
    const response = new Response(tracked(['a']).body);
    const reading = response.text();
    response.write('b');
    expect([await reading, await response.text(), response.contentLength]).toEqual(['ab', 'ab', 2]);
  });

  it('sets its type if there is none', () => {
    const response = new Response(null, { headerList: [] });
    response.body = new URLSearchParams('a=1');
    expect(response.contentType).toBe('application/x-www-form-urlencoded');
    response.body = new Blob([], { type: 'image/png' });
    expect(response.contentType).toBe('application/x-www-form-urlencoded');
  });

  it('is an AppIter, which exposes its text if that is UTF-8', async () => {
    expect(new Response('a').appIter).toEqual(new TextBody('a'));
    expect(await collect(new Response('é', { charset: 'latin1' }).appIter)).toBe('\ufffd');
    const response = new Response('old');
    response.appIter = [bytes('a'), bytes('b')];
    expect(response.contentLength).toBeUndefined();
    const sent = await answer(response);
    expect([sent.body, lengthIn(sent.headers)]).toEqual(['ab', undefined]);
  });

  it('set as an AppIter has no Content-Length, whether or not it is a stream', async () => {
    const response = new Response('old');
    response.appIter = letters();
    expect(response.headers.has('Content-Length')).toBe(false);
    expect(await response.text()).toBe('aé');
  });

  it('that fails does so for every reader', async () => {
    const response = new Response({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new RangeError('gone')) }),
    });
    await expect(response.bytes()).rejects.toThrow(RangeError);
    await expect(response.text()).rejects.toThrow(RangeError);
  });

  it('that yields no bytes is refused when it is read', async () => {
    await expect(new Response(Readable.from(['text'])).bytes()).rejects.toThrow(TypeError);
  });

  it('set while an old one is read is kept', async () => {
    const response = new Response(tracked(['old']).body);
    const reading = response.text();
    response.body = 'new';
    expect([await reading, await response.text(), response.contentLength]).toEqual(['old', 'new', 3]);
  });
});

describe('Content-Length', () => {
  it.each<[why: string, make: () => Response]>([
    ['the property', () => new Response('abc', { contentLength: 99 })],
    ['the headers', () => new Response('abc', { headers: { 'content-length': '99' } })],
    ['the list', () => new Response('abc', { headerList: [['Content-Length', '99']] })],
    [
      'the list, twice',
      () => {
        const response = new Response('abc');
        response.headerList.push(['content-length', '98'], ['Content-Length', '99']);
        return response;
      },
    ],
    [
      'another charset, set later',
      () => {
        const response = new Response('abé');
        response.charset = 'latin1';
        return response;
      },
    ],
  ])('is correct when it is sent, whatever %s contains', async (_, make) => {
    const { headers } = await answer(make());
    expect(
      headers.filter(([name]) => name.toLowerCase() === 'content-length').map(([, value]) => value),
    ).toEqual(['3']);
    expect(Buffer.from(await make().toBytes()).toString('latin1')).toMatch(/content-length: 3\r\n/i);
  });

  it('of a stream is the given one', async () => {
    const response = new Response(tracked(['abc']).body, { contentLength: 3 });
    expect(lengthIn((await answer(response)).headers)).toBe('3');
    const header = new Response(tracked(['abc']).body, { headers: { 'Content-Length': '3' } });
    expect(header.contentLength).toBe(3);
  });
});

describe('toApp', () => {
  it('sends the status line, the headers and the body', async () => {
    const sent = await answer(new Response('a', { status: '200 Fine', headerList: [['X-A', '1']] }));
    expect(sent).toEqual({
      status: '200 Fine',
      headers: [
        ['X-A', '1'],
        ['Content-Length', '1'],
      ],
      body: 'a',
    });
  });

  it('sends only the length to HEAD', async () => {
    const { headers, body } = await answer(new Response('abc'), 'HEAD');
    expect([lengthIn(headers), body]).toEqual(['3', '']);
    const without = await answer(new Response(null, { contentLength: 99 }), 'HEAD');
    expect(lengthIn(without.headers)).toBe('99');
  });

  it.each([
    [100, undefined],
    [101, undefined],
    [204, undefined],
    [205, '0'],
    [304, undefined],
  ])('B21: sends no body with %j', async (status, length) => {
    const { headers, body } = await answer(new Response('abc', { status }));
    expect([lengthIn(headers), body]).toEqual([length, '']);
    const later = new Response('abc');
    later.status = status;
    expect((await answer(later)).body).toBe('');
    expect(lengthIn((await answer(later)).headers)).toBe(status === 304 ? '3' : length);
  });

  it.each<[method: string, status: number]>([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('stops a stream that is not sent (%s, %j)', async (method, status) => {
    const { body, closed } = tracked(['a']);
    expect((await answer(new Response(body, { status }), method)).body).toBe('');
    expect(closed()).toBe(true);

    const readable = Readable.from([bytes('a')]);
    await answer(new Response(readable, { status }), method);
    expect(readable.destroyed).toBe(true);

    const reasons: unknown[] = [];
    const web = new ReadableStream({ cancel: (reason) => void reasons.push(reason) });
    await answer(new Response(web, { status }), method);
    expect(reasons).toHaveLength(1);
  });

  it('passes a copy of the list to the caller', async () => {
    const response = new Response('a');
    const { headers } = await answer(response);
    headers.push(['X-A', '1']);
    for (const field of headers) field[1] = 'changed';
    expect(response.headers.has('x-a')).toBe(false);
    expect(response.contentType).toBe('text/html');
  });

  it.each<[name: string, value: string]>([
    ['X-A', 'b\r\nc: d'],
    ['X-A', 'b\0'],
    ['X-A\r\n', 'b'],
    ['', 'b'],
  ])('D4: throws for %j: %j in the list, and starts nothing', async (name, value) => {
    const response = new Response('a');
    response.headerList.push([name, value]);
    await expect(answer(response)).rejects.toThrow(TypeError);
    await expect(response.toBytes()).rejects.toThrow(TypeError);
  });

  it.each([
    ['headers.set', (response: Response) => response.headers.set('X', 'a\r\nb')],
    ['headers.append', (response: Response) => response.headers.append('X', 'a\nb')],
    ['init.headers', () => new Response('', { headers: { X: 'a\0b' } })],
    ['a property', (response: Response) => Object.assign(response, { server: 'a\r\nb' })],
    ['setCookie', (response: Response) => response.setCookie('a', '1', { path: '/\r\nb' })],
  ])('D4: no line break is accepted by %s', (_, write) => {
    const response = new Response();
    const before = structuredClone(response.headerList);
    expect(() => write(response)).toThrow(TypeError);
    expect(response.headerList).toEqual(before);
  });
});
