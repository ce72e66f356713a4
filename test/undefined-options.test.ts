import { describe, expect, it } from 'vitest';
import * as cgi from '../src/cgi.ts';
import * as client from '../src/client.ts';
import * as cookies from '../src/cookies.ts';
import * as fetching from '../src/fetch.ts';
import * as core from '../src/index.ts';
import * as mw from '../src/middleware.ts';
import * as files from '../src/static.ts';
import * as testing from '../src/testing.ts';
import type { Application, ToApplication } from '../src/wsgi/contract.ts';

/** The names of the options that may be left out. */
type OptionalName<Options> = {
  [Name in keyof Options]-?: Record<never, never> extends Pick<Options, Name> ? Name : never;
}[keyof Options];

/** Each of these names with `undefined`, which the options must accept. */
type Absent<Options> = { readonly [Name in OptionalName<Options>]: undefined };

type Row = readonly [what: string, make: () => unknown, makeAbsent: () => unknown];

/** Calls a factory with its required options alone, and with all others as `undefined`. */
function row<Options>(
  what: string,
  absent: Absent<Options>,
  make: (absent: Absent<Options> | Record<never, never>) => unknown,
): Row {
  return [what, () => make({}), () => make(absent)];
}

/** Rows of options with which an application is made. */
function appRow<Options>(
  what: string,
  absent: Absent<Options>,
  make: (absent: Absent<Options> | Record<never, never>) => Application | ToApplication,
): Row {
  return row<Options>(what, absent, (given) => answersOf(make(given)));
}

/** What an application answers to a few requests, without what differs from time to time. */
async function answersOf(app: Application | ToApplication): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const url of ['http://example.com/404', 'https://example.com/']) {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const request = core.Request.blank(url, {
        method,
        remoteAddr: '127.0.0.1',
        acceptEncoding: 'gzip, br',
        headers: { Origin: 'https://other.example', 'Access-Control-Request-Method': 'PUT' },
        environ: { 'wsgi.errors': { write() {} } },
      });
      const { status, headers, ...response } = await request.send(mw.httpExceptions()(app));
      const fields = [...headers].map(([name, value]) => [name, value.replace(VARIABLE, '…')]);
      answers.push([url, method, status, fields, response]);
    }
  }
  return answers;
}

/** Identifiers, dates and other tokens that are new each time. */
const VARIABLE = /[\w+/=-]{16,}|\d\d:\d\d:\d\d/g;

/** The names with `undefined`. */
function absentOf<Name extends string>(...names: Name[]): { readonly [N in Name]: undefined } {
  return Object.fromEntries(names.map((name) => [name, undefined])) as { [N in Name]: undefined };
}

const hello = new core.Response('Hello', { contentType: 'text/plain', etag: 'v1' });
const secret = 'x'.repeat(32);
const now = undefined;

const counting = core.wsgify(async (request) => {
  (await mw.sessionOf(request)).set('a', 1);
  return 'counted';
});

const MIDDLEWARE: readonly Row[] = [
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

const FIELDS = absentOf(
  'age',
  'allow',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'contentLocation',
  'contentType',
  'date',
  'etag',
  'expires',
  'lastModified',
  'pragma',
  'retryAfter',
  'server',
  'vary',
  'wwwAuthenticate',
  'headers',
  'contentTypeParams',
  'charset',
);

const APPLICATIONS: readonly Row[] = [
  appRow<mw.CascadeOptions>('cascade', { catch: undefined }, (absent) =>
    mw.cascade([new core.HTTPNotFound(), hello], absent),
  ),
  appRow<mw.UrlMapOptions>('urlMap', { notFound: undefined }, (absent) => mw.urlMap({ '/a': hello }, absent)),
  appRow<files.FileInit>(
    'FileApp',
    { ...FIELDS, precompressed: undefined },
    (absent) => new files.FileApp('package.json', absent),
  ),
  appRow<files.DirectoryInit>(
    'DirectoryApp',
    {
      ...absentOf('precompressed', 'index', 'hideIndex', 'dotfiles', 'listing'),
      ...(({ etag: _, lastModified: __, ...fields }) => fields)(FIELDS),
    },
    (absent) => new files.DirectoryApp('docs', absent),
  ),
  appRow<Omit<core.ResponseInit, 'json'>>(
    'Response',
    {
      ...FIELDS,
      ...absentOf(
        'acceptRanges',
        'contentLength',
        'contentRange',
        'location',
        'status',
        'statusText',
        'statusLine',
      ),
      ...absentOf('headerList', 'jsonBody', 'body', 'appIter', 'conditionalResponse'),
    },
    (absent) => new core.Response('Hello', absent),
  ),
  appRow<core.HTTPExceptionInit>(
    'HTTPNotFound',
    absentOf(
      'detail',
      'explanation',
      'title',
      'status',
      'headers',
      'expose',
      'cause',
      'type',
      'instance',
      'extensions',
    ),
    (absent) => new core.HTTPNotFound(absent),
  ),
  appRow<core.EventsOptions>('Response.events', absentOf('heartbeat'), (absent) =>
    core.Response.events([{ data: 'a' }], absent),
  ),
  appRow<client.ProxyOptions>(
    'ProxyApp',
    absentOf('forwarded', 'timeout', 'agent'),
    (absent) => new client.ProxyApp('http://127.0.0.1:1', absent),
  ),
  appRow<client.SendRequestOptions>(
    'createSendRequest',
    absentOf('timeout', 'allowedHosts', 'agent'),
    (absent) => client.createSendRequest({ ...absent, allowedHosts: [] }),
  ),
  appRow<testing.LintOptions>('lint', absentOf('http', 'onWarning'), (absent) => testing.lint(hello, absent)),
  appRow<cgi.CGIOptions>(
    'CGIApp',
    absentOf(
      'args',
      'cwd',
      'env',
      'inheritEnv',
      'scriptFilename',
      'passAuthorization',
      'nph',
      'localRedirect',
      'timeout',
      'headTimeout',
      'maxHeadSize',
    ),
    (absent) => new cgi.CGIApp('/bin/false', absent),
  ),
  appRow<cgi.CGIDirectoryOptions>(
    'CGIDirectory',
    absentOf(
      'args',
      'env',
      'inheritEnv',
      'passAuthorization',
      'localRedirect',
      'timeout',
      'headTimeout',
      'maxHeadSize',
      'cwd',
      'interpreters',
      'nph',
    ),
    (absent) => new cgi.CGIDirectory('docs', absent),
  ),
  appRow<fetching.FetchHandlerOptions>('toFetchHandler', absentOf('mount', 'environ', 'onError'), (absent) =>
    fetching.fromFetchHandler(fetching.toFetchHandler(hello, absent)),
  ),
  appRow<mw.TicketCookieOptions>(
    'cookie of ticketAuth',
    absentOf('domain', 'path', 'httpOnly', 'sameSite', 'partitioned', 'secure'),
    (absent) =>
      mw.ticketAuth({ secret, cookie: absent })(
        core.wsgify(async (request) => {
          mw.ticketOf(request).issue('ada');
          return 'remembered';
        }),
      ),
  ),
  row<cookies.CookieOptions>(
    'serializeSetCookie',
    absentOf(
      'domain',
      'path',
      'maxAge',
      'expires',
      'secure',
      'httpOnly',
      'sameSite',
      'partitioned',
      'priority',
    ),
    (absent) => cookies.serializeSetCookie('a', '1', absent),
  ),
];

describe('an option that is undefined', () => {
  it.each([...MIDDLEWARE, ...APPLICATIONS])('is absent: %s', async (_what, make, makeAbsent) => {
    expect(await makeAbsent()).toEqual(await make());
  });
});
