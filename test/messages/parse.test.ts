import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../src/messages/parse.ts';
import { cpuTime } from '../support/cpu-time.ts';

const parse = (text: string) => {
  const { startLine, fields, body } = parseMessage(Buffer.from(text, 'latin1'));
  return { startLine, fields, body: Buffer.from(body).toString('latin1') };
};
const post = (fields: string, body = '') => parse(`POST / HTTP/1.1\r\n${fields}\r\n\r\n${body}`);

describe('parseMessage', () => {
  it('separates start line, fields and body', () => {
    expect(post('Host: a\r\nX:  \u00e9 b\t\r\nEmpty:\r\nContent-Length: 2', '\r\n')).toEqual({
      startLine: 'POST / HTTP/1.1',
      fields: [
        ['Host', 'a'],
        ['X', '\u00e9 b'],
        ['Empty', ''],
        ['Content-Length', '2'],
      ],
      body: '\r\n',
    });
  });

  it('accepts lines that end with a bare line feed', () => {
    expect(parse('GET / HTTP/1.1\nHost: a\n\n').fields).toEqual([['Host', 'a']]);
  });

  it.each([
    ['no end of the head', 'GET / HTTP/1.1\r\nHost: a\r\n'],
    ['a field without a colon', 'GET / HTTP/1.1\r\nHost\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n'],
    ['an empty name', 'GET / HTTP/1.1\r\n: a\r\n\r\n'],
    ['a folded line', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n'],
    ['a bare carriage return', 'GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n'],
    ['NUL', 'GET / HTTP/1.1\r\nA: \0\r\n\r\n'],
    ['a control character in the start line', 'GET /\x01 HTTP/1.1\r\n\r\n'],
    ['bytes after a request without a length', 'GET / HTTP/1.1\r\n\r\nx'],
    ['too few bytes', 'POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab'],
    ['too many bytes', 'POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nab'],
    ['nothing', ''],
  ])('refuses %s', (_, message) => {
    expect(() => parse(message)).toThrow(TypeError);
  });

  it.each(['5_0', '+5', '5,6', '0x5', '1e3', ''])('B2: refuses the Content-Length %j', (length) => {
    expect(() => post(`Content-Length: ${length}`, '12345')).toThrow(TypeError);
  });

  it('B2: merges equal lengths', () => {
    expect(post('Content-Length: 2\r\ncontent-length: 2', 'ab').body).toBe('ab');
  });

  it('B3: refuses a negative Content-Length', () => {
    expect(() => post('Content-Length: -5', '12345')).toThrow(TypeError);
  });

  it('B5: refuses Content-Length together with Transfer-Encoding', () => {
    expect(() => post('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n')).toThrow(TypeError);
  });

  it.each(['gzip', 'gzip, chunked', 'chunked, chunked', 'xchunked', 'identity', ''])(
    'refuses the Transfer-Encoding %j',
    (coding) => {
      expect(() => post(`Transfer-Encoding: ${coding}`, '0\r\n\r\n')).toThrow(TypeError);
    },
  );

  it.each([
    ['0\r\n\r\n', ''],
    ['3\r\nabc\r\n0\r\n\r\n', 'abc'],
    ['1;ext="x"\r\na\r\n2 \r\nbc\r\n00\r\n\r\n', 'abc'],
    ['A\r\n0123456789\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n', '0123456789'],
    ['2\r\n\r\n\r\n0\r\n\r\n', '\r\n'],
  ])('decodes the chunked coding of %j', (body, content) => {
    expect(post('Transfer-Encoding: Chunked', body).body).toBe(content);
  });

  it.each([
    '',
    '0\r\n',
    '3\r\nab\r\n0\r\n\r\n',
    '3\r\nabcd\r\n0\r\n\r\n',
    '3\r\nabc\r\n',
    '3\r\nabc0\r\n\r\n',
    '-1\r\na\r\n0\r\n\r\n',
    '0x1\r\na\r\n0\r\n\r\n',
    'g\r\n\r\n0\r\n\r\n',
    '\r\n0\r\n\r\n',
    '1\ra\r\n0\r\n\r\n',
    '1\na\n0\n\n',
    '0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
    'ffffffffffff\r\na\r\n0\r\n\r\n',
    '1000000000000000\r\na\r\n0\r\n\r\n',
  ])('refuses the chunks %j', (body) => {
    expect(() => post('Transfer-Encoding: chunked', body)).toThrow(TypeError);
  });

  it('reads the body of a response without a length to the end', () => {
    expect(parse('HTTP/1.1 200 OK\r\n\r\nabc').body).toBe('abc');
    expect(parse('HTTP/1.0 200\r\nContent-Length: 0\r\n\r\n').body).toBe('');
    expect(() => parse('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc')).toThrow(TypeError);
  });

  it.each([100, 204, 304])('ends a response of status %j with its head', (status) => {
    expect(parse(`HTTP/1.1 ${status} X\r\nContent-Length: 5\r\n\r\n`).body).toBe('');
    expect(() => parse(`HTTP/1.1 ${status} X\r\nContent-Length: 5\r\n\r\n12345`)).toThrow(TypeError);
  });

  it('throws only TypeErrors without a status', () => {
    const part = fc.constantFrom(
      'GET / HTTP/1.1',
      '\r\n',
      '\n',
      '\r',
      'a: b',
      'Content-Length: ',
      '3',
      ',',
      ' ',
      '\0',
    );
    const message = fc.oneof(
      fc.array(part).map((parts) => parts.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(message, (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          expect(error).not.toHaveProperty('status');
        }
      }),
    );
  });

  it('takes linear time in the size of the message', async () => {
    const time = await cpuTime(() => {
      const lines = 'a: b\r\n'.repeat(100_000);
      expect(parse(`GET / HTTP/1.1\r\n${lines}\r\n`).fields).toHaveLength(100_000);
      expect(() => parse('\r'.repeat(1_000_000))).toThrow(TypeError);
      const chunks = '1\r\na\r\n'.repeat(100_000);
      expect(post('Transfer-Encoding: chunked', `${chunks}0\r\n\r\n`).body).toHaveLength(100_000);
      expect(() => post('Transfer-Encoding: chunked', `0\r\n${'a\r\n'.repeat(300_000)}`)).toThrow(TypeError);
    });
    expect(time).toBeLessThan(4000);
  });
});
