import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Forwarded, type ForwardedElement } from '../../src/headers/forwarded.ts';
import * as arbitrary from '../support/header-arbitraries.ts';

const NONE = new Map<string, string>();

describe('Forwarded', () => {
  it('U12: keeps a quoted value whole', () => {
    expect(Forwarded.parse('for=a;host="x;proto=https"')?.elements).toEqual([
      { for: 'a', host: 'x;proto=https', extensions: NONE },
    ]);
    expect(Forwarded.parse('for="a, for=b"')?.elements).toEqual([{ for: 'a, for=b', extensions: NONE }]);
  });

  it('U12: groups for, host and proto by element', () => {
    const value = 'For="[2001:db8:cafe::17]:4711";Proto=http , for=192.0.2.43;BY=_b;host=a.example;x=1';
    expect(Forwarded.parse(value)?.elements).toEqual([
      { for: '[2001:db8:cafe::17]:4711', proto: 'http', extensions: NONE },
      { for: '192.0.2.43', by: '_b', host: 'a.example', extensions: new Map([['x', '1']]) },
    ]);
  });

  it('U12: allows unknown and hidden nodes', () => {
    expect(Forwarded.parse('for=unknown, for=_SEVKISEK')?.elements.map((element) => element.for)).toEqual([
      'unknown',
      '_SEVKISEK',
    ]);
  });

  it('drops only a malformed element', () => {
    expect(String(Forwarded.parse('for=a, for, for=b;for=c, for=d;x, for=[::1], for=e;;'))).toBe(
      'for=a, for=e',
    );
  });

  it.each([undefined, '', ',', 'for', '=', 'for="a', 'a b=c'])('ignores %j', (value) => {
    expect(Forwarded.parse(value)).toBeUndefined();
  });

  it('treats __proto__ as an ordinary name', () => {
    expect(Forwarded.parse('__proto__=1')?.elements[0]?.extensions?.get('__proto__')).toBe('1');
  });

  it('refuses values that it could not read back', () => {
    expect(() => new Forwarded([{ for: '\n' }])).toThrow(TypeError);
    expect(() => new Forwarded([{ extensions: new Map([['a b', 'c']]) }])).toThrow(TypeError);
    expect(() => new Forwarded([{ for: 'a', extensions: new Map([['For', 'b']]) }])).toThrow(TypeError);
    // @ts-expect-error
    const wrong = () => new Forwarded([{ for: 1 }]);
    expectTypeOf(wrong).toBeFunction();
  });

  it('reads its own output', () => {
    const element: fc.Arbitrary<ForwardedElement> = fc.record(
      {
        for: arbitrary.quotable,
        by: arbitrary.quotable,
        host: arbitrary.quotable,
        proto: arbitrary.quotable,
        extensions: arbitrary.params.map(
          (pairs) => new Map(pairs.filter(([name]) => !/^(for|by|host|proto)$/.test(name))),
        ),
      },
      { requiredKeys: ['for', 'extensions'] },
    );
    fc.assert(
      fc.property(fc.array(element, { minLength: 1 }), (elements) => {
        expect(Forwarded.parse(String(new Forwarded(elements)))).toEqual(new Forwarded(elements));
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void Forwarded.parse(value)));
    for (const value of arbitrary.megabytes('for="', 'for=a;')) Forwarded.parse(value);
  });
});
