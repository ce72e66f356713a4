/**
 * The Content-Security-Policy that `securityHeaders` sends (Content Security Policy Level 3).
 *
 * @module
 */
import {
  ContentSecurityPolicy,
  contentSecurityPolicy,
  contentSecurityPolicyReportOnly,
} from '../../headers/content-security-policy.ts';
import type { Names } from '../../headers/grammar/checks.ts';
import { namesOf } from '../../headers/grammar/checks.ts';

/**
 * Directives by their names, `'script-src'` or `scriptSrc`, each instead of helmet's of that name; `false` leaves one out.
 */
export interface ContentPolicyOptions {
  /** Whether scripts, and styles where not all of them are allowed, may have the nonce of the response. */
  readonly nonce?: boolean;
  /** Whether browsers shall only report what the policy forbids. */
  readonly reportOnly?: boolean;
  readonly [directive: string]: Names | boolean | undefined;
}

/** Writes the policy. */
export interface PolicyWriter {
  readonly hasNonce: boolean;
  field(nonce: string | undefined): [name: string, value: string];
}

const HELMETS: Readonly<Record<string, Names>> = {
  'default-src': ["'self'"],
  'base-uri': ["'self'"],
  'font-src': ["'self'", 'https:', 'data:'],
  'form-action': ["'self'"],
  'frame-ancestors': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'script-src': ["'self'"],
  'script-src-attr': ["'none'"],
  'style-src': ["'self'", 'https:', "'unsafe-inline'"],
  'upgrade-insecure-requests': [],
};

const WITH_NONCE = ['script-src', 'script-src-elem', 'style-src', 'style-src-elem'];
/** Stands for the nonce until there is one. */
const PLACE = 'nonce-of-the-response';

/**
 * What writes the policy; `undefined` for none.
 *
 * @throws TypeError when a directive is malformed.
 */
export function policyWriter(options: ContentPolicyOptions | false = {}): PolicyWriter | undefined {
  if (options === false) return undefined;
  const { nonce: hasNonce = false, reportOnly = false, ...changes } = options;
  const directives = new Map(Object.entries(HELMETS));
  for (const [given, values] of Object.entries(changes)) {
    const name = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (values === false) directives.delete(name);
    else if (values === true) directives.set(name, []);
    else if (values !== undefined) directives.set(name, values);
  }
  if (hasNonce) addNonce(directives);
  const { name } = reportOnly ? contentSecurityPolicyReportOnly : contentSecurityPolicy;
  const text = String(new ContentSecurityPolicy(directives));
  return { hasNonce, field: (nonce) => [name, nonce === undefined ? text : text.replaceAll(PLACE, nonce)] };
}

/** A source of all inline content would count for nothing beside a nonce. */
function addNonce(directives: Map<string, Names>): void {
  if (!directives.has('script-src')) {
    directives.set('script-src', directives.get('default-src') ?? ["'self'"]);
  }
  for (const name of WITH_NONCE) {
    const values = directives.get(name);
    if (values === undefined) continue;
    const sources = namesOf(values, `value of ${name}`).filter((source) => source !== "'none'");
    if (!sources.includes("'unsafe-inline'")) directives.set(name, [...sources, `'nonce-${PLACE}'`]);
  }
}
