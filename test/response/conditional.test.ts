import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BodyInit } from '../../src/body/content.ts';
import { ByteRanges } from '../../src/headers/byte-ranges.ts';
import { parseHttpDate } from '../../src/headers/http-date.ts';
import { Request } from '../../src/request/request.ts';
import type { ResponseInit } from '../../src/response/init.ts';
import { Response } from '../../src/response/response.ts';
import { closeBody } from '../../src/wsgi/app-iter.ts';
import type { SeekableBody } from '../../src/wsgi/capabilities.ts';
import { ask, partsOf } from '../support/answers.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, text } from '../support/bytes.ts';
import { type HeaderText, headerText } from '../support/header-text.ts';

const DIGITS = '0123456789'.repeat(5);
const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';
const LATER = 'Sun, 06 Nov 1994 08:49:38 GMT';

const conditional = (init: ResponseInit = {}, body: BodyInit = DIGITS) =>
  new Response(body, {
    contentType: 'text/plain',
    etag: 'x',
    lastModified: parseHttpDate(DATE),
    conditionalResponse: true,
    ...init,
  });

describe('Response.conditionalResponse', () => {
  it('is disabled unless a response or its class enables it', async () => {
    class Careful extends Response {
      static override defaultConditionalResponse = true;
    }
    const init = { etag: 'x' };
    expect(new Response().conditionalResponse).toBe(false);
    expect((await ask(new Response('a', init), { ifNoneMatch: '*' })).status).toBe(200);
    expect((await ask(new Careful('a', init), { ifNoneMatch: '*' })).status).toBe(304);
    expect(new Careful('a', { conditionalResponse: false }).conditionalResponse).toBe(false);
    expect(conditional().copy().conditionalResponse).toBe(true);
  });

  it.each([
    ['C1', { ifNoneMatch: '*' }, 304],
    ['C3', { ifNoneMatch: '"a","x"' }, 304],
    ['C6', { ifNoneMatch: 'x' }, 200],
    ['C9', { ifMatch: '*' }, 200],
    ['C10', { ifUnmodifiedSince: 'Sun, 06 Nov 1994 08:49:36 GMT' }, 412],
    ['C11', { ifMatch: 'W/"x"' }, 412],
    ['C12', { ifModifiedSince: '2099' }, 200],
    ['C13', { ifNoneMatch: '"x"', cacheControl: 'no-cache' }, 304],
    ['unmodified', { ifModifiedSince: LATER }, 304],
    ['R1', { range: 'bytes=-0' }, 416],
    ['R2', { range: 'bytes=-1000' }, 206],
    ['R3', { range: 'bytes=-' }, 200],
    ['R4', { range: 'bytes=0-4junk' }, 200],
    ['R4', { range: 'bytes=abc-5' }, 200],
    ['R5', { range: 'items=0-4' }, 200],
    ['R10', { range: 'bytes=0-4', ifRange: LATER }, 200],
    ['R12', { range: 'bytes=0-4', ifRange: 'x' }, 200],
    ['R13', { range: 'bytes=0-4', ifRange: 'garbage GMT' }, 200],
    ['R14', { range: 'bytes=0-4', ifRange: '"x"' }, 206],
    ['R15', { range: 'bytes=0-4', ifNoneMatch: '"x"' }, 304],
    ['R16', { range: 'bytes=0-4', ifMatch: '"y"' }, 412],
  ] as [string, HeaderText, number][])('%s: GET with %o', async (_id, headers, status) => {
    expect((await ask(conditional(), { headers: headerText(headers) })).status).toBe(status);
  });

  it('C2: ignores If-Modified-Since beside If-None-Match, even without an entity tag', async () => {
    const headers = headerText({ ifNoneMatch: '"z"', ifModifiedSince: LATER });
    expect((await ask(conditional({ etag: undefined }), { headers })).status).toBe(200);
  });

  it.each([404, 301, 500])('C7: evaluates neither preconditions nor ranges for a %i', async (status) => {
    for (const headers of [{ ifNoneMatch: '"x"' }, { ifMatch: '"y"' }, { range: 'bytes=0-4' }]) {
      expect(await ask(conditional({ status }), headers)).toMatchObject({ status, body: DIGITS });
    }
  });

  it('R9: evaluates nothing after a method that writes', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const headers = { method, ifMatch: '"y"', ifNoneMatch: '"x"', range: 'bytes=0-4' };
      expect(await ask(conditional(), headers)).toMatchObject({ status: 200, body: DIGITS });
    }
  });

  it('FR6: treats QUERY like GET (RFC 10008)', async () => {
    const query = { method: 'QUERY' };
    expect((await ask(conditional(), { ...query, ifNoneMatch: '"x"' })).status).toBe(304);
    expect(await ask(conditional(), { ...query, range: 'bytes=0-4' })).toMatchObject({
      status: 206,
      body: '01234',
    });
  });

  it('R8: ignores ranges for HEAD, but not preconditions', async () => {
    const head = { method: 'HEAD', range: 'bytes=0-4' };
    expect(await ask(conditional(), head)).toMatchObject({
      status: 200,
      headers: { 'content-length': '50' },
      body: '',
    });
    expect((await ask(conditional(), { ...head, ifNoneMatch: '"x"' })).status).toBe(304);
    expect((await ask(conditional(), { ...head, ifMatch: '"y"' })).status).toBe(412);
  });

  it('R11: compares If-Range strongly', async () => {
    const weak = conditional({ etag: 'W/"x"' });
    expect((await ask(weak, { range: 'bytes=0-4', ifRange: 'W/"x"' })).status).toBe(200);
  });
});

describe('304', () => {
  it('C15: keeps the fields that a cache needs, and none that describe the content', async () => {
    const kept = {
      ETag: '"x"',
      Vary: 'Accept',
      'Cache-Control': 'max-age=60',
      Date: DATE,
      Expires: LATER,
      'Content-Location': '/a.en',
      'Set-Cookie': 'a=1',
      'X-Trace': '7',
      'Content-Security-Policy': "default-src 'self'",
    };
    const dropped = {
      'Content-Type': 'text/plain',
      'Content-Encoding': 'gzip',
      'Content-Language': 'en',
      'Content-Length': '50',
      'Content-Disposition': 'attachment',
      'Last-Modified': DATE,
    };
    const response = new Response(DIGITS, { headers: { ...kept, ...dropped }, conditionalResponse: true });
    const { status, headers, body } = await ask(response, { ifNoneMatch: '"x"' });
    const names = Object.entries(kept).map(([name, value]) => [name.toLowerCase(), value]);
    expect({ status, headers, body }).toEqual({ status: 304, headers: Object.fromEntries(names), body: '' });
  });

  it('keeps the date if there is no entity tag', async () => {
    const { headers } = await ask(conditional({ etag: undefined }), { ifModifiedSince: new Date(DATE) });
    expect(headers).toEqual({ 'last-modified': DATE });
  });

  it('closes a stream that it does not send', async () => {
    const { body, closed } = tracked(['a']);
    expect(await ask(conditional({}, body), { ifNoneMatch: '*' })).toMatchObject({ status: 304, body: '' });
    expect(closed()).toBe(true);
  });
});

describe('412 and 416', () => {
  it.each([
    [412, { ifMatch: '"y"' }],
    [416, { range: 'bytes=60-' }],
  ])('%i has no body, and no fields that describe the representation', async (status, request) => {
    const response = conditional({
      cacheControl: { public: true, maxAge: 3600 },
      expires: parseHttpDate(LATER),
      age: 5,
      contentLocation: '/a.en',
    });
    const answer = await ask(response, request);
    expect(answer).toMatchObject({ status, body: '' });
    expect(answer.headers).toEqual({
      etag: '"x"',
      'last-modified': DATE,
      'content-length': '0',
      ...(status === 416 && { 'content-range': 'bytes */50' }),
    });
  });

  it('R17: a 416 has no Content-Encoding', async () => {
    const { headers } = await ask(conditional({ contentEncoding: 'gzip' }), { range: 'bytes=50-' });
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).toMatchObject({ 'content-range': 'bytes */50' });
  });

  it('R18: an empty representation satisfies only suffix ranges', async () => {
    const range = (value: string) => ask(conditional({}, ''), { range: value });
    expect(await range('bytes=0-')).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */0' } });
    expect(await range('bytes=-5')).toMatchObject({ status: 200, body: '' });
  });

  it('close a stream that is not sent', async () => {
    for (const headers of [{ ifMatch: '"y"' }, { range: 'bytes=60-' }]) {
      const { body, closed } = tracked(['a']);
      await ask(conditional({ contentLength: 50 }, body), headers);
      expect(closed()).toBe(true);
    }
  });
});

/** A seekable body that records its calls. */
function seekable(text: string) {
  const asked: string[] = [];
  const body: SeekableBody & { close(): void } = {
    range: (start, stop) => {
      asked.push(`${start}-${stop}`);
      return [bytes(text.slice(start, stop))];
    },
    close: () => {
      asked.push('close');
    },
    async *[Symbol.asyncIterator]() {
      asked.push('all');
      yield bytes(text);
    },
  };
  return { body, asked };
}

const chunked = (text: string, size = 7) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
    bytes(text.slice(i * size, (i + 1) * size)),
  );
async function* stream(text: string, size = 7) {
  yield* chunked(text, size);
}
const declared = { contentLength: DIGITS.length };

/** Every kind of body, created anew each time. */
const KINDS: Record<string, (text: string) => Response> = {
  text: (text) => conditional({}, text),
  'text in another charset': (text) => conditional({ contentType: 'text/plain; charset=latin1' }, text),
  bytes: (text) => conditional({}, bytes(text)),
  'a list of chunks': (text) => conditional({}, chunked(text)),
  'an iterable': (text) => conditional({ contentLength: text.length }, new Set(chunked(text))),
  'a stream': (text) => conditional({ contentLength: text.length }, stream(text)),
  'a ReadableStream': (text) =>
    conditional({ contentLength: text.length }, ReadableStream.from(stream(text))),
  'a Blob': (text) => conditional({}, new Blob([text])),
  'a body that can seek': (text) => conditional({ contentLength: text.length }, seekable(text).body),
};
const kinds = Object.entries(KINDS).map(([kind, make]) => ({ kind, make }));

describe('206', () => {
  it.each(kinds)('contains one range of $kind', async ({ make }) => {
    expect(await ask(make(DIGITS), { range: 'bytes=8-23' })).toMatchObject({
      status: 206,
      headers: {
        'content-range': 'bytes 8-23/50',
        'content-length': '16',
        etag: '"x"',
        'last-modified': DATE,
      },
      body: DIGITS.slice(8, 24),
    });
  });

  it.each(kinds)('R6: contains the only satisfiable range of $kind', async ({ make }) => {
    expect(await ask(make(DIGITS), { range: 'bytes=0-4,60-70' })).toMatchObject({
      status: 206,
      headers: { 'content-range': 'bytes 0-4/50' },
      body: '01234',
    });
  });

  it.each(kinds)('R7: contains several ranges of $kind', async ({ make }) => {
    const answer = await ask(make(DIGITS), { range: 'bytes=0-4,10-24,-1' });
    expect(answer.status).toBe(206);
    expect(answer.headers).not.toHaveProperty('content-range');
    expect(answer.headers['content-length']).toBe(String(answer.length));
    expect(partsOf(answer).map(({ headers, body }) => [headers['content-range'], body])).toEqual([
      ['bytes 0-4/50', '01234'],
      ['bytes 10-24/50', DIGITS.slice(10, 25)],
      ['bytes 49-49/50', '9'],
    ]);
  });

  it('R7: adds the type of the whole to each part, if it has one', async () => {
    const ranges = { range: 'bytes=0-0,2-2' };
    const typed = await ask(conditional({ contentType: 'video/mp4' }), ranges);
    expect(partsOf(typed).map(({ headers }) => headers['content-type'])).toEqual(['video/mp4', 'video/mp4']);
    const untyped = await ask(new Response('abc', { headerList: [], conditionalResponse: true }), ranges);
    expect(partsOf(untyped).map(({ headers }) => headers['content-type'])).toEqual([undefined, undefined]);
  });

  it('R7: uses a new boundary each time', async () => {
    const boundaries = [1, 2].map(() => ask(conditional(), { range: 'bytes=0-0,2-2' }));
    const [one, two] = await Promise.all(boundaries);
    expect(one?.headers['content-type']).not.toBe(two?.headers['content-type']);
  });

  it('R7: contains ranges in the requested order, except that a stream is sent whole rather than buffered', async () => {
    const backwards = { range: 'bytes=10-14,0-4' };
    const answer = await ask(conditional(), backwards);
    expect(partsOf(answer).map(({ body }) => body)).toEqual(['01234', '01234']);
    expect(await ask(conditional(declared, stream(DIGITS)), backwards)).toMatchObject({
      status: 200,
      body: DIGITS,
    });
    expect((await ask(conditional(declared, seekable(DIGITS).body), backwards)).status).toBe(206);
  });

  it('R7: is not used for several ranges of an encoded body', async () => {
    const coded = () => conditional({ contentEncoding: 'gzip' });
    expect((await ask(coded(), { range: 'bytes=0-0,2-2' })).status).toBe(200);
    const one = await ask(coded(), { range: 'bytes=0-0' });
    expect(one).toMatchObject({ status: 206, headers: { 'content-encoding': 'gzip' } });
  });

  it('R19: is not used for 100 000 overlapping ranges, which get the whole body', async () => {
    const range = `bytes=${'0-,'.repeat(100_000)}`;
    expect(await ask(conditional(), { range })).toMatchObject({ status: 200, body: DIGITS });
  });

  it.each(['bytes=8-23', 'bytes=8-9,20-23'])(
    'reads a stream no further than necessary for %s',
    async (range) => {
      const { body, closed } = tracked(chunked(DIGITS, 1).map(text));
      let pulled = 0;
      const counted = {
        [Symbol.asyncIterator]: () => {
          const iterator = body[Symbol.asyncIterator]();
          return {
            ...iterator,
            next: () => {
              pulled++;
              return iterator.next();
            },
          };
        },
      };
      await ask(conditional(declared, counted), { range });
      expect(pulled).toBe(24);
      expect(closed()).toBe(true);
    },
  );

  it('reads only the requested bytes of a seekable body', async () => {
    const one = seekable(DIGITS);
    await ask(conditional(declared, one.body), { range: 'bytes=40-44' });
    expect(one.asked).toEqual(['40-45', 'close']);
    const several = seekable(DIGITS);
    await ask(conditional(declared, several.body), { range: 'bytes=40-44,0-1' });
    expect(several.asked).toEqual(['40-45', '0-2', 'close']);
    const all = seekable(DIGITS);
    await ask(conditional(declared, all.body));
    expect(all.asked).toEqual(['all', 'close']);
  });

  it.each(['bytes=8-23', 'bytes=8-9,20-23'])('closes its body if %s is abandoned', async (range) => {
    const { body, closed } = tracked(chunked(DIGITS, 1).map(text));
    const { appIter } = await Request.blank('/', { range }).call(conditional(declared, body));
    for await (const _chunk of appIter) break;
    expect(closed()).toBe(true);

    const unread = seekable(DIGITS);
    const answer = await Request.blank('/', { range }).call(conditional(declared, unread.body));
    await closeBody(answer.appIter);
    expect(unread.asked).toEqual(['close']);
  });

  it('requires a known length', async () => {
    const unknown = conditional({}, stream(DIGITS));
    expect(await ask(unknown, { range: 'bytes=0-4' })).toMatchObject({ status: 200, body: DIGITS });
  });

  it('is not used for a resource without ranges, or one that is already a part', async () => {
    const range = { range: 'bytes=0-4' };
    expect((await ask(conditional({ acceptRanges: ['none'] }), range)).status).toBe(200);
    expect((await ask(conditional({ contentRange: 'bytes 0-49/100', status: 206 }), range)).body).toBe(
      DIGITS,
    );
  });

  it('drops a digest of other bytes', async () => {
    const response = conditional({
      headers: { 'Content-MD5': 'x', 'Content-Digest': 'x', 'Repr-Digest': 'y' },
    });
    const { headers } = await ask(response, { range: 'bytes=0-4' });
    expect(headers).not.toHaveProperty('content-md5');
    expect(headers).not.toHaveProperty('content-digest');
    expect(headers['repr-digest']).toBe('y');
  });
});

describe('a conditional response to any request', () => {
  const tag = fc.constantFrom('"x"', 'W/"x"', '"y"', '*', 'x', '"y", "x"');
  const date = fc.constantFrom(DATE, LATER, 'Sun, 06 Nov 1994 08:49:36 GMT', 'never');
  const range = fc
    .array(
      fc.oneof(
        fc.tuple(fc.nat(70), fc.nat(70)).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
        fc.nat(70).map((n) => `${n}-`),
        fc.nat(70).map((n) => `-${n}`),
        fc.constantFrom('', 'x', '5-4'),
      ),
      { maxLength: 5 },
    )
    .map((ranges) => `bytes=${ranges.join(',')}`);
  const request = fc.record(
    {
      ifMatch: tag,
      ifNoneMatch: tag,
      ifModifiedSince: date,
      ifUnmodifiedSince: date,
      ifRange: fc.oneof(tag, date),
      range,
    },
    { requiredKeys: [] },
  );
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS');
  const response = fc.record({
    kind: fc.constantFrom(...kinds.map(({ kind }) => kind)),
    text: fc.constantFrom('', '0', DIGITS),
    etag: fc.constantFrom('x', 'W/"x"', undefined),
    lastModified: fc.constantFrom(parseHttpDate(DATE), undefined),
    status: fc.constantFrom(200, 404),
  });

  it('never has a body with 304 or 412, bytes that differ from its Content-Range, or a wrong length', async () => {
    await fc.assert(
      fc.asyncProperty(method, request, response, async (method, fields, { kind, text, ...init }) => {
        const made = KINDS[kind]?.(text) ?? conditional();
        Object.assign(made, init);
        const asked = { method, headers: headerText(fields) };
        const answer = await ask(made, asked);
        const length = answer.headers['content-length'];
        const { status, body } = answer;
        if (status === 304) expect([body, length]).toEqual(['', undefined]);
        else if (status === 412 || status === 416) expect([body, length]).toEqual(['', '0']);
        else if (asked.method === 'HEAD') expect([body, length]).toEqual(['', String(text.length)]);
        else expect(length).toBe(String(answer.length));
        if (status === 200 || status === 404) expect(body).toBe(asked.method === 'HEAD' ? '' : text);
        if (status !== 206) return;
        expect(asked.method).toBe('GET');
        const parts = 'content-range' in answer.headers ? [answer] : partsOf(answer);
        expect(parts.length).toBeGreaterThan(0);
        for (const part of parts) {
          const [, first, last] =
            /^bytes (\d+)-(\d+)\/(\d+)$/.exec(part.headers['content-range'] ?? '') ?? [];
          expect(part.body).toBe(text.slice(Number(first), Number(last) + 1));
        }
        const covered = (position: number) =>
          parts.some((part) => {
            const [, first, last] = /(\d+)-(\d+)/.exec(part.headers['content-range'] ?? '') ?? [];
            return position >= Number(first) && position <= Number(last);
          });
        for (const { start, stop } of ByteRanges.parse(fields.range)?.resolve(text.length) ?? []) {
          expect(covered(start) && covered(stop - 1)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('HEAD, 204, 205 and 304 of any application', () => {
  const BODIES: Record<string, () => BodyInit | null> = {
    nothing: () => null,
    text: () => 'abc',
    bytes: () => bytes('abc'),
    'a stream': () => stream('abc'),
  };
  const rows = [204, 304].flatMap((status) => Object.keys(BODIES).map((kind) => ({ status, kind })));

  it.each(rows)('B21: a $status with $kind has no body', async ({ status, kind }) => {
    for (const assigned of [true, false]) {
      const response = assigned ? new Response(null, { status }) : new Response(BODIES[kind]?.(), { status });
      if (assigned) response.body = BODIES[kind]?.();
      response.headerList.push(['Transfer-Encoding', 'chunked']);
      if (status === 204) response.headerList.push(['Content-Length', '3'], ['content-length', '3']);
      const answer = await ask(response);
      expect(answer.body).toBe('');
      expect(answer.headers).not.toHaveProperty('content-length');
      if (status === 204) expect(answer.headers).not.toHaveProperty('transfer-encoding');
    }
  });

  it('a 205 declares length 0', async () => {
    const response = new Response('abc', { status: 205, headers: { 'Transfer-Encoding': 'chunked' } });
    const { headers, body } = await ask(response);
    expect([body, headers['content-length'], headers['transfer-encoding']]).toEqual(['', '0', undefined]);
  });

  it('a 304 may declare the length of the omitted body', async () => {
    const response = new Response('abc');
    response.status = 304;
    expect(await ask(response)).toMatchObject({ headers: { 'content-length': '3' }, body: '' });
  });

  it.each(Object.keys(BODIES))('HEAD of %s has the headers of GET and no body', async (kind) => {
    const make = () => new Response(BODIES[kind]?.(), { etag: 'x', lastModified: parseHttpDate(DATE) });
    const [get, head] = [await ask(make()), await ask(make(), { method: 'HEAD' })];
    expect(head).toEqual({ ...get, body: '', length: 0 });
  });
});
