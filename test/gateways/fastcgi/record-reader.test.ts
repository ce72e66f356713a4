import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordReader } from '../../../src/gateways/fastcgi/record-reader.ts';
import { TYPE } from '../../../src/gateways/fastcgi/records.ts';
import { begin, fastcgiRequest, frame } from '../../support/cgi-peers.ts';

type Taken = [type: number, id: number, content: string];

function read(...chunks: readonly Buffer[]): { taken: Taken[]; reader: RecordReader } {
  const taken: Taken[] = [];
  const reader = new RecordReader((type, id, content) => taken.push([type, id, content.toString('latin1')]));
  for (const chunk of chunks) reader.read(chunk);
  return { taken, reader };
}

describe('records', () => {
  it('are read in order, without their padding', () => {
    const bytes = [frame(TYPE.stdin, 513, 'abc', 5), frame(TYPE.stdin, 513), frame(TYPE.abort, 1, '', 255)];
    const { taken, reader } = read(Buffer.concat(bytes));
    expect(taken).toEqual([
      [TYPE.stdin, 513, 'abc'],
      [TYPE.stdin, 513, ''],
      [TYPE.abort, 1, ''],
    ]);
    expect(reader.isAmidRecord).toBe(false);
  });

  it('of a stream are passed on in pieces, as they arrive', () => {
    const bytes = frame(TYPE.stdin, 1, 'abcdef', 2);
    const { taken, reader } = read(bytes.subarray(0, 10), bytes.subarray(10, 12));
    expect(taken).toEqual([
      [TYPE.stdin, 1, 'ab'],
      [TYPE.stdin, 1, 'cd'],
    ]);
    expect(reader.isAmidRecord).toBe(true);
  });

  it('of other types are passed on whole', () => {
    const bytes = Buffer.concat([begin(1), frame(TYPE.getValues, 0, 'abcdef', 3)]);
    const { taken } = read(...Array.from(bytes, (byte) => Buffer.of(byte)));
    expect(taken).toEqual([
      [TYPE.begin, 1, '\0\x01\x01\0\0\0\0\0'],
      [TYPE.getValues, 0, 'abcdef'],
    ]);
  });

  it('are the same however their bytes are split', () => {
    const bytes = fastcgiRequest({}, { id: 7, body: 'hello' });
    const joined = (taken: readonly Taken[]) =>
      [TYPE.begin, TYPE.params, TYPE.stdin].map((type) =>
        taken.flatMap(([one, , content]) => (one === type ? [content] : [])).join(''),
      );
    const whole = joined(read(bytes).taken);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
        const { taken, reader } = read(...chunks);
        expect(joined(taken)).toEqual(whole);
        expect(taken.filter(([, , content]) => content === '')).toHaveLength(2);
        expect(reader.isAmidRecord).toBe(false);
      }),
    );
  });

  it('of another version are refused', () => {
    const record = begin(1);
    record[0] = 2;
    expect(() => read(record)).toThrow(expect.objectContaining({ rule: 'version' }));
  });
});
