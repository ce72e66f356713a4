import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Host } from '../../src/url/host.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';
import { cpuTime } from '../support/cpu-time.ts';

describe('Host', () => {
  it.each([
    ['example.com', 'example.com', undefined],
    ['EXAMPLE.com:8080', 'EXAMPLE.com', 8080],
    ['localhost:0', 'localhost', 0],
    ['localhost:65535', 'localhost', 65535],
    ['localhost:', 'localhost', undefined],
    ['127.0.0.1:80', '127.0.0.1', 80],
    ['[::1]', '[::1]', undefined],
    ['[2001:db8::ff]:8443', '[2001:db8::ff]', 8443],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', undefined],
    ['my_host~1', 'my_host~1', undefined],
    ['a%20b', 'a%20b', undefined],
  ])('reads %j', (value, domain, port) => {
    const host = Host.parse(value);
    expect(host?.domain).toBe(domain);
    expect(host?.port).toBe(port);
  });

  it.each([
    'a.com/evil',
    'u@a.com',
    'a,b',
    'a.com, b.com',
    '',
    ' ',
    'a b',
    ' a',
    'a.com\t',
    'a.com:80:80',
    'a.com:65536',
    'a.com:999999',
    'a.com:-1',
    'a.com:8x',
    ':80',
    'a.com?x',
    'a.com#x',
    'a\\b',
    'a.com\n',
    'a\0',
    'bücher.example',
    'a%2',
    'http://a.com',
  ])('U5: refuses %j', (value) => {
    expect(Host.parse(value)).toBeUndefined();
  });

  it.each(['::1', '[::1', '::1]', '[]', '[1]', '[::1]x', '[::1]:x', '[v1.a]', '[::1%25eth0]', '[::1%eth0]'])(
    'U6: refuses %j',
    (value) => {
      expect(Host.parse(value)).toBeUndefined();
    },
  );

  it('is absent if the header is absent', () => {
    expect(Host.parse(undefined)).toBeUndefined();
  });

  it('never throws, and accepts only hosts that a URL can contain', () => {
    const host = fc.string({ unit: fc.constantFrom(...'ab.:[]@/\\%2f,;1?#~ \t'), maxLength: 12 });
    fc.assert(
      fc.property(host, (value) => {
        const parsed = Host.parse(value);
        if (parsed) expect(value.startsWith(parsed.domain)).toBe(true);
        if (parsed && !value.includes('%') && URL.canParse(`http://${value}/`)) {
          expect(new URL(`http://${value}/`).pathname).toBe('/');
        }
      }),
    );
  });

  it('reads its own output', () => {
    for (const value of ['a.com', 'a.com:1', '[::1]:2']) expect(String(Host.parse(value))).toBe(value);
  });

  it('blames the program or the client, whichever sent a malformed host', () => {
    expect(Host.from('a.com:1').port).toBe(1);
    expect(Host.fromClient('a.com:1').port).toBe(1);
    expect(() => Host.from('a b')).toThrow(new TypeError('invalid host: "a b"'));
    expect(() => Host.fromClient('a b')).toThrow(new BadRequestError('Malformed Host: "a b".'));
  });

  it('takes linear time in the length of the header', async () => {
    const time = await cpuTime(() => {
      expect(Host.parse(`${'a%20'.repeat(250_000)}/`)).toBeUndefined();
      expect(Host.parse(`[${':'.repeat(1_000_000)}]`)).toBeUndefined();
    });
    expect(time).toBeLessThan(4000);
  });
});
