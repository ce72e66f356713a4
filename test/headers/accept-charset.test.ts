import { describe, expect, it } from 'vitest';
import { AcceptCharset } from '../../src/headers/accept-charset.ts';
import vectors from '../vectors/webob/accept-charset.json' with { type: 'json' };

describe('AcceptCharset', () => {
  it.each<[header: string | undefined, offers: string[], acceptable: [offer: string, quality: number][]]>([
    [undefined, ['utf-8'], [['utf-8', 1]]],
    ['', ['utf-8'], [['utf-8', 1]]],
    ['utf-8;q=2', ['utf-8'], [['utf-8', 1]]],
    ['utf-8;q=2, latin1', ['utf-8', 'latin1'], [['latin1', 1]]],
    ['UTF-8', ['utf-8', 'latin1'], [['utf-8', 1]]],
    ['utf-8;q=0, *;q=0.5', ['utf-8', 'latin1'], [['latin1', 0.5]]],
    ['utf-8;q=0.5, UTF-8', ['utf-8'], [['utf-8', 0.5]]],
  ])('finds %j for %j', (header, offers, acceptable) => {
    expect(AcceptCharset.parse(header).acceptable(offers)).toEqual(acceptable);
  });

  it('is present if the header is not empty', () => {
    expect([undefined, '', 'é', 'utf-8'].map((header) => AcceptCharset.parse(header).isPresent)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('writes the value that it has read', () => {
    const value = String(AcceptCharset.parse(' UTF-8 ;q=0.50, , *;q=0, x y'));
    expect(value).toBe('utf-8;q=0.5, *;q=0');
    expect([...AcceptCharset.parse(value)]).toEqual([
      { range: 'utf-8', quality: 0.5 },
      { range: '*', quality: 0 },
    ]);
  });
});

describe('AcceptCharset compared with WebOb', () => {
  it.each(vectors.cases)('$in', ({ in: { header, offers }, out }) => {
    expect(AcceptCharset.parse(header ?? undefined).acceptable(offers)).toEqual(out.acceptable);
  });
});
