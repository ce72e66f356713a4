import { describe, expect, it } from 'vitest';
import { VariableList } from '../../../src/gateways/sockets/variables.ts';

function requestOf(...pairs: [name: string, value: string][]) {
  const list = new VariableList();
  for (const [name, value] of [['REQUEST_METHOD', 'GET'] as const, ...pairs]) list.add(name, value);
  return list.request();
}

describe('the variables of a request', () => {
  it.each<[what: string, pairs: [string, string][], name: string, value: string | undefined]>([
    ['have one value each', [['PATH_INFO', '/a']], 'PATH_INFO', '/a'],
    [
      'of a header are joined',
      [
        ['HTTP_X', '1'],
        ['HTTP_X', '2'],
        ['HTTP_X', '1'],
      ],
      'HTTP_X',
      '1, 2, 1',
    ],
    [
      'of cookies are joined as cookies',
      [
        ['HTTP_COOKIE', 'a=1'],
        ['HTTP_COOKIE', 'b=2'],
      ],
      'HTTP_COOKIE',
      'a=1; b=2',
    ],
    [
      'may be repeated with the same value',
      [
        ['PATH_INFO', '/a'],
        ['PATH_INFO', '/a'],
      ],
      'PATH_INFO',
      '/a',
    ],
    ['treat names as data', [['__proto__', 'x']], '__proto__', 'x'],
    ['inherit nothing', [], 'constructor', undefined],
  ])('%s', (_what, pairs, name, value) => {
    expect(requestOf(...pairs).variables[name]).toBe(value);
  });

  it.each(['CONTENT_LENGTH', 'PATH_INFO', 'REQUEST_METHOD', 'SCGI', 'constructor'])(
    'allow only one value of %s',
    (name) => {
      expect(() => requestOf([name, '1'], [name, '2'])).toThrow(
        expect.objectContaining({ rule: 'duplicate' }),
      );
    },
  );

  it.each<[said: string | undefined, length: number | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['0', 0],
    ['42', 42],
  ])('with the length %j allow a body of %j bytes', (said, length) => {
    expect(
      requestOf(...(said === undefined ? [] : [['CONTENT_LENGTH', said] as [string, string]])).length,
    ).toBe(length);
  });

  it.each([' 5', '+5', '-5', '1_0', '0x5', '5, 5', '99999999999999999999'])(
    'refuse the length %j',
    (said) => {
      expect(() => requestOf(['CONTENT_LENGTH', said])).toThrow(
        expect.objectContaining({ rule: 'content-length' }),
      );
    },
  );

  it.each<[string, string][][]>([[[]], [[['REQUEST_METHOD', '']]]])('require a method: %j', (pairs) => {
    const list = new VariableList();
    for (const [name, value] of pairs) list.add(name, value);
    expect(() => list.request()).toThrow(expect.objectContaining({ rule: 'request-method' }));
  });
});
