/**
 * Dispatch by path, and identifying users by tickets and digests.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { Application } from 'wheatpaste';
import type { Workload } from '../harness.ts';

const MOUNTS = Array.from({ length: 1000 }, (_, i) => `/mount${i}`);
const FIRST = '/mount0/a/b';
const LAST = '/mount999/a/b';
const MISSING = '/elsewhere/a/b';
const SECRET = 'a secret of 32 random bytes or more';
const USER = 'ada';

export const workload: Workload = {
  about: `A request dispatched to one of 1000 applications by the beginning of its path: to the first, to the last, and for a path that none
of them has. Express and hono compete with their routers; for hono only the search is measured, without calling what it finds.
Then a signed value read from a cookie's text: a ticket of \`mod_auth_tkt\` with SHA-512 and with MD5; express's cookie-parser
(\`cookie-signature\`) and koa's \`cookies\` (\`keygrip\`) verify one HMAC over a shorter text. Then the verification of a request with
valid Digest credentials, MD5 and SHA-256. Every contestant finds the user and the stored hash by a function, and asks another one
that accepts every count. wheatpaste parses by the grammar, rejects repeated parameters, requires a nonce made by itself, and compares
in constant time; passport-http does none of that, does not reveal the nonces it makes, and supports only MD5; \`the formula\` consists of just
the hashes of RFC 7616, with node's \`createHash\`. Last, the response is started: wheatpaste adds \`Authentication-Info\`, by which the server
proves to the client that it knows the password (\`rspauth\`), and passport-http adds nothing.`,
  why: 'A path is looked up by its segments in a tree of maps, however many mounts there are. A ticket takes two hashes by definition, and with SHA-512 the hexadecimal digits are hashed again. A digest takes two hashes for its response, half of the time that is left after the parameters are read in one pass, each by one regular expression. The proof to the client takes two hashes more, which only a response that starts pays for; no peer sends one.',
  quick: ['last', 'ticket', 'digest'],
  cases: {
    first: 'dispatch to the first of 1000 mounts',
    last: 'dispatch to the last of 1000 mounts',
    missing: 'dispatch of a path that no mount has',
    ticket: 'a signed value, SHA-512 where there is a choice',
    'ticket-md5': 'a signed value, MD5 where there is a choice',
    digest: 'Digest, MD5, verified',
    'digest-sha256': 'Digest, SHA-256, verified',
    'digest-started': 'Digest, MD5, verified, and the response started',
  },
  contestants: {
    async wheatpaste() {
      const { Request } = await import('wheatpaste');
      const { digestAuth, digestHash, makeTicket, parseTicket, urlMap } = await import(
        'wheatpaste/middleware'
      );
      let found = '';
      const app =
        (name: string): Application =>
        () => {
          found = name;
          return [];
        };
      const map = urlMap(
        MOUNTS.map((mount) => [mount, app(mount)]),
        { notFound: app('') },
      );
      const ignored = () => () => {};
      const dispatch = (path: string) => {
        const { environ } = Request.blank(path);
        return () => {
          map(environ, ignored);
          return found;
        };
      };
      const ticket = (digest: 'sha512' | 'md5') => {
        const options = { secret: SECRET, digest };
        const text = makeTicket({ user: USER }, options);
        return () => parseTicket(text, options).user;
      };
      const digest = async (algorithm: 'MD5' | 'SHA-256', isStarted = false) => {
        const ha1 = digestHash(algorithm, USER, 'site', 'x');
        const auth = digestAuth({
          realm: 'site',
          secret: SECRET,
          algorithms: [algorithm],
          ha1: () => ha1,
          nonceLifetime: 1e9,
          store: { use: () => true },
        })((environ, startResponse) => {
          found = environ.REMOTE_USER ?? '';
          if (isStarted) startResponse('200 OK', []);
          return [];
        });
        const challenge = (await Request.blank('/a').send(auth)).wwwAuthenticate[0];
        const HTTP_AUTHORIZATION = credentials(algorithm, challenge?.params.get('nonce') ?? '', ha1);
        const { environ } = Request.blank('/a', { environ: { HTTP_AUTHORIZATION } });
        return async () => {
          await auth(environ, ignored);
          return found;
        };
      };
      return {
        first: dispatch(FIRST),
        last: dispatch(LAST),
        missing: dispatch(MISSING),
        ticket: ticket('sha512'),
        'ticket-md5': ticket('md5'),
        digest: await digest('MD5'),
        'digest-sha256': await digest('SHA-256'),
        'digest-started': await digest('MD5', true),
      };
    },
    async express() {
      const { default: express } = await import('express');
      const router = express.Router();
      let found = '';
      for (const mount of MOUNTS) {
        router.use(mount, () => {
          found = mount;
        });
      }
      const dispatch = (url: string) => () => {
        found = '';
        const incoming = { url, method: 'GET', headers: {} } as unknown as IncomingMessage;
        router(incoming as never, {} as ServerResponse as never, () => {});
        return found;
      };
      return { first: dispatch(FIRST), last: dispatch(LAST), missing: dispatch(MISSING) };
    },
    async 'hono (search alone)'() {
      const { Hono } = await import('hono');
      const app = new Hono();
      for (const mount of MOUNTS) app.all(`${mount}/*`, (context) => context.text(mount));
      const handlers = new Map<unknown, string>(
        app.routes.map(({ handler, path }) => [handler, path.slice(0, -2)]),
      );
      const dispatch = (path: string) => () => {
        const [[first]] = app.router.match('GET', path);
        return handlers.get((first?.[0] as unknown as [unknown] | undefined)?.[0]) ?? '';
      };
      return { first: dispatch(FIRST), last: dispatch(LAST), missing: dispatch(MISSING) };
    },
    async 'cookie-parser'() {
      const { default: parser } = await import('cookie-parser');
      const { createHmac } = await import('node:crypto');
      const signature = createHmac('sha256', SECRET).update(USER).digest('base64').replace(/=+$/, '');
      const text = `s:${USER}.${signature}`;
      const unsigned = () => parser.signedCookie(text, SECRET);
      return { ticket: unsigned, 'ticket-md5': unsigned };
    },
    async 'cookies (koa)'() {
      const { default: Cookies } = await import('cookies');
      const { createHmac } = await import('node:crypto');
      const signature = createHmac('sha1', SECRET).update(`u=${USER}`).digest('base64url');
      const request = { headers: { cookie: `u=${USER}; u.sig=${signature}` } } as IncomingMessage;
      const response = { getHeader: () => undefined } as unknown as ServerResponse;
      const unsigned = () => new Cookies(request, response, { keys: [SECRET] }).get('u', { signed: true });
      return { ticket: unsigned, 'ticket-md5': unsigned };
    },
    async 'passport-http'() {
      const { DigestStrategy } = createRequire(import.meta.url)('passport-http') as PassportHttp;
      const ha1 = hash('MD5', `${USER}:site:x`);
      const nonce = 'n'.repeat(32);
      const headers = { authorization: credentials('MD5', nonce, ha1) };
      const strategy = new DigestStrategy(
        { realm: 'site', qop: 'auth' },
        (user, done) => done(null, user, { ha1 }),
        (_, done) => done(null, true),
      );
      let found = '';
      // The methods that passport adds to a strategy for each request.
      strategy.success = (user) => {
        found = user;
      };
      const digest = async () => {
        found = '';
        strategy.authenticate({ method: 'GET', url: '/a', headers });
        return found;
      };
      return { digest, 'digest-started': digest };
    },
    async 'the formula'() {
      const verified = (algorithm: 'MD5' | 'SHA-256') => {
        const ha1 = hash(algorithm, `${USER}:site:x`);
        const response = digestResponse(algorithm, 'nonce', ha1);
        return async () => (digestResponse(algorithm, 'nonce', ha1) === response ? USER : '');
      };
      return { digest: verified('MD5'), 'digest-sha256': verified('SHA-256') };
    },
  },
};

/** The part of passport-http that is used here. The package has no types. */
interface PassportHttp {
  DigestStrategy: new (
    options: { realm: string; qop: string },
    secret: (user: string, done: (error: null, user: string, password: { ha1: string }) => void) => void,
    validate: (parameters: unknown, done: (error: null, valid: boolean) => void) => void,
  ) => { success(user: string): void; authenticate(request: object): void };
}

function hash(algorithm: 'MD5' | 'SHA-256', text: string): string {
  return createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text)
    .digest('hex');
}

function digestResponse(algorithm: 'MD5' | 'SHA-256', nonce: string, ha1: string): string {
  return hash(algorithm, `${ha1}:${nonce}:00000001:c:auth:${hash(algorithm, 'GET:/a')}`);
}

function credentials(algorithm: 'MD5' | 'SHA-256', nonce: string, ha1: string): string {
  const response = digestResponse(algorithm, nonce, ha1);
  return `Digest username="${USER}", realm="site", nonce="${nonce}", uri="/a", algorithm=${algorithm}, qop=auth, nc=00000001, cnonce="c", response="${response}"`;
}
