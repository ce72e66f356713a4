import { describe, expect, it } from 'vitest';
import { HeadCollector } from '../../../src/apps/cgi/head-collector.ts';
import { bytes, text } from '../../support/bytes.ts';

/** Feeds a text in pieces of a given size: returns the lines, and the text after the head. */
function collected(given: string, size: number, maxSize = 1000) {
  const collector = new HeadCollector(maxSize);
  for (let start = 0; start < given.length; start += size) {
    const rest = collector.add(bytes(given.slice(start, start + size)));
    if (rest) return { lines: collector.lines(), rest: text(rest) + given.slice(start + size) };
  }
  return { lines: collector.lines(), isFull: collector.isFull };
}

describe('HeadCollector', () => {
  it.each([
    ['LF', 'A: b\nC: d\n\nbody', ['A: b', 'C: d'], 'body'],
    ['CRLF', 'A: b\r\nC: d\r\n\r\nbody', ['A: b', 'C: d'], 'body'],
    ['one and the other', 'A: b\n\r\nbody', ['A: b'], 'body'],
    ['nothing', '\nbody', [], 'body'],
    ['a lone CRLF', '\r\nbody', [], 'body'],
    ['an empty body', 'A: b\n\n', ['A: b'], ''],
    ['a line with two CRs', 'A: b\n\r\r\n\nbody', ['A: b', '\r'], 'body'],
  ])('ends after an empty line: %s', (_, given, lines, rest) => {
    for (const size of [1, 2, 3, 100]) expect(collected(given, size)).toEqual({ lines, rest });
  });

  it.each([
    ['text', 'A: b', []],
    ['a line', 'A: b\n', ['A: b']],
    ['a CR', 'A: b\r\r', []],
    ['nothing', '', []],
  ])('continues after %s', (_, given, lines) => {
    for (const size of [1, 100]) expect(collected(given, size)).toEqual({ lines, isFull: false });
  });

  it('is full after its limit of bytes, whatever they are', () => {
    for (const size of [1, 3, 100]) {
      expect(collected('A: b\nC: d\n\nbody', size, 10)).toEqual({ lines: ['A: b', 'C: d'], isFull: true });
    }
  });

  it('decodes bytes as native strings', () => {
    const collector = new HeadCollector(100);
    collector.add(new Uint8Array([0x41, 0x3a, 0xc3, 0xa9, 0xff, 0x0a, 0x0a]));
    expect(collector.lines()).toEqual(['A:\xc3\xa9\xff']);
  });
});
