import { describe, expect, it } from 'vitest';
import { parseHttpDate } from '../../src/headers/http-date.ts';
import type { ResponseInit } from '../../src/response/init.ts';
import { Response } from '../../src/response/response.ts';
import { ask, partsOf } from '../support/answers.ts';
import { vectors } from '../support/vectors.ts';

type Headers = Record<string, string>;

/** The ranges in a response, by their first and last positions. */
function rangesOf(answer: Awaited<ReturnType<typeof ask>>): number[][] {
  const parts = 'content-range' in answer.headers ? [answer] : partsOf(answer);
  return parts.map(({ headers }) => {
    const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(headers['content-range'] ?? '') ?? [];
    return [Number(first), Number(last)];
  });
}

describe('a conditional response compared with others: preconditions', () => {
  interface Case {
    readonly id: string;
    readonly name: string;
    readonly input: {
      readonly method: string;
      readonly requestHeaders: Headers;
      readonly responseHeaders: Headers;
    };
    readonly expected: { readonly notModified: boolean };
  }

  it.each(vectors<Case>('standard/conditional'))('$id: $name', async ({ input, expected }) => {
    const response = new Response('body', { headers: input.responseHeaders, conditionalResponse: true });
    const { status } = await ask(response, { method: input.method, headers: input.requestHeaders });
    expect(status).toBe(expected.notModified ? 304 : 200);
  });
});

describe('a conditional response compared with others: etag', () => {
  interface Case {
    readonly id: string;
    readonly op: string;
    readonly input: unknown;
    readonly expected: Record<string, unknown>;
  }
  const cases = vectors<Case>('standard/etag').filter(({ op }) => op === 'compare');

  it.each(cases)('$id: $input', async ({ input, expected }) => {
    const [one = '', two = ''] = input as string[];
    const status = async (headers: Headers) =>
      (await ask(new Response('0', { headers: { ETag: one }, conditionalResponse: true }), { headers }))
        .status;
    expect(await status({ 'If-Match': two })).toBe(expected.strong ? 200 : 412);
    expect(await status({ 'If-Range': two, Range: 'bytes=0-' })).toBe(expected.strong ? 206 : 200);
    expect(await status({ 'If-None-Match': two })).toBe(expected.weak ? 304 : 200);
  });
});

describe('a conditional response compared with others: range', () => {
  interface Case {
    readonly id: string;
    readonly op: string;
    readonly input: { readonly length: number; readonly header: string };
    readonly expected: { ranges?: number[][]; unsatisfiable?: true; none?: true };
  }

  /** Cases that leave the server a choice, or that test another function. */
  const OTHERWISE: Record<string, string> = {
    'range-0027': '15.3.7.2: overlapping ranges are merged',
    'range-0037': '15.3.7.2: overlapping ranges are merged',
    'range-0121': '15.3.7.2: overlapping ranges are merged',
    'range-0149': '14.1.2: a suffix longer than the representation is all of it',
  };
  const cases = vectors<Case>('standard/range').filter(
    ({ op, id }) => op === 'satisfy' && !(id in OTHERWISE),
  );

  it.each(cases)('$id: $input', async ({ input, expected }) => {
    const { length, header } = input;
    const response = new Response(new Uint8Array(length), { conditionalResponse: true });
    const answer = await ask(response, { headers: { range: header } });
    if (expected.ranges) expect(rangesOf(answer)).toEqual(expected.ranges);
    else if (expected.unsatisfiable) expect(answer.status).toBe(416);
    else if ('none' in expected) expect([200, 416]).toContain(answer.status);
    else expect(answer.status).toBe(200);
  });
});

describe('a conditional response compared with others: static files', () => {
  interface File {
    readonly name: string;
    readonly body?: string | null;
    readonly lastModified?: string | null;
    readonly etag?: string | null;
    readonly contentType?: string | null;
  }
  interface Case {
    readonly id: string;
    readonly name: string;
    readonly input: { readonly file: File; readonly method: string | string[]; readonly headers: Headers };
    readonly expected: {
      readonly status: number;
      readonly ranges?: number[][];
      readonly contentRange?: string;
      readonly contentType?: string;
      readonly contentTypePrefix?: string;
      readonly lastModified?: string;
    };
  }

  const LAST_MODIFIED = 'Sat, 25 Jun 2016 12:00:00 GMT';
  const ETAG = '"own"';
  const TYPES: Headers = { css: 'text/css; charset=utf-8', html: 'text/html; charset=utf-8' };

  function responseFor({ name, body, lastModified, etag, contentType }: File): Response {
    const type = contentType ?? TYPES[name.split('.').at(-1) ?? ''] ?? null;
    const init: ResponseInit = {
      headerList: type === null ? [] : [['Content-Type', type]],
      conditionalResponse: true,
    };
    const response = new Response(body, init);
    const given = lastModified === undefined ? LAST_MODIFIED : lastModified;
    if (given !== null) response.lastModified = new Date(given);
    const tag = etag === undefined ? ETAG : etag;
    if (tag !== null) response.etag = tag;
    return response;
  }

  const cases = vectors<Case>('standard/static-conditional').flatMap((given) =>
    [given.input.method].flat().map((method) => ({ ...given, method })),
  );
  /** Go answers HEAD with 206 and 416; section 14.2 defines ranges only for GET (R8). */
  const isRangeOfHead = ({ method, expected }: (typeof cases)[number]) =>
    method === 'HEAD' && (expected.status === 206 || expected.status === 416);

  it.each(cases)('$id: $method, $name', async ({ method, input, expected, ...given }) => {
    const fill = (value: string) =>
      value.replaceAll('{{etag}}', ETAG).replaceAll('{{lastModified}}', LAST_MODIFIED);
    const headers = Object.fromEntries(
      Object.entries(input.headers).map(([name, value]) => [name, fill(value)]),
    );
    const answer = await ask(responseFor(input.file), { method, headers });
    if (isRangeOfHead({ method, input, expected, ...given })) {
      expect(answer.status).toBe(200);
      return;
    }
    expect(answer.status).toBe(expected.status);
    if (expected.ranges) expect(rangesOf(answer)).toEqual(expected.ranges);
    if (expected.contentRange) expect(answer.headers['content-range']).toBe(expected.contentRange);
    if (expected.contentType !== undefined)
      expect(answer.headers['content-type'] ?? '').toBe(expected.contentType);
    if (expected.lastModified) expect(answer.headers['last-modified']).toBe(expected.lastModified);
    expect(answer.headers['content-type'] ?? '').toContain(expected.contentTypePrefix ?? '');
  });
});

describe('a conditional response compared with WebOb', () => {
  interface Case {
    readonly id: string;
    readonly in: {
      readonly environ: Record<string, string>;
      readonly method: string;
      readonly response: { readonly etag?: string | [string, boolean]; readonly last_modified?: string };
      readonly status: number;
    };
    readonly out: { readonly status: string; readonly headers: [string, string][]; readonly body: string };
  }

  /** Differences between WebOb and RFC 9110, by edge case; a named header must appear in the case. */
  const WEBOB_ALONE: readonly [reason: string, holds: (given: Case['in']) => unknown][] = [
    ['R8: ranges are for GET only', ({ environ, method }) => environ.HTTP_RANGE && method === 'HEAD'],
    ['C1: a representation exists', ({ environ }) => environ.HTTP_IF_NONE_MATCH === '*'],
    [
      'C2: no date beside If-None-Match',
      ({ environ, response }) =>
        environ.HTTP_IF_NONE_MATCH && environ.HTTP_IF_MODIFIED_SINCE && !response.etag,
    ],
    ['C6: not a tag', ({ environ }) => /^[^W"]/.test(environ.HTTP_IF_NONE_MATCH ?? '')],
    ['C7: preconditions are for what succeeds', ({ status }) => status !== 200],
    [
      'R10: the date must be the same',
      ({ environ, response }) =>
        environ.HTTP_RANGE &&
        /GMT$/.test(environ.HTTP_IF_RANGE ?? '') &&
        environ.HTTP_IF_RANGE !== response.last_modified,
    ],
    [
      'R11: If-Range compares strongly',
      ({ environ, response }) =>
        environ.HTTP_IF_RANGE?.startsWith('W/') || (environ.HTTP_IF_RANGE && Array.isArray(response.etag)),
    ],
  ];
  const isWebObsOwn = (given: Case['in']) => WEBOB_ALONE.some(([, holds]) => holds(given));
  const cases = vectors<Case>('webob/response-conditional').filter((given) => !isWebObsOwn(given.in));

  it.each(cases)('$id: $in.method with $in.environ', async ({ in: given, out }) => {
    const { etag, last_modified: lastModified } = given.response;
    const response = new Response('0123456789'.repeat(10), {
      contentType: 'text/plain',
      conditionalResponse: true,
      etag: Array.isArray(etag) ? { value: etag[0], weak: !etag[1] } : etag,
      lastModified: parseHttpDate(lastModified),
    });
    const answer = await ask(response, { method: given.method, environ: given.environ });
    const header = (name: string) => out.headers.find(([known]) => known === name)?.[1];
    expect(answer).toMatchObject({
      status: Number(out.status.slice(0, 3)),
      body: answer.status === 416 ? '' : out.body,
    });
    for (const name of ['content-range', 'etag']) expect(answer.headers[name]).toBe(header(name));
  });

  it('skips only cases that an edge case decides differently', () => {
    expect(cases.length).toBeGreaterThan(140);
  });
});
