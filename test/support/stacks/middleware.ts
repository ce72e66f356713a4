import * as all from '../../../src/middleware.ts';
import { Request } from '../../../src/request/request.ts';
import type { Middleware } from '../../../src/wsgi/contract.ts';
import { tap } from '../../../src/wsgi/tap.ts';
import type { Ledger } from './ledger.ts';

/** The data that a middleware of a stack needs. */
export interface StackContext {
  readonly ledger: Ledger;
  /** Receives the entries of the access log. */
  readonly log: (entry: all.LogEntry) => void;
}

type Maker = (context: StackContext) => Middleware;

const verify = (user: string, password: string) => password === `${user}'s`;

const counted: Maker =
  ({ ledger }) =>
  (app) =>
    tap(app, () => ({ end: ledger.open('a tap') }));

const spied: Maker =
  ({ ledger }) =>
  (app) =>
    tap(app, () => ({ end: ledger.open('a tap of chunks'), chunk: (bytes) => bytes }));

const inTransaction =
  (commitAt: 'head' | 'end'): Maker =>
  ({ ledger }) =>
    all.transaction({
      begin: () => ledger.open('a transaction'),
      commit: (end) => end(),
      rollback: (end) => end(),
      commitAt,
    });

/** A session that the inner application writes to. */
const used =
  (keep: Middleware): Maker =>
  () =>
  (app) =>
    keep(async (environ, startResponse) => {
      const session = await all.sessionOf<{ asked: number }>(new Request(environ));
      session.set('asked', (session.get('asked') ?? 0) + 1);
      return await app(environ, startResponse);
    });

/** Form authentication, for requests whose user is already known: others get its own page. */
const form: Maker = () => {
  const asking: Middleware = (app) =>
    all.session({ store: all.memoryStore() })(all.formAuth({ verify: () => true })(app));
  return all.multiAuth({
    methods: { form: asking, none: (app) => app },
    choose: ({ remoteUser }) => (remoteUser ? 'form' : 'none'),
    default: 'none',
  });
};

/** Every middleware, with options that accept the requests of the stacks; some with several variants. */
export const MIDDLEWARE: Readonly<Record<string, Maker>> = {
  counted,
  spied,
  accessLog: ({ log }) => all.accessLog({ write: (_line, entry) => log(entry) }),
  allowedHosts: () => all.allowedHosts(['site.example']),
  basicAuth: () => all.basicAuth({ realm: 'site', verify, optional: true }),
  bearerAuth: () => all.bearerAuth({ verify: (token) => token === 'good' && 'ada', optional: true }),
  bodyLimit: () => all.bodyLimit(1000),
  cacheControl: () => all.cacheControl({ maxAge: 60 }),
  canonicalHost: () => all.canonicalHost('site.example'),
  compress: () => all.compress({ threshold: 100 }),
  cookieSession: used(all.cookieSession({ secret: 'z'.repeat(32) })),
  cors: () => all.cors({ origins: ['https://other.example'] }),
  csrf: () => all.csrf({ trustedOrigins: ['https://other.example'] }),
  digestAuth: () =>
    all.multiAuth({
      methods: {
        digest: all.digestAuth({ realm: 'site', secret: 'x'.repeat(32), ha1: () => undefined }),
        none: (app) => app,
      },
      choose: ({ authorization }) => (authorization?.scheme === 'digest' ? 'digest' : 'none'),
      default: 'none',
    }),
  errorDocuments: () => all.errorDocuments({ '4xx': '/page', '5xx': '/page' }),
  errors: () => all.errors({ debug: false, log: { write() {} } }),
  'errors that report': () => all.errors({ debug: true, log: { write() {} } }),
  etag: () => all.etag(),
  'etag that is strong': () => all.etag({ weak: false }),
  formAuth: form,
  grantIp: () => all.grantIp({ '192.0.2.0/24': { roles: ['near'] } }),
  httpExceptions: () => all.httpExceptions(),
  httpsOnly: () => all.httpsOnly(),
  inFlight: ({ ledger }) => listing(ledger),
  ipFilter: () => all.ipFilter({ allow: ['192.0.2.0/24', '127.0.0.0/8'] }),
  methodOverride: () => all.methodOverride(),
  prefix: () => all.prefix({ prefix: '/mount' }),
  profile: () => all.profile({ when: () => false, write: () => {} }),
  rateLimit: () => all.rateLimit({ limit: 1000, window: 60_000 }),
  recursive: () => all.recursive(),
  rememberUser: () => all.rememberUser({ secret: 'w'.repeat(32) }),
  requestContext: () => all.requestContext(),
  requestId: () => all.requestId(),
  requireUser: () => all.requireUser({ status: 403 }),
  securityHeaders: () => all.securityHeaders({ contentSecurityPolicy: { nonce: true } }),
  serverTiming: () => all.serverTiming(),
  session: used(all.session({ store: all.memoryStore() })),
  ticketAuth: () => all.ticketAuth({ secret: 'y'.repeat(32), reissueAfter: 1 }),
  timeout: () => all.timeout(20_000),
  'timeout of bodies': () => all.timeout(20_000, { body: 20_000 }),
  trailingSlash: () => all.trailingSlash('remove'),
  transaction: inTransaction('head'),
  'transaction to the end': inTransaction('end'),
  trustedProxies: () => all.trustedProxies({ trust: ['loopback'] }),
};

function listing(ledger: Ledger): Middleware {
  const running = all.inFlight();
  ledger.watch(() => running.list());
  return running;
}
