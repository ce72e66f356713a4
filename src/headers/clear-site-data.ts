/**
 * `Clear-Site-Data`: what a browser should forget about a site (Clear Site Data, section 3.1).
 *
 * @module
 */
import { type Names, namesOf, shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { isFieldValue, quote, readTokenOrQuoted, splitList } from './grammar/field-value.ts';

/**
 * The field: kinds of data, such as `cache`, `cookies`, `storage`, `executionContexts`, or `*` for all. Members
 * that are not quoted are dropped. Writing an empty list removes the field. A value that could not be read back is
 * a TypeError.
 *
 * @example
 * ```ts
 * clearSiteData.parse('"cache", "cookies", storage'); // ['cache', 'cookies']
 * clearSiteData.format('*'); // '"*"'
 * ```
 */
export const clearSiteData: Field<readonly string[], Names> = {
  name: 'Clear-Site-Data',
  parse: (value) =>
    splitList(value ?? '').flatMap((member) =>
      member.startsWith('"') ? (readTokenOrQuoted(member) ?? []) : [],
    ),
  format(value) {
    const kinds = namesOf(value, 'Clear-Site-Data');
    const wrong = kinds.find((kind) => !isFieldValue(kind));
    if (wrong !== undefined) {
      throw new TypeError(`invalid Clear-Site-Data: ${shown(wrong)}; give kinds of data, such as cookies`);
    }
    return kinds.map(quote).join(', ') || undefined;
  },
};
