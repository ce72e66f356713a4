/**
 * `Content-Security-Policy` and `Content-Security-Policy-Report-Only`: what a page may load and do (Content
 * Security Policy Level 3, section 2.2).
 *
 * @module
 */
import type { PairsInit } from '../collections/pairs.ts';
import { listOf, type Names, namesOf, pairsIn, shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';

const SPACES = /[\t\n\f\r ]+/;
const READABLE = /^[\t\n\f\r\x20-\x7e]*$/;
const WORD = /^[!-+\x2d-:<-~]+$/;

/** Directives by name; a string is a list of one value. */
export type PolicyDirectives = PairsInit<Names>;

/**
 * A policy. Immutable.
 *
 * A header can hold several policies, separated by commas, and all of them apply. This class is the first of them,
 * and {@link others} holds the rest, so that a policy that is changed and written keeps them.
 *
 * @example
 * ```ts
 * const policy = ContentSecurityPolicy.parse("default-src 'self'; IMG-SRC * data:; img-src 'none'");
 * policy?.directives.get('img-src'); // ['*', 'data:']
 * String(policy?.with({ 'img-src': undefined, 'script-src': ["'self'", "'nonce-r4nd0m'"] })); // "default-src 'self'; script-src 'self' 'nonce-r4nd0m'"
 * String(new ContentSecurityPolicy({ 'upgrade-insecure-requests': [] })); // 'upgrade-insecure-requests'
 * ```
 */
export class ContentSecurityPolicy {
  /** The values of each directive, by its lower-case name. */
  readonly directives: ReadonlyMap<string, readonly string[]>;
  /** The policies after this one in the header. */
  readonly others: readonly ContentSecurityPolicy[];

  /**
   * @throws TypeError when there is no directive, when one is repeated, or when a name or a value is not printable
   * ASCII without spaces, commas and semicolons.
   */
  constructor(directives: PolicyDirectives, others: Iterable<ContentSecurityPolicy> = []) {
    this.directives = directivesFrom(directives);
    this.others = listOf(others, 'list of policies').flatMap((policy) => {
      const only = ContentSecurityPolicy.from(policy);
      return [new ContentSecurityPolicy(only.directives), ...only.others];
    });
  }

  /**
   * Reads the header; `undefined` when it is absent or has no directive. If a directive is repeated, the first
   * counts.
   */
  static parse(value: string | undefined): ContentSecurityPolicy | undefined {
    const policies = (value ?? '').split(',').map(readDirectives);
    const [first, ...others] = policies.filter(({ size }) => size > 0);
    return (
      first &&
      new ContentSecurityPolicy(
        first,
        others.map((directives) => new ContentSecurityPolicy(directives)),
      )
    );
  }

  /**
   * Coerces to a policy: a ContentSecurityPolicy, header text, or directives.
   *
   * @throws TypeError when the text has no directive, and as the constructor does.
   */
  static from(value: ContentSecurityPolicy | PolicyDirectives | string): ContentSecurityPolicy {
    if (value instanceof ContentSecurityPolicy) return value;
    if (typeof value !== 'string') return new ContentSecurityPolicy(value);
    const policy = ContentSecurityPolicy.parse(value);
    if (!policy) {
      throw new TypeError(`invalid Content-Security-Policy: ${shown(value)}; give at least one directive`);
    }
    return policy;
  }

  /**
   * This policy with some directives changed, in their old places; `undefined` drops a directive.
   *
   * @throws TypeError as the constructor does.
   */
  with(changes: Readonly<Record<string, Names | undefined>>): ContentSecurityPolicy {
    const directives = new Map<string, Names>(this.directives);
    for (const [name, values] of Object.entries(changes)) {
      if (values === undefined) directives.delete(name.toLowerCase());
      else directives.set(name.toLowerCase(), values);
    }
    return new ContentSecurityPolicy(directives, this.others);
  }

  /** The header value. */
  toString(): string {
    const directives = Array.from(this.directives, ([name, values]) => [name, ...values].join(' '));
    return [directives.join('; '), ...this.others].join(', ');
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/**
 * The field: the policies that a browser enforces. `undefined` when it is absent or has no directive.
 *
 * @example
 * ```ts
 * contentSecurityPolicy.format({ 'default-src': "'self'", 'img-src': ['*', 'data:'] }); // "default-src 'self'; img-src * data:"
 * ```
 */
export const contentSecurityPolicy = policyField('Content-Security-Policy');

/** The field: the policies whose violations a browser only reports. */
export const contentSecurityPolicyReportOnly = policyField('Content-Security-Policy-Report-Only');

function policyField(
  name: string,
): Field<ContentSecurityPolicy | undefined, ContentSecurityPolicy | PolicyDirectives | string> {
  return {
    name,
    parse: ContentSecurityPolicy.parse,
    format: (value) => String(ContentSecurityPolicy.from(value)),
  };
}

function directivesFrom(given: PolicyDirectives): ReadonlyMap<string, readonly string[]> {
  const directives = new Map<string, readonly string[]>();
  for (const [givenName, givenValues] of pairsIn(given, 'Content-Security-Policy')) {
    const name = givenName.toLowerCase();
    if (directives.has(name)) {
      throw new TypeError(`the directive ${name} is repeated; give all its values in one list`);
    }
    const values = namesOf(givenValues, `value of ${name}`);
    const wrong = [name, ...values].find((word) => !WORD.test(word));
    if (wrong !== undefined) {
      throw new TypeError(
        `invalid directive ${name}: ${shown(wrong)} has a space, a comma, a semicolon or a character beyond ASCII; give a list of values`,
      );
    }
    directives.set(name, values);
  }
  if (directives.size === 0) {
    throw new TypeError('invalid Content-Security-Policy: give at least one directive');
  }
  return directives;
}

function readDirectives(policy: string): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  for (const directive of policy.split(';')) {
    if (!READABLE.test(directive)) continue;
    const [name = '', ...values] = directive.split(SPACES).filter((word) => word !== '');
    if (name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), values);
  }
  return directives;
}
