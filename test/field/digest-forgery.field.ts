import { afterAll, beforeAll, expect, it } from 'vitest';
import { Authorization } from '../../src/headers/authorization.ts';
import { digestAuth } from '../../src/middleware/access/auth/digest-auth.ts';
import { digestHash } from '../../src/middleware/access/auth/digest-hash.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { exchangeOf } from '../../src/wsgi/exchange.ts';
import { digestHeader, parametersOf } from '../support/digest-client.ts';
import { mutated, randomFrom } from '../support/mutations.ts';

const MANY = 1_000_000;
const SEED = 20_261_126;
const USERS = ['ada', 'bob', 'admin', 'a%20b', 'jörg'];
const secret = 'a secret of 32 random bytes or more';

// Each rejection is an error whose stack costs more than all the rest.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

it('of a million mutated digest headers, none grants access without the password', async () => {
  const random = randomFrom(SEED);
  const passwords = new Map(USERS.map((user) => [user, `${user}'s own`]));
  let user: string | undefined;
  const inner: Application = (environ, startResponse) => {
    user = exchangeOf(environ).notes.user;
    startResponse('200 OK', []);
    return [];
  };
  // The nonce count is not checked here, so an accepted header is accepted each time.
  const app = digestAuth({
    realm: 'site',
    secret,
    store: { use: () => true },
    nonceLifetime: 24 * 3600,
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
  /** The content of a header in a canonical form, all of which its response must prove. */
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
