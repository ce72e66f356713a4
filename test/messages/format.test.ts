import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../src/messages/format.ts';
import { parseMessage } from '../../src/messages/parse.ts';
import { bytes } from '../support/bytes.ts';

describe('formatMessage', () => {
  it('writes messages that parseMessage reads', () => {
    const message = {
      startLine: 'POST /\u00e9 HTTP/1.1',
      fields: [
        ['Host', 'a'],
        ['X-\u0041', 'b \u00e9'],
        ['Content-Length', '3'],
      ] as [string, string][],
      body: bytes('\r\n\0'),
    };
    const written = formatMessage(message);
    expect(Buffer.from(written).toString('latin1')).toBe(
      'POST /\u00e9 HTTP/1.1\r\nHost: a\r\nX-A: b \u00e9\r\nContent-Length: 3\r\n\r\n\r\n\0',
    );
    const { startLine, fields, body } = parseMessage(written);
    expect({ startLine, fields, body: bytes(Buffer.from(body).toString()) }).toEqual(message);
  });

  it.each<[startLine: string, name: string, value: string]>([
    ['GET / HTTP/1.1\r\nX: y', 'a', 'b'],
    ['GET /\u010a HTTP/1.1', 'a', 'b'],
    ['GET / HTTP/1.1', 'a b', 'c'],
    ['GET / HTTP/1.1', 'a', 'b\r\nc: d'],
    ['GET / HTTP/1.1', 'a', 'b\u010d\u010ac: d'],
  ])('D4: throws for %j with %j: %j', (startLine, name, value) => {
    expect(() => formatMessage({ startLine, fields: [[name, value]], body: bytes('') })).toThrow(TypeError);
  });
});
