/**
 * The built-in middleware that controls access, by name.
 *
 * @module
 */
import type {
  CrossOriginEmbedderPolicy,
  CrossOriginOpenerPolicy,
  CrossOriginResourcePolicy,
} from '../../../headers/cross-origin-policies.ts';
import type { ReferrerPolicy } from '../../../headers/referrer-policy.ts';
import type { OriginTest } from '../../../middleware/access/cors.ts';
import type { CounterStore } from '../../../middleware/access/counter-store.ts';
import type { CsrfOptions } from '../../../middleware/access/csrf.ts';
import type { RateLimitOptions } from '../../../middleware/access/rate-limit.ts';
import { filter, type NamedBuiltIns } from '../built-in.ts';
import { groupOrFalse, needed, type Read } from '../options.ts';
import {
  boolean,
  callable,
  either,
  exported,
  integer,
  oneOf,
  port,
  someOf,
  text,
  word,
  words,
} from '../readers.ts';

/** Origins, `*`, or a function exported by a module. */
const origins: Read<'*' | string[] | OriginTest> = (value, here) => {
  if (/^(?:file|npm):/i.test(value)) return callable<OriginTest>()(value, here);
  return either('*', words)(value, here);
};
const hsts = groupOrFalse({ maxAge: integer, includeSubDomains: boolean, preload: boolean });
const strict = groupOrFalse({ maxAge: needed(integer), includeSubDomains: boolean, preload: boolean });
/** The sources of a directive; `true` means a directive without sources, `false` no directive. */
const sources: Read<boolean | string[]> = (value, here) =>
  /^(?:true|false)$/.test(value) ? boolean(value, here) : words(value, here);

export const ACCESS = {
  'allowed-hosts': filter({ hosts: needed(words) }, async ({ hosts }) =>
    (await import('../../../middleware/access/allowed-hosts.ts')).allowedHosts(hosts),
  ),
  'body-limit': filter({ bytes: needed(integer) }, async ({ bytes }) =>
    (await import('../../../middleware/access/body-limit.ts')).bodyLimit(bytes),
  ),
  'canonical-host': filter({ host: needed(text) }, async ({ host }) =>
    (await import('../../../middleware/access/canonical-host.ts')).canonicalHost(host),
  ),
  cors: filter(
    {
      origins: needed(origins),
      credentials: boolean,
      methods: words,
      allowHeaders: either('reflect', words),
      exposeHeaders: words,
      maxAge: integer,
    },
    async (options) => (await import('../../../middleware/access/cors.ts')).cors(options),
  ),
  csrf: filter(
    {
      trustedOrigins: words,
      allow: callable<NonNullable<CsrfOptions['allow']>>(),
      missing: oneOf('allow', 'deny', 'token'),
    },
    async (options) => (await import('../../../middleware/access/csrf.ts')).csrf(options),
  ),
  'https-only': filter({ hsts, port }, async (options) =>
    (await import('../../../middleware/access/https-only.ts')).httpsOnly(options),
  ),
  'ip-filter': filter({ allow: words, deny: words }, async (options) =>
    (await import('../../../middleware/access/ip-filter.ts')).ipFilter(options),
  ),
  'method-override': filter({ from: words, allow: words }, async (options) =>
    (await import('../../../middleware/access/method-override.ts')).methodOverride(options),
  ),
  prefix: filter(
    { prefix: text, scheme: oneOf('http', 'https'), forcePort: either('default', port), trust: words },
    async (options) => (await import('../../../middleware/access/prefix.ts')).prefix(options),
  ),
  'rate-limit': filter(
    {
      limit: needed(integer),
      window: needed(integer),
      key: callable<NonNullable<RateLimitOptions['key']>>(),
      store: exported<CounterStore>('hit'),
      algorithm: oneOf('sliding', 'fixed'),
      headers: either(false, oneOf('draft-8', 'legacy')),
      cost: callable<NonNullable<RateLimitOptions['cost']>>(),
      skip: callable<NonNullable<RateLimitOptions['skip']>>(),
      onStoreError: oneOf('allow', 'deny'),
    },
    async (options) => (await import('../../../middleware/access/rate-limit.ts')).rateLimit(options),
  ),
  'security-headers': filter(
    {
      contentSecurityPolicy: groupOrFalse({ nonce: boolean, reportOnly: boolean }, sources),
      crossOriginEmbedderPolicy: either(false, word<CrossOriginEmbedderPolicy>()),
      crossOriginOpenerPolicy: either(false, word<CrossOriginOpenerPolicy>()),
      crossOriginResourcePolicy: either(false, word<CrossOriginResourcePolicy>()),
      originAgentCluster: boolean,
      permissionsPolicy: groupOrFalse({}, words),
      referrerPolicy: either(false, word<ReferrerPolicy>()),
      strictTransportSecurity: strict,
      xContentTypeOptions: boolean,
      xDnsPrefetchControl: either(false, oneOf('on', 'off')),
      xDownloadOptions: boolean,
      xFrameOptions: either(false, oneOf('SAMEORIGIN', 'DENY')),
      xPermittedCrossDomainPolicies: either(false, oneOf('none', 'master-only', 'by-content-type', 'all')),
      xXssProtection: boolean,
    },
    async (options) =>
      (await import('../../../middleware/access/security-headers.ts')).securityHeaders(options),
  ),
  timeout: filter({ milliseconds: needed(integer), body: integer }, async ({ milliseconds, ...options }) =>
    (await import('../../../middleware/access/timeout.ts')).timeout(milliseconds, options),
  ),
  'trailing-slash': filter({ rule: needed(oneOf('add', 'remove')) }, async ({ rule }) =>
    (await import('../../../middleware/access/trailing-slash.ts')).trailingSlash(rule),
  ),
  'trusted-proxies': filter(
    {
      trust: words,
      hops: integer,
      headers: oneOf('x-forwarded', 'forwarded'),
      // `use` already names the section's factory.
      parts: someOf('for', 'proto', 'host', 'port', 'prefix'),
    },
    async ({ trust = [], hops, parts: use, ...others }) => {
      const { trustedProxies } = await import('../../../middleware/access/trusted-proxies.ts');
      const options = { ...others, ...(use && { use }) };
      return trustedProxies(hops === undefined ? { ...options, trust } : { ...options, hops });
    },
  ),
} satisfies NamedBuiltIns;
