import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertKnown, unknownName } from '../../src/collections/unknown-name.ts';

const KNOWN = ['status', 'statusText', 'httpOnly', 'maxAge', 'port', 'urlargs', 'detail'];

describe('assertKnown', () => {
  it('refuses the first unknown name', () => {
    expect(() => assertKnown('option', { port: 1, maxage: 2, x: 3 }, KNOWN)).toThrow(
      unknownName('option', 'maxage', KNOWN),
    );
    expect(() => assertKnown('option', { port: 1, toString: 2 }, KNOWN)).toThrow(TypeError);
  });

  it('accepts known names, or none', () => {
    expect(assertKnown('option', { port: 1, maxAge: undefined }, KNOWN)).toBeUndefined();
    expect(assertKnown('option', {}, [])).toBeUndefined();
  });
});

describe('unknownName', () => {
  it.each([
    ['httponly', 'httpOnly'],
    ['maxage', 'maxAge'],
    ['statusCode', 'status'],
    ['statustext', 'statusText'],
    ['prot', 'port'],
    ['details', 'detail'],
    ['url', 'urlargs'],
    ['aport', 'port'],
  ])('FM8: suggests for %s the nearest existing name: %s', (name, nearest) => {
    const error = unknownName('cookie option', name, KNOWN);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(`unknown cookie option: ${name}; did you mean ${nearest}?`);
  });

  it('prefers a name that continues the given one', () => {
    expect(unknownName('option', 'host', ['port', 'hostname']).message).toContain('did you mean hostname?');
  });

  it.each(['wibble', '', 'é'])('suggests nothing for %j, which resembles none of them', (name) => {
    expect(unknownName('option', name, KNOWN).message).toBe(`unknown option: ${name}`);
    expect(unknownName('option', name, []).message).toBe(`unknown option: ${name}`);
  });

  it('suggests a name for each of its misspellings', () => {
    const misspelt = fc.tuple(
      fc.constantFrom(...KNOWN.filter((name) => name.length > 4)),
      fc.nat(),
      fc.string({ maxLength: 1 }),
    );
    fc.assert(
      fc.property(misspelt, ([name, at, instead]) => {
        const place = at % name.length;
        const typo = name.slice(0, place) + instead + name.slice(place + 1);
        expect(unknownName('option', typo, [name]).message).toContain(`did you mean ${name}?`);
      }),
    );
  });

  it('does not search for a very long name', () => {
    const name = `status${'x'.repeat(1_000_000)}`;
    const known: Iterable<string> = {
      [Symbol.iterator]: () => {
        throw new Error('it searches');
      },
    };
    expect(unknownName('option', name, known).message).toBe(`unknown option: ${name}`);
  });
});
