/**
 * Header fields that make browsers treat a site more strictly: those of the package helmet, with its defaults.
 *
 * @module
 */
import {
  type CrossOriginEmbedderPolicy,
  type CrossOriginOpenerPolicy,
  type CrossOriginResourcePolicy,
  crossOriginEmbedderPolicy,
  crossOriginOpenerPolicy,
  crossOriginResourcePolicy,
} from '../../headers/cross-origin-policies.ts';
import type { Field } from '../../headers/grammar/field.ts';
import { type PermissionsInit, permissionsPolicy } from '../../headers/permissions-policy.ts';
import { type ReferrerPolicy, referrerPolicy } from '../../headers/referrer-policy.ts';
import {
  type StrictTransportSecurityInit,
  strictTransportSecurity,
} from '../../headers/strict-transport-security.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { exchangeOf } from '../../wsgi/exchange.ts';
import { changingFields } from '../../wsgi/start-response.ts';
import { readStatusLine } from '../../wsgi/status.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { fieldOf } from '../field-of.ts';
import { type ContentPolicyOptions, policyWriter } from './content-policy.ts';
import { makeNonce } from './nonce.ts';

/** Options of {@link securityHeaders}; `false` omits a field. */
export interface SecurityHeadersOptions {
  /** Changes to helmet's policy. */
  readonly contentSecurityPolicy?: false | ContentPolicyOptions | undefined;
  /** Defaults to `false`. */
  readonly crossOriginEmbedderPolicy?: false | CrossOriginEmbedderPolicy | undefined;
  /** Defaults to `'same-origin'`. */
  readonly crossOriginOpenerPolicy?: false | CrossOriginOpenerPolicy | undefined;
  /** Defaults to `'same-origin'`. */
  readonly crossOriginResourcePolicy?: false | CrossOriginResourcePolicy | undefined;
  /** `Origin-Agent-Cluster: ?1`. Defaults to true. */
  readonly originAgentCluster?: boolean | undefined;
  /** Defaults to `false`. */
  readonly permissionsPolicy?: false | PermissionsInit | undefined;
  /** Defaults to `'no-referrer'`. */
  readonly referrerPolicy?: false | ReferrerPolicy | undefined;
  /** Sent over https only. Defaults to a year, including subdomains. */
  readonly strictTransportSecurity?: false | StrictTransportSecurityInit | undefined;
  /** `X-Content-Type-Options: nosniff`. Defaults to true. */
  readonly xContentTypeOptions?: boolean | undefined;
  /** Defaults to `'off'`. */
  readonly xDnsPrefetchControl?: false | 'on' | 'off' | undefined;
  /** `X-Download-Options: noopen`. Defaults to true. */
  readonly xDownloadOptions?: boolean | undefined;
  /** Defaults to `'SAMEORIGIN'`. */
  readonly xFrameOptions?: false | 'SAMEORIGIN' | 'DENY' | undefined;
  /** Defaults to `'none'`. */
  readonly xPermittedCrossDomainPolicies?:
    | false
    | 'none'
    | 'master-only'
    | 'by-content-type'
    | 'all'
    | undefined;
  /** `X-XSS-Protection: 0`, which disables a filter of old browsers that did more harm than good. Defaults to true. */
  readonly xXssProtection?: boolean | undefined;
}

const YEAR = 31_536_000;

/** The type of each option except `false`. */
type Given = {
  readonly [Name in Exclude<
    keyof SecurityHeadersOptions,
    'contentSecurityPolicy' | 'strictTransportSecurity'
  >]-?: Exclude<SecurityHeadersOptions[Name], undefined | false>;
};

type GivenOptions = { readonly [Name in keyof Given]?: Given[Name] | false | undefined };
type Writer<Value> = Pick<Field<unknown, Value>, 'name' | 'format'>;

const RULES: readonly ((options: GivenOptions) => HeaderList)[] = [
  rule('crossOriginOpenerPolicy', crossOriginOpenerPolicy, 'same-origin'),
  rule('crossOriginResourcePolicy', crossOriginResourcePolicy, 'same-origin'),
  rule('crossOriginEmbedderPolicy', crossOriginEmbedderPolicy, false),
  rule('originAgentCluster', flag('Origin-Agent-Cluster', '?1'), true),
  rule('permissionsPolicy', permissionsPolicy, false),
  rule('referrerPolicy', referrerPolicy, 'no-referrer'),
  rule('xContentTypeOptions', flag('X-Content-Type-Options', 'nosniff'), true),
  rule('xDnsPrefetchControl', oneOf('X-DNS-Prefetch-Control', 'off', 'on'), 'off'),
  rule('xDownloadOptions', flag('X-Download-Options', 'noopen'), true),
  rule('xFrameOptions', oneOf('X-Frame-Options', 'SAMEORIGIN', 'DENY'), 'SAMEORIGIN'),
  rule(
    'xPermittedCrossDomainPolicies',
    oneOf('X-Permitted-Cross-Domain-Policies', 'none', 'master-only', 'by-content-type', 'all'),
    'none',
  ),
  rule('xXssProtection', flag('X-XSS-Protection', '0'), true),
];

/**
 * Sends helmet's fields with every response, except those that the application has set itself.
 * `Strict-Transport-Security` is sent over https only (RFC 6797, section 7.2).
 *
 * With `contentSecurityPolicy: { nonce: true }` each response has its own nonce, which the page gets from
 * `nonceOf(request)`. A 304 is then sent without a policy, because its nonce would differ from that of the cached
 * page.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const app = securityHeaders({ xFrameOptions: 'DENY' })(new Response('Hello'));
 * const response = await Request.blank('/').send(app);
 * response.headers.get('X-Frame-Options'); // 'DENY'
 * response.headers.get('X-Content-Type-Options'); // 'nosniff'
 * ```
 */
export function securityHeaders(options: SecurityHeadersOptions = {}): AppMiddleware {
  assertOptions('securityHeaders', options, {
    contentSecurityPolicy: true,
    strictTransportSecurity: true,
    crossOriginEmbedderPolicy: true,
    crossOriginOpenerPolicy: true,
    crossOriginResourcePolicy: true,
    originAgentCluster: true,
    permissionsPolicy: true,
    referrerPolicy: true,
    xContentTypeOptions: true,
    xDnsPrefetchControl: true,
    xDownloadOptions: true,
    xFrameOptions: true,
    xPermittedCrossDomainPolicies: true,
    xXssProtection: true,
  });
  const policy = policyWriter(options.contentSecurityPolicy);
  const fields = RULES.flatMap((write) => write(options));
  const { strictTransportSecurity: hsts = { maxAge: YEAR, includeSubDomains: true } } = options;
  const secure = hsts && strictTransportSecurity.format(hsts);
  const secureFields: HeaderList = secure ? [...fields, [strictTransportSecurity.name, secure]] : fields;
  const names = new Set([...secureFields, ...(policy ? [policy.field(undefined)] : [])].map(keyOf));
  return middleware((app) => (environ, startResponse) => {
    const nonce = policy?.hasNonce ? makeNonce(exchangeOf(environ).notes) : undefined;
    const always = environ['wsgi.url_scheme'] === 'https' ? secureFields : fields;
    const secured = (given: HeaderList, status: string) => {
      const isKept = nonce !== undefined && readStatusLine(status)?.code === 304;
      const set = given.map(keyOf).filter((key) => names.has(key));
      const headers = [...given];
      const add = (field: HeaderList[number]) => {
        if (set.length === 0 || !set.includes(keyOf(field))) headers.push([field[0], field[1]]);
      };
      always.forEach(add);
      if (policy && !isKept) add(policy.field(nonce));
      return headers;
    };
    return app(environ, changingFields(startResponse, secured));
  });
}

/** What a field is known by. */
function keyOf(field: HeaderList[number]): string {
  return field[0].toLowerCase();
}

function rule<Name extends keyof Given>(
  name: Name,
  field: Writer<Given[Name]>,
  usual: Given[Name] | false,
): (options: GivenOptions) => HeaderList {
  return (options) => {
    const value: Given[Name] | false = options[name] ?? usual;
    return value === false ? [] : fieldOf(field, value);
  };
}

function flag(name: string, text: string): Writer<boolean> {
  return {
    name,
    format(value) {
      if (value === true) return text;
      throw new TypeError(`${name} is sent or left out: give true or false, not ${String(value)}`);
    },
  };
}

function oneOf<Value extends string>(name: string, ...values: readonly Value[]): Writer<Value> {
  return {
    name,
    format(value) {
      if (values.includes(value)) return value;
      throw new TypeError(`${name} must be one of ${values.join(', ')}, or false: ${String(value)}`);
    },
  };
}
