import { describe, expect, it } from 'vitest';
import { origin } from '../../src/headers/origin.ts';

describe('origin', () => {
  it.each([
    'https://a.example',
    'http://127.0.0.1:8080',
    'http://[2001:db8::1]',
    'moz-extension://0a-1b',
    'null',
  ])('reads %j', (value) => {
    expect(origin.parse(value)).toBe(value);
    expect(origin.format(value)).toBe(value);
  });

  it.each([
    ...[
      undefined,
      '',
      '*',
      'NULL',
      'a.example',
      '//a.example',
      'https://',
      'https://a.example/',
      'https://u@a.example',
    ],
    ...[
      'https://a.example https://b.example',
      'https://a.example, null',
      'https://a.example:',
      'https://a.example:x',
    ],
  ])('ignores %j', (value) => {
    expect(origin.parse(value)).toBeUndefined();
  });

  it('refuses to write other values', () => {
    expect(() => origin.format('*')).toThrow(
      'invalid Origin: "*"; give an origin, such as https://a.example',
    );
    expect(() => origin.format('https://a.example\r\nX: y')).toThrow(TypeError);
  });
});
