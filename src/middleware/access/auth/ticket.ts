/**
 * The tickets of Apache's `mod_auth_tkt`, which Paste and Pyramid also use: a user, roles, data and a time, signed
 * with a secret.
 *
 * @module
 */
import { decodeUtf8 } from '../../../headers/grammar/ext-value.ts';
import { percentDecode, percentEncode } from '../../../url/percent-encoding.ts';
import { kindOf } from '../../../wsgi/kind-of.ts';
import { nativeFromText } from '../../../wsgi/native-string.ts';
import { assertOptions } from '../../app-middleware.ts';
import { isSameSecret, secretsFrom } from '../../secrets.ts';
import { hashOfNative } from './native-hash.ts';

/** The contents of a ticket. */
export interface Ticket {
  readonly user: string;
  /** The roles of the user. */
  readonly tokens: string[];
  readonly data: string;
  /** When it was made. */
  readonly time: Date;
}

/** What a ticket is made from. */
export interface TicketInit {
  /** Who is logged in. */
  readonly user: string;
  /** The user's roles. Defaults to none. */
  readonly tokens?: readonly string[] | undefined;
  /** Text for the application, which anyone who has the ticket can read. */
  readonly data?: string | undefined;
  /** The time, truncated to whole seconds. Defaults to now. */
  readonly time?: Date | undefined;
}

/** How tickets are written and signed. */
export interface TicketOptions {
  /** Signs tickets. In a list, the first signs and all verify. */
  readonly secret: string | readonly string[];
  /** The address that the ticket is bound to. Defaults to `'0.0.0.0'`, which means none. */
  readonly ip?: string | undefined;
  /** The hash. Defaults to `'sha512'`. */
  readonly digest?: TicketDigest | undefined;
  /**
   * How the user is written: `'percent'`, as Paste and Pyramid do, or `'raw'`, as Apache requires. Defaults to raw
   * if the user is printable ASCII without `%` and `!`, which all three can read. When a ticket is read, its digest
   * shows which one it is.
   */
  readonly userIdEncoding?: 'raw' | 'percent' | undefined;
  /** Whether the ticket is written in base64, which every cookie can carry. Defaults to false. */
  readonly base64?: boolean | undefined;
}

/** The hashes, with their numbers of hexadecimal digits. */
const DIGITS = { sha512: 128, sha256: 64, md5: 32 } as const;

/** The hash functions of tickets. `md5` is the original's. */
export type TicketDigest = keyof typeof DIGITS;

const TIME_DIGITS = 8;
const LATEST = 0xffffffff;
const ASCII = /^[\0-\x7f]*$/;
const TIME = /^[0-9a-f]{8}$/;
const PLAIN_USER = /^[ "-$&-~]*$/;
/** The characters that Python's `quote` encodes. */
const NOT_QUOTED = /[^A-Za-z0-9_.~/-]/g;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** The error for a ticket that is malformed, or that was signed with none of the secrets. Its message is for logs. */
export class BadTicket extends Error {
  override readonly name: string = 'BadTicket';
}

/**
 * Makes a ticket, a native string of UTF-8.
 *
 * @throws TypeError when something could not be read back: NUL anywhere, `!` or `,` in a token, `!` in a raw user
 * or in data without tokens; or when the address is invalid, or an option unknown or malformed. RangeError when the
 * time is outside the years 1970 to 2106.
 *
 * @example
 * ```ts
 * const time = new Date(1170356137000);
 * makeTicket({ user: 'bob', tokens: ['admin'], time }, { secret: 'secret', digest: 'md5' });
 * // '22f8d9e3f31db0efe58b5c7d9ba8d7f845c237a9bob!admin!'
 * ```
 */
export function makeTicket(ticket: TicketInit, options: TicketOptions): string {
  assertOptions('makeTicket', ticket, { user: true, tokens: true, data: true, time: true });
  return writeTicket(ticket, settled(options));
}

/** Does what {@link makeTicket} does, with options that are already checked. */
export function writeTicket(ticket: TicketInit, options: Settled): string {
  const { secrets, digest, address, userIdEncoding, base64 } = options;
  const { user, tokens = [], data = '', time = new Date() } = ticket;
  const seconds = Math.floor(Number(time) / 1000);
  if (!(seconds >= 0 && seconds <= LATEST)) {
    throw new RangeError(`the time of a ticket must be a Date from 1970 to 2106: ${String(time)}`);
  }
  const encoding = userIdEncoding ?? (PLAIN_USER.test(user) ? 'raw' : 'percent');
  const fault = faultOf(user, tokens, data, encoding);
  if (fault) throw new TypeError(`a ticket cannot carry this: ${fault}`);
  const content = {
    user: nativeFromText(user),
    tokens: nativeFromText(tokens.join(',')),
    data: nativeFromText(data),
  };
  const head = sign(digest, secrets[0], address(seconds), content) + hex(seconds);
  const name = encoding === 'raw' ? content.user : percentEncode(content.user, NOT_QUOTED);
  const rest = content.tokens === '' ? content.data : `${content.tokens}!${content.data}`;
  const written = `${head}${name}!${rest}`;
  return base64 ? btoa(written) : written;
}

/**
 * Reads a ticket, plain, in quotes or in base64, and checks its signature in constant time. The caller decides how
 * old it may be.
 *
 * @throws BadTicket when it is malformed or not signed; TypeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const secret = 'a secret of 32 random bytes or more';
 * const ticket = makeTicket({ user: 'bob', tokens: ['admin'] }, { secret });
 * parseTicket(ticket, { secret }).user; // 'bob'
 * parseTicket(ticket.replace('bob', 'eve'), { secret }); // throws BadTicket
 * ```
 */
export function parseTicket(ticket: string, options: TicketOptions): Ticket {
  const read = readTicket(ticket, settled(options));
  if (typeof read === 'string') throw new BadTicket(read);
  return read;
}

/**
 * Does what {@link parseTicket} does, with options that are already checked. For a bad ticket it returns what is
 * wrong with it.
 */
export function readTicket(ticket: string, options: Settled): Ticket | string {
  const { secrets, digest, address, userIdEncoding } = options;
  if (typeof ticket !== 'string') return `a ticket is a string, not ${kindOf(ticket)}`;
  const text = plain(ticket);
  const border = DIGITS[digest];
  const start = border + TIME_DIGITS;
  const time = text.slice(border, start);
  const userEnd = text.indexOf('!', start);
  if (!TIME.test(time) || userEnd === -1) return 'the ticket is malformed';
  const seconds = Number.parseInt(time, 16);
  const written = text.slice(start, userEnd);
  const rest = text.slice(userEnd + 1);
  const tokensEnd = rest.indexOf('!');
  const [tokens, data] =
    tokensEnd === -1 ? ['', rest] : [rest.slice(0, tokensEnd), rest.slice(tokensEnd + 1)];

  const bound = address(seconds);
  const signature = text.slice(0, border);
  const isSigned = (user: string) =>
    secrets.some((secret) => isSameSecret(sign(digest, secret, bound, { user, tokens, data }), signature));
  const user = usersOf(written, userIdEncoding).find(isSigned);
  if (user === undefined) return 'the signature of the ticket is wrong';
  // NUL would move the boundary between the signed parts, so that two users could have the same signature.
  if (`${user}${tokens}${data}`.includes('\0')) return 'the ticket has a NUL';
  const texts = [user, tokens, data].map((native) => (ASCII.test(native) ? native : decodeUtf8(native)));
  if (!texts.every((one) => one !== undefined)) return 'the ticket is not UTF-8';
  const [name = '', list = '', rests = ''] = texts;
  return {
    user: name,
    tokens: list === '' ? [] : list.split(','),
    data: rests,
    time: new Date(seconds * 1000),
  };
}

/** Checked options. */
export interface Settled {
  readonly secrets: readonly [string, ...string[]];
  readonly digest: TicketDigest;
  /** The bytes that bind a ticket to an address and a time, as a native string. */
  address(seconds: number): string;
  readonly userIdEncoding: 'raw' | 'percent' | undefined;
  readonly base64: boolean;
}

/** @throws TypeError when an option is unknown or malformed. */
export function settled(options: TicketOptions): Settled {
  assertOptions('a ticket', options, {
    secret: true,
    ip: true,
    digest: true,
    userIdEncoding: true,
    base64: true,
  });
  const { secret, ip = '0.0.0.0', digest = 'sha512', userIdEncoding, base64 = false } = options;
  if (!Object.hasOwn(DIGITS, digest)) {
    throw new TypeError(`digest must be one of ${Object.keys(DIGITS).join(', ')}: ${String(digest)}`);
  }
  if (!(userIdEncoding === undefined || userIdEncoding === 'raw' || userIdEncoding === 'percent')) {
    throw new TypeError(`userIdEncoding must be raw or percent: ${String(userIdEncoding)}`);
  }
  return { secrets: secretsFrom(secret), digest, address: bindingTo(ip), userIdEncoding, base64 };
}

/**
 * The bytes that bind tickets to an address: those of an IPv4 address and of the time; IPv6 as text, as in Pyramid.
 *
 * @throws TypeError when it is not an address.
 */
export function bindingTo(ip: string): (seconds: number) => string {
  const version = process.getBuiltinModule('node:net').isIP(ip);
  if (version === 0) throw new TypeError(`ip must be an IP address: ${JSON.stringify(ip)}`);
  if (version === 6) return (seconds) => `${ip}${seconds}`;
  const bytes = String.fromCharCode(...ip.split('.').map(Number));
  return (seconds) =>
    bytes + String.fromCharCode(seconds >>> 24, (seconds >>> 16) & 255, (seconds >>> 8) & 255, seconds & 255);
}

interface Content {
  readonly user: string;
  readonly tokens: string;
  readonly data: string;
}

/**
 * The signature of `mod_auth_tkt`: a hash of the signed parts, hashed again with the secret. All are native
 * strings.
 */
function sign(digest: TicketDigest, secret: string, bound: string, { user, tokens, data }: Content): string {
  const first = hashOfNative(digest, `${bound}${secret}${user}\0${tokens}\0${data}`);
  return hashOfNative(digest, first + secret);
}

/** The users that the written form may stand for. */
function usersOf(written: string, encoding: 'raw' | 'percent' | undefined): string[] {
  const decoded = percentDecode(written);
  if (encoding !== undefined) return [encoding === 'raw' ? written : decoded];
  return decoded === written ? [written] : [written, decoded];
}

function plain(ticket: string): string {
  const text = ticket.startsWith('"') && ticket.endsWith('"') ? ticket.slice(1, -1) : ticket;
  return !text.includes('!') && BASE64.test(text) ? atob(text) : text;
}

function hex(seconds: number): string {
  return seconds.toString(16).padStart(TIME_DIGITS, '0');
}

function faultOf(
  user: string,
  tokens: readonly string[],
  data: string,
  encoding: string,
): string | undefined {
  if (typeof user !== 'string' || typeof data !== 'string') return 'user and data must be strings';
  if (!Array.isArray(tokens) || !tokens.every((token) => typeof token === 'string')) {
    return 'tokens must be a list of strings';
  }
  if (`${user}${tokens.join('')}${data}`.includes('\0')) return 'NUL';
  if (tokens.some((token) => /[!,]/.test(token))) return '! or , in a token';
  if (encoding === 'raw' && user.includes('!')) return '! in a raw user';
  return tokens.join(',') === '' && data.includes('!') ? '! in data without tokens' : undefined;
}
