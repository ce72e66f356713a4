import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Vary } from '../../src/headers/vary.ts';
import * as arbitrary from '../support/header-arbitraries.ts';

describe('Vary', () => {
  it('merges names in any case, and keeps the first spelling', () => {
    expect(String(Vary.parse('Accept, accept').with('ACCEPT', 'cookie'))).toBe('Accept, cookie');
  });

  it('knows whether it includes a field', () => {
    const vary = Vary.parse('Accept-Encoding');
    expect([vary.has('accept-encoding'), vary.has('Accept')]).toEqual([true, false]);
  });

  it('becomes a star when a star is added', () => {
    for (const any of [Vary.parse('Accept, *'), new Vary(['a']).with('*'), new Vary(['*']).with('a')]) {
      expect(any).toEqual(new Vary(['*']));
      expect(any).toMatchObject({ any: true, fields: [] });
      expect(any.has('whatever')).toBe(true);
      expect(String(any)).toBe('*');
    }
  });

  it('is empty if the header is absent', () => {
    expect(Vary.parse(undefined)).toEqual(new Vary());
    expect(String(new Vary())).toBe('');
  });

  it('drops malformed field names', () => {
    expect(String(Vary.parse('a b, "c", Accept,, €'))).toBe('Accept');
    expect(() => new Vary(['a b'])).toThrow(TypeError);
    expect(() => new Vary().with('a\r\n')).toThrow(TypeError);
  });

  it('treats a string as one name, and yields its names in order', () => {
    expect([...new Vary('Accept')]).toEqual(['Accept']);
    expect([...Vary.from('Accept, Cookie')]).toEqual(['Accept', 'Cookie']);
  });

  it('reads its own output', () => {
    fc.assert(
      fc.property(fc.array(arbitrary.token), (fields) => {
        const vary = new Vary(fields);
        expect(Vary.parse(String(vary))).toEqual(vary);
        expect(vary.with(...fields)).toEqual(vary);
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void Vary.parse(value)));
    for (const value of arbitrary.megabytes('')) Vary.parse(value);
  });
});
