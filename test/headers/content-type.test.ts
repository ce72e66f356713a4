import { describe, expect, it } from 'vitest';
import { withDefaultCharset } from '../../src/headers/content-type.ts';
import { MediaType } from '../../src/headers/media-type.ts';

describe('withDefaultCharset', () => {
  it.each([
    'text/html',
    'TEXT/plain',
    'text/csv; header=present',
    'application/xml',
    'image/svg+xml',
    'a/b+xml',
  ])('adds the charset to %j', (type) => {
    expect(withDefaultCharset(type, 'UTF-8')).toBe(`${type}; charset=UTF-8`);
  });

  it.each([
    'application/json',
    'image/png',
    'text/html;charset=latin1',
    'text/html; Charset="x"',
    'application/xml-dtd',
    'multipart/form-data',
  ])('leaves %j unchanged', (type) => {
    expect(withDefaultCharset(type, 'UTF-8')).toBe(type);
  });

  it('writes a media type', () => {
    expect(withDefaultCharset(new MediaType('text/x', { a: 'b' }), 'UTF-8')).toBe(
      'text/x;a=b; charset=UTF-8',
    );
  });

  it.each(['text', '', 'a b/c', 'text/html\r\nX: y'])('throws for %j', (type) => {
    expect(() => withDefaultCharset(type, 'UTF-8')).toThrow(TypeError);
  });
});
