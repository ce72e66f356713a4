import { describe, expect, it } from 'vitest';
import { type IpFilterOptions, ipFilter } from '../../../src/middleware/access/ip-filter.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';

const statusFor = async (options: IpFilterOptions, remoteAddr: string | undefined) =>
  (await Request.blank('/', { remoteAddr }).send(ipFilter(options)(new Response('Hello')))).status;

describe('ipFilter', () => {
  it.each<[IpFilterOptions, string, number]>([
    [{ allow: ['10.0.0.0/8'] }, '10.1.2.3', 200],
    [{ allow: ['10.0.0.0/8'] }, '11.1.2.3', 403],
    [{ deny: ['10.0.0.0/8'] }, '10.1.2.3', 403],
    [{ deny: ['10.0.0.0/8'] }, '11.1.2.3', 200],
    [{ allow: ['10.0.0.0/8'], deny: ['10.6.6.6'] }, '10.6.6.6', 403],
    [{ allow: [] }, '10.6.6.6', 403],
  ])('%j: %s is answered %d', async (options, address, status) => {
    expect(await statusFor(options, address)).toBe(status);
  });

  it.each(['::ffff:10.6.6.6', '::FFFF:a06:606', '0:0:0:0:0:ffff:0a06:0606', '::ffff:10.6.6.6%eth0'])(
    'CVE-2026-24398: recognizes 10.6.6.6 as %s',
    async (address) => {
      expect(await statusFor({ deny: ['10.6.6.6'] }, address)).toBe(403);
      expect(await statusFor({ allow: ['10.6.6.6'] }, address)).toBe(200);
    },
  );

  it.each(['2001:DB8::6', '2001:db8:0:0:0:0:0:6', '2001:0db8::0006', '2001:db8::0.0.0.6', '2001:db8::6%1'])(
    'CVE-2026-47674: recognizes 2001:db8::6 as %s',
    async (address) => {
      expect(await statusFor({ deny: ['2001:db8::6'] }, address)).toBe(403);
      expect(await statusFor({ allow: ['2001:db8::/64'] }, address)).toBe(200);
    },
  );

  it.each([undefined, '', 'localhost', '010.6.6.6', '10.6.6.6, 127.0.0.1', '2130706433'])(
    'rejects the malformed address %j',
    async (address) => {
      expect(await statusFor({ deny: ['10.6.6.6'] }, address)).toBe(403);
      expect(await statusFor({ allow: ['0.0.0.0/0', '::/0'] }, address)).toBe(403);
    },
  );

  it('ignores X-Forwarded-For', async () => {
    const request = Request.blank('/', {
      remoteAddr: '10.6.6.6',
      headers: { 'X-Forwarded-For': '127.0.0.1' },
    });
    const app = ipFilter({ allow: ['loopback'] })(new Response('Hello'));
    expect((await request.send(app)).status).toBe(403);
  });

  it.each<[Record<string, unknown>, string]>([
    [{}, 'ipFilter takes addresses to allow or to deny'],
    [{ allow: ['x'] }, 'invalid address in allow: "x"'],
    [{ deny: 'loopback' }, 'deny takes a list of addresses'],
    [{ block: [] }, 'unknown option of ipFilter: block'],
  ])('refuses %j', (options, message) => {
    expect(() => ipFilter(options)).toThrow(message);
  });
});
