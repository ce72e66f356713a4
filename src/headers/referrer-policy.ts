/**
 * `Referrer-Policy`: how much of a page's address the requests from it tell (Referrer Policy, section 4.1).
 *
 * @module
 */
import type { Field } from './grammar/field.ts';
import { splitList } from './grammar/field-value.ts';
import { keywordField } from './grammar/keyword-field.ts';

const POLICIES = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
] as const;

/** One of the policies. */
export type ReferrerPolicy = (typeof POLICIES)[number];

/**
 * The field: the last known policy of the header, in lower case. `undefined` when there is none. Writing throws a
 * TypeError for anything else.
 *
 * @example
 * ```ts
 * referrerPolicy.parse('no-referrer, strict-origin-when-cross-origin, some-new-policy'); // 'strict-origin-when-cross-origin'
 * ```
 */
export const referrerPolicy: Field<ReferrerPolicy | undefined, ReferrerPolicy> = keywordField(
  'Referrer-Policy',
  POLICIES,
  (value) =>
    splitList(value)
      .map((token) => token.toLowerCase())
      .findLast((token) => POLICIES.some((policy) => policy === token)),
);
