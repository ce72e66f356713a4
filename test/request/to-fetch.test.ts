import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import { over } from '../support/requests.ts';

const FetchRequest = globalThis.Request;

describe('Request.toFetch', () => {
  it('has the method, the URL, the headers and the body', async () => {
    const fetched = Request.blank('https://h/a?b=1', {
      method: 'PUT',
      text: 'né',
      headers: { 'X-Trace': '7', Connection: 'X-Hop', 'X-Hop': '1' },
    }).toFetch();
    expect(fetched).toBeInstanceOf(FetchRequest);
    expect([fetched.method, fetched.url]).toEqual(['PUT', 'https://h/a?b=1']);
    expect([fetched.headers.get('X-Trace'), fetched.headers.has('X-Hop')]).toEqual(['7', false]);
    expect(await fetched.text()).toBe('né');
  });

  it.each(['GET', 'HEAD'])('has no body of %s', (method) => {
    expect(Request.blank('/', { method, body: 'a' }).toFetch().body).toBeNull();
  });

  it('keeps a # of the query', () => {
    expect(over({ QUERY_STRING: 'a=1#f' }).toFetch().url).toBe('http://localhost/?a=1%23f');
  });

  it('can be reversed by fromFetch', async () => {
    const form = { a: '1', f: new File(['bytes'], 'x.txt') };
    const back = Request.fromFetch(Request.blank('http://h/a', { form }).toFetch());
    expect((await back.form()).get('a')).toBe('1');
  });

  it('fires the signal', () => {
    const controller = new AbortController();
    const { signal } = Request.blank('/', { signal: controller.signal }).toFetch();
    controller.abort();
    expect(signal.aborted).toBe(true);
  });
});
