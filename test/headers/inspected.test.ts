import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Request, Response } from 'wheatpaste';
import { MediaType } from 'wheatpaste/headers';

describe('a printed header value', () => {
  const request = Request.blank('/', {
    headers: {
      range: 'bytes=0-9',
      forwarded: 'for=192.0.2.1',
      'content-type': 'text/plain; charset=utf-8',
      accept: 'text/html;q=0.5',
    },
  });
  const response = new Response(null, { cacheControl: { maxAge: 60 } });

  it.each([
    ['range', request.range, 'bytes=0-9'],
    ['accept', request.accept, 'text/html;q=0.5'],
    ['forwarded', request.forwarded, 'for=192.0.2.1'],
    [
      'a media type',
      MediaType.parse(request.headers.get('content-type') ?? undefined),
      'text/plain;charset=utf-8',
    ],
    ['cacheControl', response.cacheControl, 'max-age=60'],
  ])('%s shows the field in its written form', (_, value, text) => {
    expect(inspect(value)).toContain(text);
  });

  it('shows the elements of a list in order', () => {
    expect([...request.accept]).toHaveLength(1);
  });
});
