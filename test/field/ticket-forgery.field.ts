import { describe, expect, it } from 'vitest';
import { BadTicket, makeTicket, parseTicket, type Ticket } from '../../src/middleware/access/auth/ticket.ts';
import { ticketAuth, ticketOf } from '../../src/middleware/access/auth/ticket-auth.ts';
import { isSameSecret } from '../../src/middleware/secrets.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import { mutated, randomFrom } from '../support/mutations.ts';

const MANY = 1_000_000;
const DIGESTS = ['sha512', 'sha256', 'md5'] as const;
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

describe('a million mutations of', () => {
  it.each(DIGESTS)('tickets, signed with %s, contain none that makes an unsigned claim', (digest) => {
    const random = randomFrom(SEED);
    const tickets = issued.flatMap((ticket) =>
      [false, true].map((base64) => makeTicket(ticket, { secret, digest, base64 })),
    );
    const forged: string[] = [];
    let refused = 0;
    for (let i = 0; i < MANY / DIGESTS.length; i++) {
      const ticket = mutated(tickets[i % tickets.length] ?? '', tickets, random);
      try {
        if (!known.has(keyOf(parseTicket(ticket, { secret, digest })))) forged.push(ticket);
      } catch (error) {
        if (!(error instanceof BadTicket)) throw error;
        refused++;
      }
    }
    expect(forged).toEqual([]);
    expect(refused).toBeGreaterThan((MANY / DIGESTS.length) * 0.9);
  });

  it('cookies contain none that logs in a stranger', async () => {
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
});

describe('the time of a comparison', () => {
  it('does not reveal how much of a signature is right', () => {
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
