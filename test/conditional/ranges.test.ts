import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/conditional/ranges.ts';
import { Request } from '../../src/request/request.ts';
import { type HeaderText, headerText } from '../support/header-text.ts';

const EARLIER = 'Sun, 06 Nov 1994 08:49:36 GMT';
const SAME = 'Sun, 06 Nov 1994 08:49:37 GMT';
const LATER = 'Sun, 06 Nov 1994 08:49:38 GMT';
const CURRENT = { etag: 'x', lastModified: new Date('1994-11-06T08:49:37.500Z') };

describe('evaluate', () => {
  const evaluated = (range: string, length: number | undefined, headers: HeaderText = {}) => {
    const result = evaluate(
      Request.blank('/', { headers: headerText({ ...headers, range }) }).environ,
      CURRENT,
      length,
    );
    return typeof result === 'object' ? result.map(String) : result;
  };

  it.each([
    ['R1', 'bytes=-0', 416],
    ['R2', 'bytes=-1000', ['bytes 0-49/50']],
    ['R3', 'bytes=-', 'proceed'],
    ['R4', 'bytes=0-4junk', 'proceed'],
    ['R4', 'bytes=abc-5', 'proceed'],
    ['R5', 'items=0-4', 'proceed'],
    ['R6', 'bytes=0-4,60-70', ['bytes 0-4/50']],
    ['R7', 'bytes=0-4,10-14', ['bytes 0-4/50', 'bytes 10-14/50']],
    ['R7: in the order asked for', 'bytes=10-14,0-4', ['bytes 10-14/50', 'bytes 0-4/50']],
    ['adjacent ranges stay apart', 'bytes=0-4,5-9', ['bytes 0-4/50', 'bytes 5-9/50']],
    ['R19: overlapping ranges are merged', 'bytes=0-9,5-14', ['bytes 0-14/50']],
    ['R19', 'bytes=40-44,5-9,0-7,6-6', ['bytes 40-44/50', 'bytes 0-9/50']],
    ['R19: never more than the whole', 'bytes=0-29,10-39', 'proceed'],
    ['R19: the whole in pieces', 'bytes=0-24,25-', ['bytes 0-24/50', 'bytes 25-49/50']],
    ['no satisfiable range', 'bytes=50-,60-70', 416],
  ])('%s: %j of 50 bytes', (_id, range, expected) => {
    expect(evaluated(range, 50)).toEqual(expected);
  });

  it('R7: ignores more than 100 ranges', () => {
    const ranges = (count: number) => Array.from({ length: count }, (_, i) => `${2 * i}-${2 * i}`).join();
    expect(evaluated(`bytes=${ranges(100)}`, 1000)).toHaveLength(100);
    expect(evaluated(`bytes=${ranges(101)}`, 1000)).toBe('proceed');
  });

  it('R19: ignores 100 000 overlapping ranges', () => {
    expect(evaluated(`bytes=${'0-,'.repeat(100_000)}`, 50)).toBe('proceed');
  });

  it('R8, R9: supports ranges only for GET', () => {
    for (const method of ['HEAD', 'POST', 'PUT']) {
      const { environ } = Request.blank('/', { method, range: 'bytes=0-4' });
      expect(evaluate(environ, CURRENT, 50)).toBe('proceed');
    }
  });

  it('FR6: treats QUERY like GET (RFC 10008)', () => {
    const { environ } = Request.blank('/', { method: 'QUERY', range: 'bytes=0-4' });
    expect(String(evaluate(environ, CURRENT, 50))).toBe('bytes 0-4/50');
  });

  it.each([
    ['R10', LATER, false],
    ['R10', EARLIER, false],
    ['the date of the representation', SAME, true],
    ['the tag of the representation', '"x"', true],
    ['R11', 'W/"x"', false],
    ['another tag', '"y"', false],
    ['R12', 'x', false],
    ['R13', 'garbage GMT', false],
    ['R14', '', false],
  ])('%s: If-Range %j', (_id, ifRange, holds) => {
    expect(evaluated('bytes=0-4', 50, { ifRange })).toEqual(holds ? ['bytes 0-4/50'] : 'proceed');
    expect(evaluated('bytes=99-', 50, { ifRange })).toEqual(holds ? 416 : 'proceed');
  });

  it('R15, R16: evaluates ranges last', () => {
    expect(evaluated('bytes=0-4', 50, { ifNoneMatch: '"x"' })).toBe(304);
    expect(evaluated('bytes=0-4', 50, { ifMatch: '"y"' })).toBe(412);
    expect(evaluated('bytes=99-', 50, { ifNoneMatch: '"x"', ifRange: '"x"' })).toBe(304);
  });

  it('R18: selects nothing of an empty representation, except by a suffix', () => {
    expect(evaluated('bytes=0-', 0)).toBe(416);
    expect(evaluated('bytes=-5', 0)).toBe('proceed');
    expect(evaluated('bytes=-0', 0)).toBe(416);
  });

  it('ignores ranges of a representation of unknown length', () => {
    expect(evaluated('bytes=0-4', undefined)).toBe('proceed');
  });
});
