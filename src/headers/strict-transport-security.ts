/**
 * `Strict-Transport-Security`: makes browsers use HTTPS only (RFC 6797, section 6.1).
 *
 * @module
 */
import { assertOptions, assertWhole, shown } from './grammar/checks.ts';
import { parseDeltaSeconds } from './grammar/delta-seconds.ts';
import type { Field } from './grammar/field.ts';
import { isToken, splitOutsideQuotes } from './grammar/field-value.ts';
import { readParam } from './grammar/params.ts';

const FLAGS = ['includeSubDomains', 'preload'] as const;

/** The directives of the header. */
export interface StrictTransportSecurity {
  /** Seconds for which the policy holds; 0 ends it. */
  readonly maxAge: number;
  /** Whether the policy holds for all subdomains. */
  readonly includeSubDomains: boolean;
  /** Whether the site asks to be in the lists that browsers ship with. */
  readonly preload: boolean;
}

/** What the header is written from. */
export interface StrictTransportSecurityInit {
  /** Seconds for which browsers use HTTPS only. */
  readonly maxAge: number;
  /** Defaults to `false`. */
  readonly includeSubDomains?: boolean | undefined;
  /** Defaults to `false`. */
  readonly preload?: boolean | undefined;
}

/**
 * The field. `undefined` when it is absent or malformed: without a number for `max-age`, with a directive that is
 * repeated or malformed, or with a value for a directive that takes none. Unknown directives are ignored. Writing
 * throws a RangeError for a `maxAge` that is negative or not whole.
 *
 * @example
 * ```ts
 * strictTransportSecurity.parse('max-age=31536000; includeSubDomains'); // { maxAge: 31536000, includeSubDomains: true, preload: false }
 * strictTransportSecurity.parse('max-age=1; max-age=2'); // undefined
 * strictTransportSecurity.format({ maxAge: 60, preload: true }); // 'max-age=60; preload'
 * ```
 */
export const strictTransportSecurity: Field<
  StrictTransportSecurity | undefined,
  StrictTransportSecurityInit
> = {
  name: 'Strict-Transport-Security',
  parse(value) {
    const directives = readDirectives(value ?? '');
    const maxAge = parseDeltaSeconds(directives?.get('max-age') ?? '');
    const [includeSubDomains, preload] = FLAGS.map((name) => directives?.get(name.toLowerCase()));
    const hasValue = typeof includeSubDomains === 'string' || typeof preload === 'string';
    if (maxAge === undefined || hasValue) return undefined;
    return { maxAge, includeSubDomains: includeSubDomains === null, preload: preload === null };
  },
  format(value) {
    assertOptions(value, ['maxAge', ...FLAGS], 'Strict-Transport-Security');
    assertWhole(value.maxAge, 'maxAge of Strict-Transport-Security');
    const flags = FLAGS.filter((name) => {
      const flag = value[name] ?? false;
      if (typeof flag !== 'boolean') {
        throw new TypeError(`invalid ${name}: ${shown(flag)}; give true or false`);
      }
      return flag;
    });
    return [`max-age=${value.maxAge}`, ...flags].join('; ');
  },
};

/** The directives' values, `null` for a directive without a value; `undefined` when any is malformed or repeated. */
function readDirectives(value: string): Map<string, string | null> | undefined {
  const directives = new Map<string, string | null>();
  for (const piece of splitOutsideQuotes(value, ';')) {
    const [name, argument] = isToken(piece) ? [piece.toLowerCase(), null] : (readParam(piece) ?? []);
    if (name === undefined || argument === undefined || directives.has(name)) return undefined;
    directives.set(name, argument);
  }
  return directives;
}
