import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Accepts, accepts } from '../../src/request/accepts.ts';
import { Request } from '../../src/request/request.ts';

const METHODS = ['types', 'encodings', 'charsets', 'languages'] as const satisfies (keyof Accepts)[];
const requestFor = (value: string) =>
  Request.blank('/', {
    headers: {
      Accept: value,
      'Accept-Encoding': value,
      'Accept-Charset': value,
      'Accept-Language': value,
    },
  });

describe('accepts', () => {
  const asked = accepts(
    Request.blank('/', {
      accept: 'text/html, application/json;q=0.5',
      acceptEncoding: 'gzip, br;q=0.5',
      acceptCharset: 'utf-8, latin1;q=0.5',
      acceptLanguage: 'de, en;q=0.5',
    }),
  );

  it.each<[method: keyof Accepts, offers: string[], chosen: string | false]>([
    ['types', ['json', 'html'], 'html'],
    ['types', ['application/json', 'image/png'], 'application/json'],
    ['types', ['image/png'], false],
    ['encodings', ['br', 'gzip'], 'gzip'],
    ['encodings', ['compress'], false],
    ['charsets', ['latin1'], 'latin1'],
    ['charsets', ['koi8-r'], false],
    ['languages', ['en', 'fr'], 'en'],
    ['languages', ['fr'], false],
  ])('%s chooses among %j, given as arguments or as a list', (method, offers, chosen) => {
    expect(asked[method](...offers)).toBe(chosen);
    expect(asked[method](offers)).toBe(chosen);
  });

  it.each<[method: keyof Accepts, named: string[]]>([
    ['types', ['text/html', 'application/json']],
    ['encodings', ['gzip', 'br', 'identity']],
    ['charsets', ['utf-8', 'latin1']],
    ['languages', ['de', 'en']],
  ])("%s without an offer lists the client's values", (method, named) => {
    expect(asked[method]()).toEqual(named);
  });

  it.each(METHODS)('%s without the header chooses the first offer', (method) => {
    const offers = method === 'types' ? ['json', 'html'] : ['identity', 'gzip'];
    expect(accepts(Request.blank('/'))[method](offers)).toBe(offers[0]);
  });

  it('returns the type of the offers', () => {
    expectTypeOf(asked.types('json', 'html')).toEqualTypeOf<'json' | 'html' | false>();
    expectTypeOf(asked.types(['json', 'html'])).toEqualTypeOf<'json' | 'html' | false>();
    expectTypeOf(asked.types()).toEqualTypeOf<string[]>();
  });

  it('never throws', () => {
    const header = fc.string({ unit: fc.constantFrom(...'aq=0.5;,*/"\\ ') });
    fc.assert(
      fc.property(header, (value) => {
        const any = accepts(requestFor(value));
        for (const method of METHODS) any[method]('identity');
      }),
    );
  });
});
