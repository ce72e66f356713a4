import { describe, expect, it } from 'vitest';
import { parseMapKey } from '../../src/apps/map-key.ts';
import { vectors } from '../support/vectors.ts';

interface Expression {
  readonly id: string;
  readonly input: { readonly expression: string };
  readonly output: readonly [host: string | null, path: string] | { readonly raises: string };
}

/** Paste reads a URL next to `domain` as a path, but that would name the host twice. */
const NAMED_TWICE = /\bdomain\b.*https?:/;

describe('parseMapKey', () => {
  it.each(vectors<Expression>('middleware/urlmap-expression'))(
    'reads as Paste does: $input.expression',
    ({ input: { expression }, output }) => {
      if ('raises' in output || NAMED_TWICE.test(expression)) {
        expect(() => parseMapKey(expression)).toThrow(TypeError);
      } else {
        const { host = null, path } = parseMapKey(expression);
        expect([host, path]).toEqual(output);
      }
    },
  );

  it.each([
    ['', { path: '' }],
    ['//a///b//', { path: '/a/b' }],
    ['/a domain', { path: '/a domain' }],
    ['HTTPS://EXAMPLE.com:080/A', { host: 'example.com:80', path: '/A' }],
    ['http://[::1]:8080', { host: '[::1]:8080', path: '' }],
    ['http://*.example.com/', { host: '*.example.com', path: '' }],
    ['port 20 domain h.test', { host: 'h.test:20', path: '' }],
  ])('reads %j', (key, parsed) => {
    if (key === '/a domain') expect(() => parseMapKey(key)).toThrow('has no value after domain');
    else expect(parseMapKey(key)).toEqual(parsed);
  });

  it.each([
    ['a', 'must be a URL, or a path that begins with a slash'],
    ['/a /b', 'has one path'],
    ['domain a.test b', 'unknown word in a key of a URL map: b'],
    ['domain a.test/x', 'invalid host'],
    ['domain a.test port x', 'invalid host'],
    ['http:///x', 'invalid host'],
    ['http://user@host/', 'invalid host'],
  ])('refuses %j', (key, message) => {
    expect(() => parseMapKey(key)).toThrow(message);
  });

  it('refuses a value that is not a string', () => {
    expect(() => parseMapKey(7 as unknown as string)).toThrow('must be a string, not a number');
  });
});
