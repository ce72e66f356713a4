import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Address, AddressSet } from '../../../src/middleware/access/address.ts';

const canonical = (text: string | undefined) => Address.parse(text)?.text;
const isIn = (rules: readonly string[], text: string) => {
  const address = Address.parse(text);
  return address && new AddressSet(rules, 'trust').has(address);
};

describe('Address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:DB8:0:0:0:0:0:7', '2001:db8::7'],
    ['2001:0db8::0007', '2001:db8::7'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
    ['::192.0.2.1', '::c000:201'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('RFC 5952: writes %s as %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it.each(['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:FFFF:7F00:0001', '::ffff:127.0.0.1%lo'])(
    'RFC 4291, 2.5.5.2: reads %s as its embedded IPv4 address',
    (text) => {
      expect(Address.parse(text)).toMatchObject({ text: '127.0.0.1', family: 'ipv4' });
    },
  );

  it.each([
    undefined,
    '',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '127.0.0.01',
    '127.0.0.1.',
    '127.0.0.256',
    '127.0.0.1%lo',
    '1::2::3',
    '12345::',
    '[::1]',
    '::1 ',
    'fe80::1%',
    'fe80::1%a b',
  ])('cannot be created from %j', (text) => {
    expect(Address.parse(text)).toBeUndefined();
  });

  it('has one spelling, whatever its input', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const long = groups.map((one) => one.toString(16).toUpperCase().padStart(4, '0')).join(':');
        const text = canonical(long);
        expect(canonical(text)).toBe(text);
        if (text?.includes(':')) expect(new URL(`http://[${long}]`).hostname).toBe(`[${text}]`);
      }),
    );
  });

  it.each([
    ['2001:db8:1:2ff:3::4', 56, '2001:db8:1:200::/56'],
    ['2001:db8:1:2ff:3::4', 64, '2001:db8:1:2ff::/64'],
    ['2001:db8::1', 128, '2001:db8::1/128'],
    ['192.0.2.7', 56, '192.0.2.7'],
  ])('%s: its first %d bits are %s', (text, bits, expected) => {
    expect(Address.parse(text)?.network(bits)).toBe(expected);
  });
});

describe('AddressSet', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.1/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['0.0.0.0/0', '203.0.113.7', true],
    ['::/0', '203.0.113.7', false],
    ['::/0', '2001:db8::1', true],
    ['192.0.2.7', '::ffff:c000:207', true],
    ['::ffff:192.0.2.7', '192.0.2.7', true],
    ['::ffff:192.0.2.0/120', '192.0.2.7', true],
    ['::ffff:0:0/96', '192.0.2.7', true],
    ['2001:db8::/32', '2001:DB8:0:0::7', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['loopback', '127.8.8.8', true],
    ['loopback', '::1', true],
    ['linklocal', '169.254.169.254', true],
    ['uniquelocal', '172.31.0.1', true],
    ['uniquelocal', 'fd00::1', true],
    ['uniquelocal', '172.32.0.1', false],
  ])('%s contains %s: %s', (rule, text, expected) => {
    expect(isIn([rule], text)).toBe(expected);
  });

  it('requires an address, unlike BlockList, which answers false for malformed text', () => {
    const list = new BlockList();
    list.addSubnet('10.0.0.0', 8, 'ipv4');
    expect(list.check('10.0.0.01')).toBe(false);
    expect(Address.parse('10.0.0.01')).toBeUndefined();
  });

  it.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/255.0.0.0',
    '::/129',
    '::ffff:10.0.0.0/64',
    'fe80::%eth0/10',
    'constructor',
  ])('refuses %j', (rule) => {
    expect(() => new AddressSet([rule], 'trust')).toThrow('invalid address in trust: ');
  });

  it('accepts a list', () => {
    expect(() => new AddressSet('loopback' as unknown as string[], 'trust')).toThrow(
      'trust takes a list of addresses, not a string',
    );
  });
});
