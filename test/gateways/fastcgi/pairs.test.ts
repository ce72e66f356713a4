import { describe, expect, it } from 'vitest';
import { PairReader, writePairs } from '../../../src/gateways/fastcgi/pairs.ts';
import { pairs } from '../../support/cgi-peers.ts';

function read(text: string, reader = new PairReader()): [name: string, value: string][] {
  const found: [string, string][] = [];
  reader.read(Buffer.from(text, 'latin1'), (name, value) => found.push([name, value]));
  return found;
}

describe('name-value pairs', () => {
  it.each<[what: string, given: [string, string][]]>([
    [
      'are read in order',
      [
        ['B', '2'],
        ['A', 'caf\xe9'],
      ],
    ],
    [
      'may be empty',
      [
        ['A', ''],
        ['', 'x'],
      ],
    ],
    [
      'may be long',
      [
        ['A'.repeat(127), 'b'.repeat(127)],
        ['A'.repeat(128), 'b'.repeat(70_000)],
      ],
    ],
  ])('%s', (_what, given) => {
    expect(read(pairs(Object.fromEntries(given)))).toEqual(given);
  });

  it('may encode a short length in four bytes', () => {
    expect(read('\x80\0\0\x01\x80\0\0\x02Aab')).toEqual([['A', 'ab']]);
  });

  it.each(['\x05', '\x05\x05AB', '\x80\0', '\x01\x80\0\0', '\xff\xff\xff\xff\xff\xff\xff\xffA'])(
    'that exceed their record are refused: %j',
    (text) => {
      expect(() => read(text)).toThrow(expect.objectContaining({ rule: 'params' }));
    },
  );

  it('are parsed anew if they differ from the previous ones', () => {
    const reader = new PairReader();
    const all: Record<string, string>[] = [
      { A: '1', BC: '2', D: '3' },
      { A: '4', BD: '5', D: '6' },
      { A: '7', D: '8' },
      Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`N${i}`, `${i}`])),
      { A: '1', BC: '2', D: '3' },
    ];
    for (const given of all) expect(read(pairs(given), reader)).toEqual(Object.entries(given));
  });

  it('are written in the form in which they are read', () => {
    const given: [string, string][] = [
      ['FCGI_MPXS_CONNS', '1'],
      ['A', ''],
    ];
    expect(read(writePairs(given).toString('latin1'))).toEqual(given);
  });
});
