import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutHopByHop } from '../../src/headers/hop-by-hop.ts';
import type { HeaderList } from '../../src/wsgi/contract.ts';
import * as arbitrary from '../support/header-arbitraries.ts';

describe('withoutHopByHop', () => {
  it.each([
    'Connection',
    'KEEP-ALIVE',
    'Proxy-Authenticate',
    'Proxy-Authorization',
    'Proxy-Connection',
    'te',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
  ])('drops %s', (name) => {
    expect(withoutHopByHop([[name, 'a']])).toEqual([]);
  });

  it('keeps all others, in number and order', () => {
    const fields: HeaderList = [
      ['Set-Cookie', 'a=1'],
      ['Host', 'a'],
      ['Set-Cookie', 'b=2'],
      ['X-Upgrade', '1'],
    ];
    expect(withoutHopByHop(fields)).toEqual(fields);
  });

  it('drops the fields that Connection names, whatever its position', () => {
    const fields: HeaderList = [
      ['X-A', '1'],
      ['Connection', 'close, x-a,, "x-c"'],
      ['X-B', '1'],
      ['connection', 'X-B'],
      ['X-C', '1'],
    ];
    expect(withoutHopByHop(fields)).toEqual([['X-C', '1']]);
  });

  it('drops nothing more the second time', () => {
    const name = fc.oneof(arbitrary.token, fc.constantFrom('Connection', 'TE', 'X-A'));
    const field = fc.tuple(name, fc.oneof(fc.string(), arbitrary.token));
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const kept = withoutHopByHop(fields);
        expect(withoutHopByHop(kept)).toEqual(kept);
      }),
    );
  });
});
