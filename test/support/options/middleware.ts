import * as core from '../../../src/index.ts';
import * as mw from '../../../src/middleware.ts';
import { appRow, hello, type Row, secret } from './row.ts';

const now = undefined;

const counting = core.wsgify(async (request) => {
  (await mw.sessionOf(request)).set('a', 1);
  return 'counted';
});

export const MIDDLEWARE: readonly Row[] = [
  appRow<mw.AccessLogOptions>(
    'accessLog',
    {
      format: undefined,
      write: undefined,
      skip: undefined,
      time: undefined,
      utc: undefined,
      query: undefined,
      now,
    },
    (absent) => mw.accessLog({ ...absent, skip: () => true })(hello),
  ),
  appRow<mw.BasicAuthOptions>('basicAuth', { optional: undefined }, (absent) =>
    mw.basicAuth({ realm: 'a', verify: () => false, ...absent })(hello),
  ),
  appRow<mw.BearerAuthOptions>('bearerAuth', { realm: undefined, optional: undefined }, (absent) =>
    mw.bearerAuth({ verify: () => false, ...absent })(hello),
  ),
  appRow<mw.DigestAuthOptions>(
    'digestAuth',
    {
      algorithms: undefined,
      qop: undefined,
      userhash: undefined,
      nonceLifetime: undefined,
      store: undefined,
      now,
    },
    (absent) => mw.digestAuth({ realm: 'a', secret, ha1: () => undefined, ...absent })(hello),
  ),
  appRow<mw.FormAuthOptions>(
    'formAuth',
    { page: undefined, fields: undefined, session: undefined },
    (absent) =>
      mw.pipeline(
        hello,
        mw.session({ store: mw.memoryStore() }),
        mw.formAuth({ verify: () => false, ...absent }),
      ),
  ),
  appRow<mw.LoginFields>('fields of formAuth', { user: undefined, password: undefined }, (absent) =>
    mw.pipeline(
      hello,
      mw.session({ store: mw.memoryStore() }),
      mw.formAuth({ verify: () => false, fields: absent }),
    ),
  ),
  appRow<mw.GrantIpOptions>('grantIp', { clobberUser: undefined }, (absent) =>
    mw.grantIp({ '127.0.0.1': { user: 'ada' } }, absent)(hello),
  ),
  appRow<mw.Grant>('a grant', { user: undefined, roles: undefined }, (absent) =>
    mw.grantIp({ '127.0.0.1': absent })(hello),
  ),
  appRow<mw.RememberUserOptions>(
    'rememberUser',
    { keys: undefined, maxAge: undefined, renew: undefined, cookie: undefined, now },
    (absent) => mw.rememberUser({ secret, ...absent })(hello),
  ),
  appRow<mw.RequireUserOptions>('requireUser', { roles: undefined, status: undefined }, (absent) =>
    mw.requireUser(absent)(hello),
  ),
  appRow<mw.TicketAuthOptions>(
    'ticketAuth',
    {
      digest: undefined,
      userIdEncoding: undefined,
      base64: undefined,
      cookieName: undefined,
      includeIp: undefined,
      expiresAfter: undefined,
      reissueAfter: undefined,
      maxAge: undefined,
      logoutPath: undefined,
      cookie: undefined,
      now,
    },
    (absent) => mw.ticketAuth({ secret, ...absent })(hello),
  ),
  appRow<mw.CorsOptions>(
    'cors',
    {
      credentials: undefined,
      methods: undefined,
      allowHeaders: undefined,
      exposeHeaders: undefined,
      maxAge: undefined,
    },
    (absent) => mw.cors({ origins: ['https://other.example'], ...absent })(hello),
  ),
  appRow<mw.CsrfOptions>(
    'csrf',
    { trustedOrigins: undefined, allow: undefined, missing: undefined },
    (absent) => mw.csrf(absent)(hello),
  ),
  appRow<mw.HttpsOnlyOptions>('httpsOnly', { hsts: undefined, port: undefined }, (absent) =>
    mw.httpsOnly(absent)(hello),
  ),
  appRow<Exclude<mw.HttpsOnlyOptions['hsts'], false | undefined>>(
    'hsts of httpsOnly',
    { maxAge: undefined, includeSubDomains: undefined, preload: undefined },
    (absent) => mw.httpsOnly({ hsts: absent })(hello),
  ),
  appRow<mw.IpFilterOptions>('ipFilter', { allow: undefined, deny: undefined }, (absent) =>
    mw.ipFilter({ ...absent, deny: ['192.0.2.1'] })(hello),
  ),
  appRow<mw.MethodOverrideOptions>('methodOverride', { from: undefined, allow: undefined }, (absent) =>
    mw.methodOverride(absent)(hello),
  ),
  appRow<mw.PrefixOptions>(
    'prefix',
    { prefix: undefined, scheme: undefined, forcePort: undefined, trust: undefined },
    (absent) => mw.prefix({ ...absent, prefix: '/a' })(hello),
  ),
  appRow<mw.RateLimitOptions>(
    'rateLimit',
    {
      key: undefined,
      store: undefined,
      algorithm: undefined,
      headers: undefined,
      cost: undefined,
      skip: undefined,
      onStoreError: undefined,
      now,
    },
    (absent) => mw.rateLimit({ limit: 100, window: 60_000, ...absent })(hello),
  ),
  appRow<mw.SecurityHeadersOptions>(
    'securityHeaders',
    {
      contentSecurityPolicy: undefined,
      crossOriginEmbedderPolicy: undefined,
      crossOriginOpenerPolicy: undefined,
      crossOriginResourcePolicy: undefined,
      originAgentCluster: undefined,
      permissionsPolicy: undefined,
      referrerPolicy: undefined,
      strictTransportSecurity: undefined,
      xContentTypeOptions: undefined,
      xDnsPrefetchControl: undefined,
      xDownloadOptions: undefined,
      xFrameOptions: undefined,
      xPermittedCrossDomainPolicies: undefined,
      xXssProtection: undefined,
    },
    (absent) => mw.securityHeaders(absent)(hello),
  ),
  appRow<mw.TimeoutOptions>('timeout', { body: undefined }, (absent) => mw.timeout(1000, absent)(hello)),
  appRow<Extract<mw.TrustedProxiesOptions, { trust: unknown }>>(
    'trustedProxies',
    { headers: undefined, use: undefined },
    (absent) => mw.trustedProxies({ trust: ['loopback'], ...absent })(hello),
  ),
  appRow<mw.CacheControlOptions>('cacheControl', { types: undefined }, (absent) =>
    mw.cacheControl({ maxAge: 5 }, absent)(hello),
  ),
  appRow<mw.CompressOptions>(
    'compress',
    { codings: undefined, threshold: undefined, level: undefined, filter: undefined, types: undefined },
    (absent) => mw.compress(absent)(new core.Response('Hello '.repeat(1000))),
  ),
  appRow<NonNullable<mw.CompressOptions['level']>>(
    'level of compress',
    { br: undefined, gzip: undefined, deflate: undefined, zstd: undefined },
    (absent) => mw.compress({ level: absent })(new core.Response('Hello '.repeat(1000))),
  ),
  appRow<mw.EtagMiddlewareOptions>('etag', { weak: undefined, maxBody: undefined }, (absent) =>
    mw.etag(absent)(new core.Response('Hello')),
  ),
  appRow<mw.ErrorDocumentsOptions>('errorDocuments', { statusOf: undefined, types: undefined }, (absent) =>
    mw.pipeline(
      core.wsgify((request) => (request.path === '/404' ? 'page' : new core.HTTPNotFound())),
      mw.recursive(),
      mw.errorDocuments({ 404: '/404' }, absent),
    ),
  ),
  appRow<mw.ErrorsOptions>(
    'errors',
    { debug: undefined, report: undefined, page: undefined, log: undefined },
    (absent) =>
      mw.errors({ ...absent, report: () => {} })(core.wsgify(() => Promise.reject(new Error('no')))),
  ),
  appRow<mw.RequestIdOptions>(
    'requestId',
    { header: undefined, accept: undefined, generate: undefined, trace: undefined },
    (absent) => mw.requestId(absent)(hello),
  ),
  appRow<mw.TransactionOptions<object>>(
    'transaction',
    { isFailure: undefined, commitAt: undefined },
    (absent) => mw.transaction({ begin: () => ({}), commit() {}, rollback() {}, ...absent })(hello),
  ),
  appRow<mw.SessionOptions>(
    'session',
    {
      cookie: undefined,
      maxAge: undefined,
      absolute: undefined,
      touchEvery: undefined,
      now,
      timeout: undefined,
      secret: undefined,
      genId: undefined,
    },
    (absent) => mw.session({ store: mw.memoryStore(), ...absent })(counting),
  ),
  appRow<mw.CookieSessionOptions>(
    'cookieSession',
    {
      encrypt: undefined,
      maxBytes: undefined,
      cookie: undefined,
      maxAge: undefined,
      absolute: undefined,
      touchEvery: undefined,
      now,
    },
    (absent) => mw.cookieSession({ secret, ...absent })(counting),
  ),
  appRow<NonNullable<mw.SessionOptions['cookie']>>(
    'cookie of session',
    {
      name: undefined,
      secure: undefined,
      path: undefined,
      domain: undefined,
      sameSite: undefined,
      httpOnly: undefined,
      partitioned: undefined,
    },
    (absent) => mw.session({ store: mw.memoryStore(), cookie: absent })(counting),
  ),
  appRow<mw.MemoryStoreOptions>('memoryStore', { max: undefined }, (absent) =>
    mw.session({ store: mw.memoryStore(absent) })(counting),
  ),
  appRow<mw.MemoryNoncesOptions>('memoryNonces', { max: undefined, now }, (absent) =>
    mw.digestAuth({ realm: 'a', secret, ha1: () => undefined, store: mw.memoryNonces(absent) })(hello),
  ),
];
