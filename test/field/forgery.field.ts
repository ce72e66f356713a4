import { describe, expect, it } from 'vitest';
import { Authorization } from '../../src/headers/authorization.ts';
import { isSameSecret } from '../../src/middleware/access/auth/checks.ts';
import { digestAuth } from '../../src/middleware/access/auth/digest-auth.ts';
import { digestHash } from '../../src/middleware/access/auth/digest-hash.ts';
import { BadTicket, makeTicket, parseTicket, type Ticket } from '../../src/middleware/access/auth/ticket.ts';
import { ticketAuth, ticketOf } from '../../src/middleware/access/auth/ticket-auth.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { exchangeOf } from '../../src/wsgi/exchange.ts';
import { digestHeader, parametersOf } from '../support/digest-client.ts';
import { mutated, randomFrom } from '../support/mutations.ts';

const MANY = 1_000_000;
const SEED = 20_261_126;
const secret = 'a secret of 32 random bytes or more';
const time = new Date(1_700_000_000_000);

const USERS = ['ada', 'bob', 'admin', 'a%20b', 'jörg'];
const issued = USERS.map(
  (user, i): Ticket => ({ user, tokens: i % 2 === 0 ? ['staff'] : [], data: i > 2 ? 'd=1' : '', time }),
);
const keyOf = ({ user, tokens, data, time: made }: Ticket) =>
  JSON.stringify([user, tokens, data, Number(made)]);
const known = new Set(issued.map(keyOf));

describe('of a million changed', () => {
  it.each(['sha512', 'sha256', 'md5'] as const)(
    'tickets, signed with %s, none says what was not signed',
    { timeout: 1_800_000 },
    (digest) => {
      const random = randomFrom(SEED);
      const tickets = issued.flatMap((ticket) =>
        [false, true].map((base64) => makeTicket(ticket, { secret, digest, base64 })),
      );
      const forged: string[] = [];
      let refused = 0;
      for (let i = 0; i < MANY; i++) {
        const ticket = mutated(tickets[i % tickets.length] ?? '', tickets, random);
        try {
          if (!known.has(keyOf(parseTicket(ticket, { secret, digest })))) forged.push(ticket);
        } catch (error) {
          if (!(error instanceof BadTicket)) throw error;
          refused++;
        }
      }
      expect(forged).toEqual([]);
      expect(refused).toBeGreaterThan(MANY * 0.9);
    },
  );

  it('cookies none logs in who was not', { timeout: 1_800_000 }, async () => {
    const random = randomFrom(SEED);
    const cookies = issued.map(
      (ticket) => `a=1; auth_tkt=${makeTicket(ticket, { secret, base64: true })}; b=2`,
    );
    const forged: string[] = [];
    let refused = 0;
    const app = ticketAuth({ secret })((environ) => {
      const { ticket } = ticketOf({ environ });
      if (!ticket) refused++;
      else if (!known.has(keyOf(ticket))) forged.push(environ.HTTP_COOKIE ?? '');
      return [];
    });
    for (let i = 0; i < MANY; i++) {
      await app(
        { ...blankEnviron(), HTTP_COOKIE: mutated(cookies[i % cookies.length] ?? '', cookies, random) },
        () => () => {},
      );
    }
    expect(forged).toEqual([]);
    expect(refused).toBeGreaterThan(MANY / 2);
  });

  it('digest headers none lets in who does not know the password', { timeout: 1_800_000 }, async () => {
    const random = randomFrom(SEED);
    const passwords = new Map(USERS.map((user) => [user, `${user}'s own`]));
    let user: string | undefined;
    const inner: Application = (environ, startResponse) => {
      user = exchangeOf(environ).notes.user;
      startResponse('200 OK', []);
      return [];
    };
    // No count is refused here, so that what lets in does so each time.
    const app = digestAuth({
      realm: 'site',
      secret,
      store: { use: () => true },
      nonceLifetime: Infinity,
      ha1: (name, realm, algorithm) => {
        const password = passwords.get(name);
        return password === undefined ? undefined : digestHash(algorithm, name, realm, password);
      },
    })(inner);
    const ask = async (HTTP_AUTHORIZATION?: string) => {
      let fields: [string, string][] = [];
      user = undefined;
      const environ = { ...blankEnviron(), ...(HTTP_AUTHORIZATION !== undefined && { HTTP_AUTHORIZATION }) };
      await app(environ, (_, headers) => {
        fields = headers;
        return () => {};
      });
      return fields;
    };
    const challenge = (await ask()).find(([name]) => name === 'WWW-Authenticate')?.[1] ?? '';
    const { nonce = '' } = parametersOf(challenge);
    const headers = Array.from(passwords, ([name, password], i) =>
      digestHeader({
        user: name,
        password,
        realm: 'site',
        nonce,
        uri: '/',
        algorithm: i % 2 === 0 ? 'SHA-256' : 'MD5',
      }),
    );
    /** What a header says, however it is written: its response proves all of it. */
    const meaning = (header: string) => {
      const { params } = Authorization.parse(header) ?? {};
      const names = ['username', 'realm', 'nonce', 'uri', 'response', 'nc', 'cnonce', 'qop'];
      return JSON.stringify(names.map((name) => params?.get(name)?.toLowerCase()));
    };
    const meanings = new Set(headers.map(meaning));
    for (const header of headers) {
      await ask(header);
      expect(user).toBeDefined();
    }
    const forged: string[] = [];
    let refused = 0;
    for (let i = 0; i < MANY; i++) {
      const header = mutated(headers[i % headers.length] ?? '', headers, random);
      await ask(header);
      if (user === undefined) refused++;
      else if (!meanings.has(meaning(header))) forged.push(header);
    }
    expect(forged).toEqual([]);
    expect(refused).toBeGreaterThan(MANY * 0.9);
  });
});

describe('the time that a comparison takes', () => {
  it('does not tell how much of a signature is right', () => {
    const right = 'a'.repeat(128);
    const wrong = [`b${right.slice(1)}`, `${right.slice(1)}b`] as const;
    const least = [Infinity, Infinity];
    for (let round = 0; round < 2000; round++) {
      for (const which of [0, 1] as const) {
        const start = performance.now();
        for (let i = 0; i < 100; i++) isSameSecret(right, wrong[which]);
        least[which] = Math.min(least[which] ?? Infinity, performance.now() - start);
      }
    }
    const [first = 0, last = 0] = least;
    expect(Math.abs(first - last) / last).toBeLessThan(0.1);
  });
});
