import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { wsgify } from '../../../../src/handlers/wsgify.ts';
import {
  type DigestAuthOptions,
  digestAuth,
  type HA1,
} from '../../../../src/middleware/access/auth/digest-auth.ts';
import { digestHash, hashOf } from '../../../../src/middleware/access/auth/digest-hash.ts';
import type { NonceStore } from '../../../../src/middleware/access/auth/nonces.ts';
import { Response } from '../../../../src/response/response.ts';
import { nativeFromText } from '../../../../src/wsgi/native-string.ts';
import { type Answer, asked, noting } from '../../../support/asked.ts';
import {
  clientResponse,
  type DigestClient,
  digestHeader,
  parametersOf,
} from '../../../support/digest-client.ts';
import { vectors } from '../../../support/vectors.ts';

interface SessionCase {
  readonly id: string;
  readonly input: {
    readonly kind: 'session';
    readonly realm: string;
    readonly users: Record<string, string>;
    readonly nonces: Record<string, unknown>;
    readonly requests: readonly Record<string, string>[];
  };
  readonly output: readonly Outcome[];
  readonly want?: readonly Outcome[] | { readonly open: true };
}
type Outcome = { user?: string; status?: number; stale?: boolean; raises?: string };

interface ResponseCase {
  readonly id: string;
  readonly input: Required<Omit<DigestClient, 'algorithm'>> & { kind: 'response'; alg: string };
  readonly output: string;
}

interface UserhashCase {
  readonly id: string;
  readonly input: { kind: 'userhash'; alg: 'SHA-256'; user: string; realm: string };
  readonly output: string;
  readonly want?: { readonly open: true };
}

interface CurlCase {
  readonly id: string;
  readonly input: {
    readonly kind: 'curl';
    readonly challenge: string;
    readonly method: string;
    readonly target: string;
    readonly user: string;
    readonly password: string;
    readonly body: string;
    readonly authorization: string;
  };
  readonly output: { readonly right: boolean };
  readonly want?: { readonly right: boolean };
}

type Case = SessionCase | ResponseCase | UserhashCase | CurlCase;
const isKind =
  <Kind extends Case>(kind: Kind['input']['kind']) =>
  (one: Case): one is Kind =>
    one.input.kind === kind;
const cases = vectors<Case>('middleware/auth-digest');

const SECRET = 'a secret of the server, 32 bytes.';
const TIME = 1_700_000_000_000;
let time = TIME;
beforeEach(() => {
  time = TIME;
});

/** A digestAuth with users and their passwords. */
function site(
  users: Readonly<Record<string, string>>,
  realm = 'site',
  more: Partial<DigestAuthOptions> = {},
) {
  const ha1: DigestAuthOptions['ha1'] = (user, of, algorithm, isHashed) => {
    const name = isHashed ? Object.keys(users).find((one) => digestHash(algorithm, one, of) === user) : user;
    const password = name === undefined ? undefined : users[name];
    if (name === undefined || password === undefined) return undefined;
    const hash = digestHash(algorithm, name, of, password);
    return isHashed ? { user: name, ha1: hash } : hash;
  };
  const { app, seen } = noting();
  const known = digestAuth({ realm, secret: SECRET, ha1, now: () => time, ...more })(app);
  return {
    ask: (environ: Record<string, unknown> = {}) => asked(known, environ),
    user: () => seen()?.REMOTE_USER,
    type: () => seen()?.AUTH_TYPE,
  };
}

const isStale = (answer: Answer) =>
  answer.field('WWW-Authenticate').some((value) => /stale="?true/.test(value));

/**
 * Whether a response is right: with a foreign nonce it is answered with stale=true, and otherwise without.
 */
async function isRight(
  {
    user,
    password,
    realm,
    uri,
    method,
  }: Required<Pick<DigestClient, 'user' | 'password' | 'realm' | 'uri' | 'method'>>,
  authorization: string,
  body: string,
  more: Partial<DigestAuthOptions>,
) {
  const [path = '', query = ''] = uri.split('?');
  const answer = await site({ [user]: password }, realm, more).ask({
    ...{
      REQUEST_METHOD: method,
      REQUEST_URI: uri,
      PATH_INFO: path,
      QUERY_STRING: query,
      HTTP_AUTHORIZATION: authorization,
    },
    ...(body !== '' && {
      CONTENT_LENGTH: String(body.length),
      CONTENT_TYPE: 'text/plain',
      'wsgi.input': [Buffer.from(body)],
    }),
  });
  return isStale(answer);
}

describe('digestAuth', () => {
  it.each(cases.filter(isKind<SessionCase>('session')))(
    'accepts and rejects as RFC 7616 requires, in contrast to Paste: $id',
    async ({ input: { realm, users, nonces, requests }, output, want = output }) => {
      if ('open' in want) return;
      const { ask, user } = site(users, realm, { algorithms: ['MD5'] });
      const [first = {}] = requests;
      const { nonce = '' } = parametersOf(
        (await ask({ PATH_INFO: first.PATH_INFO })).field('WWW-Authenticate')[0] ?? '',
      );
      /** Replaces the recorded nonce with one of ours, and keeps right responses right. */
      const renewed = (header: string | undefined) => {
        const given = parametersOf(header ?? '');
        if (header === undefined || given.nonce === undefined || !(given.nonce in nonces)) return header;
        const { username = '', realm: said = '', uri = '', response = '' } = given;
        const known = {
          ...given,
          user: username,
          password: users[username] ?? '',
          realm: said,
          uri,
          nonce: given.nonce,
        };
        const method = ['GET', 'POST'].find((one) => clientResponse({ ...known, method: one }) === response);
        const right = method && clientResponse({ ...known, nonce, method });
        return header.replace(`"${given.nonce}"`, `"${nonce}"`).replace(response, right ?? response);
      };
      for (const [i, { HTTP_AUTHORIZATION, ...request }] of requests.entries()) {
        const answer = await ask({ ...request, HTTP_AUTHORIZATION: renewed(HTTP_AUTHORIZATION) });
        const expected: Outcome = want[i] ?? {};
        if (request.REMOTE_USER) expect(user()).toBe(request.REMOTE_USER);
        else if (expected.user) expect([answer.status, user()]).toEqual([200, expected.user]);
        else expect([answer.status, isStale(answer)]).toEqual([401, expected.stale ?? false]);
      }
    },
  );

  it.each(cases.filter(isKind<ResponseCase>('response')))(
    'computes the response of RFC 2617 and RFC 7616: $id',
    async ({ input: { alg, qop, body = '', ...client }, output }) => {
      const more = { algorithms: [alg as 'MD5'], qop: [qop as 'auth'] };
      const header = (response: string) => digestHeader({ ...client, algorithm: alg, qop }, { response });
      expect(await isRight(client, header(output), body, more)).toBe(true);
      const wrong = (output.startsWith('0') ? '1' : '0') + output.slice(1);
      expect(await isRight(client, header(wrong), body, more)).toBe(false);
    },
  );

  it.each(cases.filter(isKind<CurlCase>('curl')))(
    "accepts curl's header: $id",
    async ({
      input: { challenge, method, target, user, password, body, authorization },
      output,
      want = output,
    }) => {
      const { algorithm = 'MD5', realm = '', userhash } = parametersOf(challenge);
      const { qop } = parametersOf(authorization);
      const more = {
        algorithms: [algorithm as 'MD5'],
        qop: [(qop ?? 'auth') as 'auth'],
        userhash: userhash === 'true',
      };
      const client = { user, password, realm, uri: target, method };
      // The form without qop is not accepted.
      expect(await isRight(client, authorization, body, more)).toBe(want.right && qop !== undefined);
    },
  );

  describe('with the example of RFC 7616, section 3.9.1', () => {
    const client = {
      user: 'Mufasa',
      password: 'Circle of Life',
      realm: 'http-auth@example.org',
      uri: '/dir/index.html',
      method: 'GET',
    };
    const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
    it.each([
      ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
      ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
    ] as const)('accepts the response with %s', async (algorithm, response) => {
      const header = digestHeader({ ...client, nonce, algorithm, cnonce }, { response });
      expect(await isRight(client, header, '', {})).toBe(true);
    });
  });

  describe('in a session', () => {
    const USERS = { ada: 'open sesame', jörg: 'grüße' };
    const start = async (more: Partial<DigestAuthOptions> = {}, users: Record<string, string> = USERS) => {
      const { ask, user, type } = site(users, 'site', more);
      const first = await ask();
      const challenges = first.field('WWW-Authenticate');
      const { nonce = '' } = parametersOf(challenges[0] ?? '');
      const client = { user: 'ada', password: 'open sesame', realm: 'site', nonce, uri: '/' };
      const send = (
        changes: Partial<DigestClient> = {},
        others: Record<string, string | undefined> = {},
        environ = {},
      ) => ask({ HTTP_AUTHORIZATION: digestHeader({ ...client, ...changes }, others), ...environ });
      return { challenges, client, send, user, type };
    };
    const outcome = (answer: Answer) =>
      answer.status === 200 ? 'in' : isStale(answer) ? 'stale' : 'refused';

    it('offers the best algorithm first, each in a separate field, without an opaque', async () => {
      const { challenges } = await start();
      const parsed = challenges.map(parametersOf);
      const nonce = expect.stringMatching(/^[\w-]{44}$/);
      const common = { realm: 'site', qop: 'auth', charset: 'UTF-8', nonce };
      expect(parsed).toEqual([
        { ...common, algorithm: 'SHA-256' },
        { ...common, algorithm: 'MD5' },
      ]);
    });

    it('accepts a user, and tells the application the name', async () => {
      const { send, user, type } = await start();
      expect(outcome(await send({ algorithm: 'SHA-256' }))).toBe('in');
      expect([user(), type()]).toEqual(['ada', 'digest']);
    });

    it('decodes names as UTF-8', async () => {
      const { client, send, user } = await start();
      expect(outcome(await send({ user: 'jörg', password: 'grüße' }))).toBe('in');
      expect(user()).toBe(nativeFromText('jörg'));
      const right = clientResponse({
        ...client,
        user: 'jörg',
        password: 'grüße',
        qop: 'auth',
        nc: '00000002',
        cnonce: 'c',
      });
      const extended = {
        username: undefined,
        'username*': "UTF-8''j%C3%B6rg",
        response: right,
        nc: '00000002',
        cnonce: 'c',
      };
      expect(outcome(await send({}, extended))).toBe('in');
    });

    /**
     * Paste compares the counts as text, and accepts a nonce that it never issued: a captured header works
     * forever.
     */
    it('accepts a request once: a replay is stale', async () => {
      const { send } = await start();
      expect(outcome(await send())).toBe('in');
      expect(outcome(await send())).toBe('stale');
      expect(outcome(await send({ nc: '0000000a' }))).toBe('in');
      expect(outcome(await send({ nc: '00000009' }))).toBe('stale');
      expect(outcome(await send({ nc: '0000000B' }))).toBe('in');
    });

    it('counts MD5 and SHA-256 together, because they share their nonce', async () => {
      const { send } = await start();
      expect(outcome(await send({ algorithm: 'SHA-256' }))).toBe('in');
      expect(outcome(await send({ algorithm: 'MD5' }))).toBe('stale');
    });

    it('rejects nonces that are foreign, altered or signed with another secret (CVE-2018-1312)', async () => {
      const { client, send } = await start();
      const { client: other } = await start({ secret: 'another' });
      const altered = `${client.nonce.startsWith('A') ? 'B' : 'A'}${client.nonce.slice(1)}`;
      for (const nonce of ['', 'unknown', altered, other.nonce, `${client.nonce}A`]) {
        expect(outcome(await send({ nonce }))).toBe('stale');
      }
    });

    it('accepts nonces signed with an older secret', async () => {
      const { client } = await start({ secret: 'old' });
      const { send } = await start({ secret: ['new', 'old'] });
      expect(outcome(await send({ nonce: client.nonce }))).toBe('in');
    });

    it('issues each nonce only once', async () => {
      const nonces = await Promise.all(Array.from({ length: 100 }, async () => (await start()).client.nonce));
      expect(new Set(nonces).size).toBe(100);
    });

    it('expires nonces, and lets clients continue without asking their users', async () => {
      const { send } = await start({ nonceLifetime: 10 });
      time += 9999;
      const answer = await send();
      expect(outcome(answer)).toBe('in');
      const { nextnonce = '' } = parametersOf(answer.field('Authentication-Info')[0] ?? '');
      time += 1;
      expect(outcome(await send({ nc: '00000002' }))).toBe('stale');
      expect(outcome(await send({ nonce: nextnonce }))).toBe('in');
    });

    it('answers stale only if the response is right', async () => {
      const { send } = await start();
      expect(outcome(await send({ nonce: 'unknown' }, { response: '0'.repeat(32) }))).toBe('refused');
      expect(outcome(await send({ nonce: 'unknown', password: 'x' }))).toBe('refused');
      expect(outcome(await send({ nonce: 'unknown', user: 'nobody' }))).toBe('refused');
    });

    /** For a user without a hash, Paste computes a response that anyone could compute. */
    it('rejects an unknown user, whatever the response', async () => {
      const { client, send } = await start();
      const a2 = hashOf('MD5', 'GET:/');
      const response = hashOf('MD5', `:${client.nonce}:00000001:0a4f113b:auth:${a2}`);
      expect(outcome(await send({ user: 'nobody' }, { response }))).toBe('refused');
    });

    it('compares the uri with the target, character by character', async () => {
      const { send } = await start();
      const environ = { PATH_INFO: '/secret', QUERY_STRING: 'a=1', REQUEST_URI: '/secret?a=1' };
      for (const uri of [
        '/',
        '/secret',
        '/secret?a=2',
        '/%73ecret?a=1',
        'secret?a=1',
        'http://localhost/secret?a=1',
      ]) {
        expect(outcome(await send({ uri }, {}, environ))).toBe('refused');
      }
      expect(outcome(await send({ uri: '/secret?a=1' }, {}, environ))).toBe('in');
      const encoded = { PATH_INFO: '/a b', QUERY_STRING: 'c', REQUEST_URI: undefined };
      expect(outcome(await send({ uri: '/a%20b?c', nc: '00000002' }, {}, encoded))).toBe('in');
      const absolute = { REQUEST_URI: 'http://localhost/' };
      expect(outcome(await send({ uri: 'http://localhost/', nc: '00000003' }, {}, absolute))).toBe('in');
    });

    it.each([
      ['another realm', { realm: 'other' }, {}],
      ['an unoffered algorithm', { algorithm: 'SHA-512-256' }, {}],
      ['an unoffered session key', { algorithm: 'MD5-sess' }, {}],
      ['an unoffered protection', { qop: 'auth-int' }, {}],
      ['an unrequested hash of the name', {}, { userhash: 'true' }],
      ['a count that is not a number', {}, { nc: '0000000g' }],
      ['a count with seven digits', { nc: '0000001' }, {}],
      ['no count', {}, { nc: undefined }],
      ['no client nonce', {}, { cnonce: undefined }],
      ['no protection', {}, { qop: undefined }],
      ['no response', {}, { response: undefined }],
      ['no uri', {}, { uri: undefined }],
      ['no realm', {}, { realm: undefined }],
      ['no nonce', {}, { nonce: undefined }],
      ['no name', {}, { username: undefined }],
      ['two names', {}, { 'username*': "UTF-8''ada" }],
      ['a name in an unknown charset', {}, { username: undefined, 'username*': "KOI8-R''ada" }],
      ['another method', { method: 'POST' }, {}],
      ['a response in upper case', {}, { response: 'A'.repeat(32) }],
    ])('rejects %s', async (_, changes, others) => {
      const { send } = await start();
      expect(outcome(await send(changes, others))).toBe('refused');
    });

    it('rejects a repeated parameter, and a name that is not UTF-8', async () => {
      const { client, send } = await start();
      const header = digestHeader(client);
      for (const more of ['uri="/"', 'x=1, X=1', 'x', 'Digest x=1']) {
        const repeated = { HTTP_AUTHORIZATION: `${header}, ${more}` };
        expect(outcome(await send({}, {}, repeated)), more).toBe('refused');
      }
      expect(outcome(await send({}, {}, { HTTP_AUTHORIZATION: header.replace('"ada"', '"ad\xe9"') }))).toBe(
        'refused',
      );
    });

    it('accepts unknown parameters, in any order, between any commas', async () => {
      const { client, send, user } = await start();
      const HTTP_AUTHORIZATION = digestHeader(client).replace('Digest ', 'Digest x="1\\"", , y=2 ,,');
      expect(outcome(await send({}, {}, { HTTP_AUTHORIZATION }))).toBe('in');
      expect(user()).toBe('ada');
    });

    it.each([[undefined], [null], [''], [{ user: 'ada', ha1: '' }]])(
      'rejects the user if ha1 returns %j, even if the response is that of an empty hash',
      async (known) => {
        const { client, send } = await start({ ha1: () => known as HA1 });
        const { nonce, uri } = client;
        const md5 = (value: string) => digestHash('MD5', value);
        const response = md5(`:${nonce}:00000001:c:auth:${md5(`GET:${uri}`)}`);
        expect(outcome(await send({}, { response, cnonce: 'c' }))).toBe('refused');
      },
    );

    it.each([[7], [{}], [{ user: 'ada' }], [{ ha1: 'x' }], [true]])(
      'fails if ha1 returns %j',
      async (known) => {
        const { send } = await start({ ha1: () => known as unknown as HA1 });
        await expect(send()).rejects.toThrow(
          'ha1 of digestAuth must give a hash, { user, ha1 } or undefined',
        );
      },
    );

    /** An empty REMOTE_USER says that nobody is logged in. */
    it('rejects an empty name, even if ha1 knows it', async () => {
      const password = 'no one';
      const { send } = await start({
        userhash: true,
        ha1: (user, realm, algorithm, isHashed) =>
          isHashed
            ? { user: '', ha1: digestHash(algorithm, 'ada', realm, 'x') }
            : digestHash(algorithm, user, realm, password),
      });
      expect(outcome(await send({ user: 'ada', password }))).toBe('in');
      expect(outcome(await send({ user: '', password, nc: '00000002' }))).toBe('refused');
      const hashed = { username: digestHash('MD5', 'ada', 'site'), userhash: 'true', nc: '00000003' };
      expect(outcome(await send({ user: 'ada', password: 'x', nc: '00000003' }, hashed))).toBe('refused');
    });

    it('derives a key for each session with -sess', async () => {
      const { send } = await start({ algorithms: ['SHA-256-sess', 'SHA-512-256'] });
      expect(outcome(await send({ algorithm: 'SHA-256-sess' }))).toBe('in');
      expect(outcome(await send({ algorithm: 'SHA-256' }))).toBe('refused');
      expect(outcome(await send({ algorithm: 'SHA-512-256', nc: '00000002' }))).toBe('in');
    });

    it('proves that the server knows the password, too (section 3.5)', async () => {
      const { client, send } = await start();
      const info = (await send()).field('Authentication-Info')[0] ?? '';
      const rspauth = clientResponse({
        ...client,
        method: '',
        qop: 'auth',
        nc: '00000001',
        cnonce: '0a4f113b',
      });
      expect(info).toBe(`qop=auth, rspauth="${rspauth}", cnonce="0a4f113b", nc=00000001`);
    });

    describe('with hashed names (section 3.4.4)', () => {
      const hashed = (algorithm: 'MD5', name: string) => ({
        userhash: 'true',
        username: digestHash(algorithm, name, 'site'),
      });

      it('accepts the hash, and the name itself', async () => {
        const { challenges, send, user } = await start({ userhash: true });
        expect(parametersOf(challenges[0] ?? '').userhash).toBe('true');
        expect(outcome(await send({}, hashed('MD5', 'ada')))).toBe('in');
        expect(user()).toBe('ada');
        expect(outcome(await send({ nc: '00000002' }, { userhash: 'false' }))).toBe('in');
        expect(outcome(await send({ nc: '00000003' }, hashed('MD5', 'eve')))).toBe('refused');
        const extended = { userhash: 'true', username: undefined, 'username*': "UTF-8''ada" };
        expect(outcome(await send({ nc: '00000004' }, extended))).toBe('refused');
      });

      it('requires the name from ha1', async () => {
        const ha1 = (): HA1 => digestHash('MD5', 'ada', 'site', 'open sesame');
        const { send } = await start({ userhash: true, ha1 });
        await expect(send({}, hashed('MD5', 'ada'))).rejects.toThrow('must give { user, ha1 }');
      });
    });

    it('allows ha1 to return another name, even asynchronously', async () => {
      const known = { user: 'Ada', ha1: digestHash('MD5', 'ada', 'site', 'open sesame') };
      const { send, user } = await start({ ha1: async () => known });
      expect(outcome(await send())).toBe('in');
      expect(user()).toBe('Ada');
    });

    describe('with auth-int', () => {
      const body = 'a=1&b=2';
      const posted = { REQUEST_METHOD: 'POST', CONTENT_TYPE: 'text/plain', CONTENT_LENGTH: '7' };
      const input = () => ({
        ...posted,
        'wsgi.input': [Buffer.from(body.slice(0, 3)), Buffer.from(body.slice(3))],
      });
      const changes = { qop: 'auth-int', method: 'POST', body };

      it('protects the body, which the application can still read', async () => {
        const { app, seen } = noting();
        const reading = wsgify(async (request) => {
          await asked(app, request.environ);
          return await request.text();
        });
        const users = { ada: 'open sesame' };
        const protect = digestAuth({
          realm: 'site',
          secret: SECRET,
          qop: ['auth', 'auth-int'],
          ha1: (user, realm, algorithm) => digestHash(algorithm, user, realm, users.ada),
        })(reading);
        const { nonce = '', qop } = parametersOf((await asked(protect)).field('WWW-Authenticate')[0] ?? '');
        expect(qop).toBe('auth, auth-int');
        const client = { user: 'ada', password: users.ada, realm: 'site', nonce, uri: '/' };
        const answer = await asked(protect, {
          ...input(),
          HTTP_AUTHORIZATION: digestHeader({ ...client, ...changes }),
        });
        expect([answer.body, seen()?.REMOTE_USER, answer.field('Authentication-Info')]).toEqual([
          body,
          'ada',
          [],
        ]);
      });

      it('rejects another body', async () => {
        const { send } = await start({ qop: ['auth-int'] });
        expect(outcome(await send({ ...changes, body: 'a=1&b=3' }, {}, input()))).toBe('refused');
        expect(outcome(await send(changes, {}, input()))).toBe('in');
      });

      it('answers an unreadable body', async () => {
        const { send } = await start({ qop: ['auth-int'] });
        expect((await send(changes, {}, { ...input(), CONTENT_LENGTH: '8' })).status).toBe(400);
      });
    });

    it('rejects everyone while its store is unavailable', async () => {
      const store: NonceStore = { use: () => Promise.reject(new Error('the store is away')) };
      const { send } = await start({ store });
      await expect(send()).rejects.toThrow('the store is away');
    });

    it('passes whole seconds to its store', async () => {
      const uses: unknown[][] = [];
      const { client, send } = await start({ store: { use: (...use) => uses.push(use) > 0 } });
      time += 1500;
      await send({ nc: '0000001f' });
      expect(uses).toEqual([[client.nonce, 31, 299]]);
    });
  });

  it.each([
    [{ realm: 'é' }, 'a realm must be printable ASCII'],
    [{ secret: '' }, 'a secret must be a string that is not empty'],
    [{ ha1: 'x' }, 'ha1 of digestAuth must be a function, not a string'],
    [{ algorithms: [] }, 'digestAuth needs at least one algorithm'],
    [{ algorithms: ['SHA-1'] }, 'unknown algorithm of digestAuth: SHA-1'],
    [{ qop: [] }, "qop of digestAuth must be a list of 'auth' and 'auth-int': []"],
    [{ qop: ['conf'] }, 'qop of digestAuth must be a list'],
    [{ qop: 'auth' }, 'qop of digestAuth must be a list'],
    [{ store: {} }, 'use of the store of digestAuth must be a function, not undefined'],
    [{ nonceLifetime: -1 }, 'nonceLifetime of digestAuth must be a number of seconds above 0: -1'],
    [
      { nonceLifetime: Infinity },
      'nonceLifetime of digestAuth must be a number of seconds above 0: Infinity',
    ],
    [{ optional: true }, 'unknown option of digestAuth: optional'],
  ])('refuses the options %j', (options, message) => {
    const all = { realm: 'site', secret: SECRET, ha1: () => undefined, ...options } as DigestAuthOptions;
    expect(() => digestAuth(all)).toThrow(message);
  });
});

describe('digestHash', () => {
  it.each(cases.filter(isKind<UserhashCase>('userhash')).filter(({ want }) => !want))(
    'hashes names: $id',
    ({ input: { alg, user, realm }, output }) => {
      expect(digestHash(alg, user, realm)).toBe(output);
    },
  );

  /**
   * RFC 7616, section 3.9.2, has SHA-512 truncated to 256 bits in its example, which differs from
   * SHA-512/256.
   */
  it('uses SHA-512/256 of FIPS 180-4, unlike the example of RFC 7616', () => {
    const [user, realm] = ['Jäsøn Doe', 'api@example.org'];
    const example = '488869477bf257147b804c45308cd62ac4e25eb717b12b298c79e62dcea254ec';
    expect(createHash('sha512').update(`${user}:${realm}`).digest('hex').slice(0, 64)).toBe(example);
    expect(digestHash('SHA-512-256', user, realm)).toMatch(/^7932/);
  });

  it('refuses other hashes', () => {
    expect(() => digestHash('SHA-1' as 'MD5', 'a')).toThrow(
      'unknown algorithm: SHA-1; it must be one of MD5, SHA-256, SHA-512-256',
    );
    expect(() => digestHash('toString' as 'MD5', 'a')).toThrow('unknown algorithm');
  });
});

describe('an application inside digestAuth', () => {
  it('is not called without credentials', async () => {
    const app = digestAuth({ realm: 'site', secret: SECRET, ha1: () => undefined })(new Response('secret'));
    expect((await asked(app)).body).not.toContain('secret');
  });
});
