import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  BadTicket,
  makeTicket,
  parseTicket,
  type TicketInit,
  type TicketOptions,
} from '../../../../src/middleware/access/auth/ticket.ts';
import { cpuTime } from '../../../support/cpu-time.ts';
import { vectors } from '../../../support/vectors.ts';

interface Case {
  readonly id: string;
  readonly input: {
    readonly do: 'make' | 'parse';
    readonly by: 'paste' | 'pyramid' | 'mod_auth_tkt';
    readonly secret: string;
    readonly userid: string;
    readonly ip: string;
    readonly tokens: string[];
    readonly userData: string;
    readonly time: number;
    readonly digest: 'md5' | 'sha256' | 'sha512';
    readonly ticket: Native;
  };
  readonly output: Recorded;
  readonly want?: Recorded;
}
type Native = string | { readonly b64: string };
type Recorded =
  | Native
  | 'refused'
  | { raises: string }
  | { time?: number; userid: string; tokens: string[]; userData: string };

const nativeOf = (value: Native) =>
  typeof value === 'string'
    ? Buffer.from(value).toString('latin1')
    : Buffer.from(value.b64, 'base64').toString('latin1');

const cases = vectors<Case>('middleware/auth-tkt');
const optionsOf = ({ secret, ip, digest, by }: Case['input']): TicketOptions => ({
  ...{ secret, ip, digest },
  userIdEncoding: by === 'mod_auth_tkt' ? 'raw' : 'percent',
});

const secret = 'a secret of 32 random bytes or more';

/** A ticket by another program that knows the secret: without an address, at the time 1. */
function signedByHand(written: string, content: string): string {
  const hash = (native: string) => createHash('sha512').update(native, 'latin1').digest('hex');
  return `${hash(hash(`\0\0\0\0\0\0\0\x01${secret}${content}`) + secret)}00000001${written}`;
}

describe('makeTicket', () => {
  it.each(cases.filter(({ input }) => input.do === 'make'))(
    "writes Paste's and Pyramid's tickets: $id",
    ({ input, output, want = output }) => {
      const { userid: user, tokens, userData: data, time } = input;
      const make = () => makeTicket({ user, tokens, data, time: new Date(time * 1000) }, optionsOf(input));
      if (typeof want === 'object' && 'raises' in want) expect(make).toThrow(TypeError);
      else expect(make()).toBe(nativeOf(want as Native));
    },
  );

  /** mod_auth_tkt signs the user as written in the ticket, so a percent-encoded user is rejected there. */
  it.each([
    ['bob', 'bob!'],
    ['user@host', 'user@host!'],
    ['a b', 'a b!'],
    ['a!b', 'a%21b!'],
    ['100%', '100%25!'],
    ['jörg', 'j%C3%B6rg!'],
    ['a\tb', 'a%09b!'],
  ])('writes the user %j as %j, raw if all readers agree', (user, written) => {
    const ticket = makeTicket({ user }, { secret });
    expect(ticket.endsWith(written)).toBe(true);
    expect(parseTicket(ticket, { secret }).user).toBe(user);
  });

  it('defaults to the current time, sha512, and every address', () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const ticket = makeTicket({ user: 'bob' }, { secret });
    expect(ticket).toMatch(/^[0-9a-f]{136}bob!$/);
    const { time } = parseTicket(ticket, { secret, ip: '0.0.0.0', digest: 'sha512' });
    expect(Number(time)).toBeGreaterThanOrEqual(before);
  });

  it.each<[string, TicketInit, string]>([
    ['NUL in the user, which shifts the boundary to the tokens', { user: 'bob\0admin' }, 'NUL'],
    ['NUL in data', { user: 'bob', data: 'admin\0x' }, 'NUL'],
    ['NUL in a token', { user: 'bob', tokens: ['a\0'] }, 'NUL'],
    ['! in a token', { user: 'bob', tokens: ['a!b'] }, '! or , in a token'],
    ['a comma in a token', { user: 'bob', tokens: ['a,b'] }, '! or , in a token'],
    ['! in data without tokens', { user: 'bob', data: 'a!b' }, '! in data without tokens'],
    ['! in data with an empty token', { user: 'bob', tokens: [''], data: 'a!b' }, '! in data without tokens'],
    ['no user', {} as TicketInit, 'user and data must be strings'],
    [
      'data that is not a string',
      { user: 'bob', data: 7 as unknown as string },
      'user and data must be strings',
    ],
    [
      'tokens that are not a list',
      { user: 'bob', tokens: 'ab' as unknown as string[] },
      'tokens must be a list',
    ],
    [
      'a token that is not a string',
      { user: 'bob', tokens: [7 as unknown as string] },
      'tokens must be a list',
    ],
  ])('refuses %s', (_, ticket, message) => {
    expect(() => makeTicket(ticket, { secret })).toThrow(
      new TypeError(`a ticket cannot carry this: ${message}`.replace('a list', 'a list of strings')),
    );
  });

  it('refuses ! in a raw user', () => {
    expect(() => makeTicket({ user: 'a!b' }, { secret, userIdEncoding: 'raw' })).toThrow('! in a raw user');
  });

  it.each([[new Date(Number.NaN)], [new Date(-1)], [new Date(2 ** 32 * 1000)]])(
    'refuses the time %s',
    (time) => {
      expect(() => makeTicket({ user: 'bob', time }, { secret })).toThrow(RangeError);
    },
  );

  it.each([
    [{ ip: '127.1' }, 'ip must be an IP address: "127.1"'],
    [{ ip: 'localhost' }, 'ip must be an IP address'],
    [{ digest: 'sha1' }, 'digest must be one of sha512, sha256, md5: sha1'],
    [{ digest: 'toString' }, 'digest must be one of'],
    [{ userIdEncoding: 'base64' }, 'userIdEncoding must be raw or percent: base64'],
    [{ secret: '' }, 'a secret must be a string that is not empty'],
    [{ timeout: 7 }, 'unknown option of a ticket: timeout'],
  ])('refuses the options %j', (options, message) => {
    const all = { secret, ...options } as TicketOptions;
    expect(() => makeTicket({ user: 'bob' }, all)).toThrow(message);
    expect(() => parseTicket('', all)).toThrow(message);
  });
});

describe('parseTicket', () => {
  it.each(cases.filter(({ input }) => input.do === 'parse'))(
    'reads tickets of Paste, Pyramid and Apache: $id $input.what',
    ({ input, output, want = output }) => {
      const parse = () => parseTicket(nativeOf(input.ticket), optionsOf(input));
      if (typeof want !== 'object' || 'raises' in want || 'b64' in want) {
        expect(parse).toThrow(BadTicket);
      } else {
        const { user: userid, tokens, data: userData, time } = parse();
        expect({
          userid,
          tokens,
          userData,
          ...(want.time !== undefined && { time: Number(time) / 1000 }),
        }).toEqual(want);
      }
    },
  );

  it('reads the output of makeTicket, in base64 and with every secret', () => {
    const ticket = { user: 'jörg', tokens: ['a', 'ü'], data: 'x!y€', time: new Date(1_700_000_000_000) };
    for (const base64 of [false, true]) {
      for (const ip of ['192.0.2.7', '2001:db8::7']) {
        const options = { secret: 'old', ip, base64 };
        expect(parseTicket(makeTicket(ticket, options), { ...options, secret: ['new', 'old'] })).toEqual(
          ticket,
        );
      }
    }
  });

  it('keeps quotes that are part of the data', () => {
    const ticket = makeTicket({ user: 'bob', data: 'say "x"' }, { secret });
    expect(parseTicket(ticket, { secret }).data).toBe('say "x"');
    expect(parseTicket(`"${ticket}"`, { secret }).data).toBe('say "x"');
  });

  /** Paste reads a ticket for bob with the data `admin\0x` as one for `bob\0` with the token admin. */
  it.each([
    ['bob%00!admin!x', 'bob\0\0admin\0x'],
    ['bob!!admin\0x', 'bob\0\0admin\0x'],
    ['bob!a\0!x', 'bob\0a\0\0x'],
  ])('rejects the NUL in %j, which would shift the boundary in the signed text', (written, content) => {
    expect(() => parseTicket(signedByHand(written, content), { secret })).toThrow('the ticket has a NUL');
  });

  it('reads a percent-encoded user as only one user', () => {
    const ticket = makeTicket({ user: 'a%20b' }, { secret, userIdEncoding: 'raw' });
    expect(parseTicket(ticket, { secret }).user).toBe('a%20b');
    expect(() => parseTicket(ticket, { secret, userIdEncoding: 'percent' })).toThrow(BadTicket);
    const other = makeTicket({ user: 'a b' }, { secret, userIdEncoding: 'percent' });
    expect(parseTicket(other, { secret }).user).toBe('a b');
    expect(() => parseTicket(other, { secret, userIdEncoding: 'raw' })).toThrow(BadTicket);
  });

  it.each([
    [
      'upper case in the time',
      (ticket: string) => ticket.slice(0, 128) + ticket.slice(128, 136).toUpperCase() + ticket.slice(136),
    ],
    ['characters outside Latin-1', (ticket: string) => `\u0161${ticket.slice(1)}`],
    ['such characters at the end', (ticket: string) => `${ticket}\u0100`],
    ['base64 of something else', () => btoa('something else')],
    ['no string', () => undefined as unknown as string],
  ])('refuses %s', (_, change) => {
    const ticket = makeTicket({ user: 'bob', time: new Date(0xabcdef00 * 1000) }, { secret });
    expect(parseTicket(ticket, { secret }).user).toBe('bob');
    expect(() => parseTicket(change(ticket), { secret })).toThrow(BadTicket);
  });

  it.each([
    ['b\xffb!a!x', 'b\xffb\0a\0x'],
    ['bob!a,\xff!x', 'bob\0a,\xff\0x'],
    ['bob!a!\xc3', 'bob\0a\0\xc3'],
  ])('rejects %j, which is signed but not UTF-8', (written, content) => {
    expect(() => parseTicket(signedByHand(written, content), { secret })).toThrow('the ticket is not UTF-8');
  });

  it('takes linear time for long malformed text', async () => {
    const time = await cpuTime(() => {
      for (const text of ['A'.repeat(1e6), `${'%41'.repeat(3e5)}!`, '!'.repeat(1e6), '"'.repeat(1e6)]) {
        expect(() => parseTicket(text, { secret })).toThrow(BadTicket);
      }
    });
    expect(time).toBeLessThan(4000);
  });
});
