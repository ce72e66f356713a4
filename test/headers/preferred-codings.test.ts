import { describe, expect, it } from 'vitest';
import { AcceptEncoding } from '../../src/headers/accept-encoding.ts';
import { preferredCodings } from '../../src/headers/preferred-codings.ts';

describe('preferredCodings', () => {
  it.each<[why: string, header: string | undefined, preferred: string[]]>([
    ['the best first', 'gzip;q=0.8, br;q=0.9', ['br', 'gzip']],
    ['equals in the order offered', 'gzip, br', ['br', 'gzip']],
    ['a weight alone, since identity without one does not compete', 'gzip;q=0.5', ['gzip']],
    ['any weight', 'gzip;q=0.001', ['gzip']],
    ['what is refused', 'br;q=0, gzip', ['gzip']],
    ['what is not accepted', 'zstd', []],
    ['identity that is preferred', 'gzip;q=0.5, identity', []],
    ['identity that is preferred to one of them', 'gzip;q=0.5, br, identity;q=0.7', ['br']],
    ['identity that is an equal', 'gzip;q=0.5, identity;q=0.5', ['gzip']],
    ['identity that is refused', 'gzip;q=0.5, identity;q=0', ['gzip']],
    ['* for all of them', '*', ['br', 'gzip']],
    ['* that weighs identity, too', '*, gzip;q=0.5', ['br']],
    ['an empty header', '', []],
    ['no header', undefined, []],
  ])('knows %s: %j', (_, header, preferred) => {
    expect(preferredCodings(AcceptEncoding.parse(header), ['br', 'gzip'])).toEqual(preferred);
  });
});
