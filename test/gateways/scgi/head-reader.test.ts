import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadReader } from '../../../src/gateways/scgi/head-reader.ts';
import { netstring, scgiRequest } from '../../support/cgi-peers.ts';

const MOST = 1000;

function read(...chunks: readonly (Buffer | string)[]) {
  const reader = new HeadReader(MOST);
  let head: ReturnType<HeadReader['read']>;
  for (const chunk of chunks) head = reader.read(Buffer.from(chunk as string, 'latin1'));
  return head;
}

const LENGTH = ['CONTENT_LENGTH', '0'] as const;
const SCGI = ['SCGI', '1'] as const;
const GET = ['REQUEST_METHOD', 'GET'] as const;

describe('the head of an SCGI request', () => {
  it('consists of the variables in a netstring, which the body follows', () => {
    const head = read(scgiRequest({ HTTP_X: 'caf\xe9' }, 'hello'));
    expect(head).toMatchObject({ length: 5, variables: { REQUEST_METHOD: 'GET', HTTP_X: 'caf\xe9' } });
    expect(String(head?.rest)).toBe('hello');
  });

  it('is the same however its bytes are split', () => {
    const request = scgiRequest({}, 'hello');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: request.length - 6 }), { maxLength: 6 }),
        (cuts) => {
          const at = [0, ...cuts.sort((a, b) => a - b), request.length];
          const head = read(...at.slice(1).map((end, i) => request.subarray(at[i], end)));
          expect(head).toMatchObject({ length: 5, variables: { PATH_INFO: '/a' } });
          expect(String(head?.rest)).toBe('hello');
        },
      ),
    );
  });

  it.each<[what: string, rule: string, bytes: Buffer | string]>([
    ['without a length', 'netstring', ':'],
    ['that begins with something else', 'netstring', 'GET / HTTP/1.1'],
    ['whose length has a sign', 'netstring', '+14:'],
    ['whose length begins with 0', 'netstring', '014:'],
    ['whose length has too many digits', 'netstring', '1'.repeat(17)],
    ['without a comma at its end', 'netstring', Buffer.from('3:a\0b;')],
    ['that is larger than maxHeadSize', 'too-large', `${MOST + 1}:`],
    ['without pairs', 'content-length', netstring([])],
    ['with half a pair', 'headers', '2:a\0,'],
    ['without a NUL at its end', 'headers', '3:a\0b,'],
    ['with an empty name', 'headers', netstring([LENGTH, ['', 'x']])],
    ['whose first name is not CONTENT_LENGTH', 'content-length', netstring([SCGI, LENGTH, GET])],
    ['with an empty length', 'content-length', netstring([['CONTENT_LENGTH', ''], SCGI, GET])],
    ['with a length that is not a number', 'content-length', netstring([['CONTENT_LENGTH', 'x'], SCGI, GET])],
    ['without the SCGI variable', 'no-scgi', netstring([LENGTH, GET])],
    ['of another version', 'no-scgi', netstring([LENGTH, ['SCGI', '2'], GET])],
    ['without a method', 'request-method', netstring([LENGTH, SCGI])],
    ['with two lengths', 'duplicate', netstring([LENGTH, SCGI, GET, ['CONTENT_LENGTH', '3']])],
  ])('%s is refused: %s', (_what, rule, bytes) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ name: 'ProtocolError', rule }));
  });

  it('is awaited while it is incomplete', () => {
    const reader = new HeadReader(MOST);
    for (const piece of ['1', '4', ':', 'CONTENT']) expect(reader.read(Buffer.from(piece))).toBeUndefined();
  });
});
