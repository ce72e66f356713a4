import { describe, expect, it } from 'vitest';
import { withDefaultCharset } from '../../src/headers/content-type.ts';

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
    'text',
    '',
  ])('leaves %j as it is', (type) => {
    expect(withDefaultCharset(type, 'UTF-8')).toBe(type);
  });
});
