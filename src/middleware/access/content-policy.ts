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
import { kindOf } from '../../wsgi/kind-of.ts';

/**
 * Directives by name, `'script-src'` or `scriptSrc`, each replacing helmet's of that name; `false` removes one.
 */
export interface ContentPolicyOptions {
  /** Whether scripts with the response's nonce are allowed, and styles too unless all of them already are. */
  readonly nonce?: boolean | undefined;
  /** Whether browsers only report violations of the policy. */
  readonly reportOnly?: boolean | undefined;
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
/** A placeholder for the nonce. */
const PLACE = 'nonce-of-the-response';

/**
 * The writer of the policy; `undefined` for none.
 *
 * @throws TypeError when a directive is malformed.
 */
export function policyWriter(options: ContentPolicyOptions | false = {}): PolicyWriter | undefined {
  if (options === false) return undefined;
  if (typeof options !== 'object') {
    throw new TypeError(
      `contentSecurityPolicy takes directives by name, such as { imgSrc: ["'self'"] }, not ${kindOf(options)}`,
    );
  }
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

/** Next to a nonce, a source that allows all inline content would have no effect. */
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
