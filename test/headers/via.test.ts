import { describe, expect, it } from 'vitest';
import { via } from '../../src/headers/via.ts';

describe('via', () => {
  it.each([
    ['HTTP/1.1 proxy', [{ protocol: 'HTTP', version: '1.1', by: 'proxy' }]],
    [
      '2 a:80,\t3 [2001:db8::1]:8080',
      [
        { version: '2', by: 'a:80' },
        { version: '3', by: '[2001:db8::1]:8080' },
      ],
    ],
    [
      '1.1 a (x, (y\\)), z) , 1.0 b',
      [
        { version: '1.1', by: 'a', comment: 'x, (y)), z' },
        { version: '1.0', by: 'b' },
      ],
    ],
    ['gopher/0 a  ()', [{ protocol: 'gopher', version: '0', by: 'a', comment: '' }]],
  ])('reads %j', (value, elements) => {
    expect(via.parse(value)).toStrictEqual(elements.map((element) => ({ protocol: 'HTTP', ...element })));
  });

  it.each([
    '1.1',
    'a',
    '1.1  ',
    '1.1 a b',
    '1.1 a(x)',
    '1.1 a (x) y',
    '1.1 a ((x) (y) ) z)',
    'a b/1 c',
    '/1 a',
    '1.1 a (\x01)',
  ])('drops only a malformed element: %j', (value) => {
    expect(via.parse(`${value}, 1.1 z`)).toEqual([{ protocol: 'HTTP', version: '1.1', by: 'z' }]);
  });

  it('includes all text after an unclosed comment in that comment', () => {
    expect(via.parse('1.1 a (x, 1.1 b')).toEqual([]);
    expect(via.parse('1.1 a (x\\), 1.1 b')).toEqual([]);
    expect(via.parse('1.1 a ((x)')).toEqual([]);
    expect(via.parse(undefined)).toEqual([]);
  });

  it('accepts elements', () => {
    const elements = [
      { version: '1.1', by: 'a', comment: 'x (y) \\ )' },
      { protocol: 'HTTP', version: '2', by: 'b:1' },
      { protocol: 'spdy', version: '3', by: 'c', comment: undefined },
    ];
    expect(via.format(elements)).toBe('1.1 a (x \\(y\\) \\\\ \\)), 2 b:1, spdy/3 c');
    expect(via.format([])).toBeUndefined();
  });

  it.each([
    { version: '1/1', by: 'a' },
    { version: '1.1', by: 'a b' },
    { version: '1.1', by: '' },
    { version: '1.1', by: 'a,b' },
    { protocol: '', version: '1.1', by: 'a' },
    { version: '1.1', by: 'a', comment: '€' },
  ])('refuses values that it could not read back: %j', (element) => {
    expect(() => via.format([element])).toThrow(TypeError);
  });

  it('refuses an unknown option', () => {
    // @ts-expect-error
    expect(() => via.format([{ version: '1.1', receivedBy: 'a' }])).toThrow(TypeError);
  });
});
