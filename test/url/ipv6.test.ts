import { isIPv6 as isNodesIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bracketed, isIPv6, unbracketed } from '../../src/url/ipv6.ts';

describe('isIPv6', () => {
  it.each([
    '::',
    '::1',
    '1::',
    '2001:db8::7',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7::',
    '::2:3:4:5:6:7:8',
    '::ffff:192.0.2.1',
    '1:2:3:4:5:6:192.0.2.1',
    'ABCD:ef01::',
  ])('accepts %s', (text) => {
    expect(isIPv6(text)).toBe(true);
  });

  it.each([
    '',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    ':1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:',
    '192.0.2.1',
    '::192.0.2',
    '::192.0.2.256',
    '::192.0.2.01',
    '192.0.2.1::',
    '1:2:3:4:5:6:7:192.0.2.1',
    ' ::1',
  ])('refuses %j', (text) => {
    expect(isIPv6(text)).toBe(false);
  });

  it('agrees with node', () => {
    const text = fc.string({ unit: fc.constantFrom(...'::::012af.'), maxLength: 24 });
    const groups = fc.array(fc.constantFrom('', '0', 'ffff', '1.2.3.4', '12345'), { maxLength: 10 });
    const address = fc.oneof(
      fc.ipV6(),
      text,
      groups.map((group) => group.join(':')),
    );
    fc.assert(
      fc.property(address, (value) => isIPv6(value) === isNodesIPv6(value)),
      { numRuns: 2000 },
    );
  });
});

describe('the brackets of an IPv6 address', () => {
  it.each([
    ['::1', '[::1]'],
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', 'localhost'],
  ])('turn %s into %s in a URL', (address, host) => {
    expect(bracketed(address)).toBe(host);
    expect(unbracketed(host)).toBe(address);
  });

  it.each([
    ['fe80::1%eth0', '[fe80::1]'],
    ['[::1]', '[::1]'],
    ['localhost:80', 'localhost:80'],
    ['50%', '50%'],
  ])('FR5: turn %s into %s in a URL, which has no zones (RFC 9844)', (address, host) => {
    expect(bracketed(address)).toBe(host);
  });
});
