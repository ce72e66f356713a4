import { describe, expect, it } from 'vitest';
import { contentDigest, reprDigest } from '../../src/headers/digest.ts';

const BYTES = Uint8Array.of(1, 2, 3);

describe.each([contentDigest, reprDigest])('the field $name', (field) => {
  it('reads bytes by the names of their algorithms', () => {
    expect(field.parse('sha-256=:AQID:, unixsum=::;a=1')).toEqual(
      new Map([
        ['sha-256', BYTES],
        ['unixsum', new Uint8Array()],
      ]),
    );
  });

  it('drops only the member that is not a byte sequence', () => {
    expect([...field.parse('md5, sha=10, sha-512="AQID", sha-256=:AQID:').keys()]).toEqual(['sha-256']);
  });

  it.each([undefined, '', 'sha-256=AQID', 'sha-256=:A-ID:', 'SHA-256=:AQID:', 'sha-256=:AQID:, '])(
    'is empty for %j',
    (value) => {
      expect(field.parse(value).size === 0).toBe(true);
    },
  );

  it('is written from bytes', () => {
    expect(field.format({ 'sha-256': BYTES, crc32c: new Uint8Array() })).toBe('sha-256=:AQID:, crc32c=::');
    expect(field.format({ 'sha-256': Buffer.from('xabc').subarray(1) })).toBe('sha-256=:YWJj:');
    expect(field.format(new Map())).toBeUndefined();
  });

  it('refuses values that it could not read back', () => {
    expect(() => field.format({ 'SHA-256': BYTES })).toThrow(TypeError);
    expect(() =>
      field.format([
        ['a', BYTES],
        ['a', BYTES],
      ]),
    ).toThrow(TypeError);
    // @ts-expect-error
    expect(() => field.format({ 'sha-256': 'AQID' })).toThrow(TypeError);
  });
});
