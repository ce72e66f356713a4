import { describe, expect, it } from 'vitest';
import { endRequest, record, recordsOf, TYPE } from '../../../src/gateways/fastcgi/records.ts';
import { recordsIn } from '../../support/cgi-peers.ts';

describe('written records', () => {
  it.each([0, 1, 7, 8, 9, 48])('are padded to a multiple of 8: %d bytes', (length) => {
    const bytes = record(TYPE.getValuesResult, 0, Buffer.alloc(length, 'x'));
    expect(bytes.length % 8).toBe(0);
    expect(recordsIn(bytes)).toMatchObject([
      { type: TYPE.getValuesResult, id: 0, padding: (8 - (length % 8)) % 8 },
    ]);
  });

  it.each([0, 1, 65_528, 65_529, 65_535, 65_536, 200_000])('contain a stream of %d bytes', (length) => {
    const content = Buffer.alloc(length, 'abcdefg');
    const bytes = Buffer.concat([...recordsOf(TYPE.stdout, 513, content)]);
    const records = recordsIn(bytes);
    expect(bytes.length % 8).toBe(0);
    expect(records.every(({ type, id }) => type === TYPE.stdout && id === 513)).toBe(true);
    expect(Buffer.concat(records.map((one) => one.content)).equals(content)).toBe(true);
  });

  it('end a request', () => {
    expect([...endRequest(258, 3)]).toEqual([1, 3, 1, 2, 0, 8, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0]);
  });
});
