import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Delimiter } from '../../../src/body/forms/delimiter.ts';

describe('Delimiter', () => {
  it('consists of the line break, two dashes and the boundary', () => {
    expect(new Delimiter('x').length).toBe(5);
  });

  it.each([
    ['at the start', '\r\n--xy', 0, 0],
    ['later', 'content\r\n--xy', 0, 7],
    ['after the start of the search', '\r\n--xy\r\n--xy', 1, 6],
    ['not if the search begins after it', '\r\n--xy', 1, -1],
    ['not if a byte differs', '\r\n--xz', 0, -1],
    ['not if it is truncated', '\r\n--x', 0, -1],
    ['not in an empty buffer', '', 0, -1],
  ])('is found %s', (_, text, from, index) => {
    expect(new Delimiter('xy').indexIn(Buffer.from(text), from)).toBe(index);
  });

  it('is found where indexOf finds it, whatever surrounds it', () => {
    const boundary = fc.string({ unit: fc.constantFrom('-', 'a', 'b'), minLength: 1, maxLength: 12 });
    const content = fc.array(fc.constantFrom('\r', '\n', '-', 'a', 'b', '\r\n--', '\r\n--a'), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(boundary, content, content, fc.nat(20), (text, before, after, from) => {
        const data = Buffer.from(`${before.join('')}\r\n--${text}${after.join('')}`);
        expect(new Delimiter(text).indexIn(data, from)).toBe(data.indexOf(`\r\n--${text}`, from));
      }),
    );
  });

  it('is found after many near misses', () => {
    const dashes = '-'.repeat(60);
    const data = Buffer.from(`${'x'.repeat(10)}${'-'.repeat(10_000)}\r\n--${dashes}`);
    expect(new Delimiter(dashes).indexIn(data, 0)).toBe(10_010);
    expect(new Delimiter(dashes).indexIn(data.subarray(0, -1), 0)).toBe(-1);
  });

  it.each([
    ['content', 0],
    ['content\r', 1],
    ['content\r\n--x', 5],
    ['content\r\n-x', 0],
    ['\r\n--\r\n', 2],
  ])('can begin at the end of %j by %i bytes', (text, length) => {
    expect(new Delimiter('xy').begunIn(Buffer.from(text), 0)).toBe(length);
  });

  it('does not begin before the start of the search', () => {
    expect(new Delimiter('xy').begunIn(Buffer.from('\r\n--'), 1)).toBe(0);
  });
});
