/**
 * `Deprecation`: the date from which a resource is deprecated (RFC 9745), and `Sunset`: the date from which it is
 * likely to be gone (RFC 8594).
 *
 * @module
 */
import { shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { readItem } from './grammar/structured.ts';
import { formatHttpDate, parseHttpDate } from './http-date.ts';

const DATE = /^ *@(?=-?[0-9]+(?![0-9.]))/;
const SECOND = 1000;

/**
 * `Deprecation`, to the second; `undefined` when it is absent or malformed. Writing throws a RangeError for an
 * invalid date.
 *
 * @example
 * ```ts
 * deprecation.parse('@1688169599'); // new Date('2023-06-30T23:59:59Z')
 * deprecation.format(new Date('2023-06-30T23:59:59Z')); // '@1688169599'
 * ```
 */
export const deprecation: Field<Date | undefined, Date> = {
  name: 'Deprecation',
  parse(value) {
    // A date is an integer after an `@` (RFC 9651, section 4.2.9); `parseItem` does not support dates with
    // parameters.
    const integer = value !== undefined && DATE.test(value) ? readItem(value.replace('@', '')) : undefined;
    const date = new Date(Number(integer?.[0] ?? Number.NaN) * SECOND);
    return Number.isNaN(date.getTime()) ? undefined : date;
  },
  format(value) {
    assertDate(value, 'Deprecation');
    return `@${Math.floor(value.getTime() / SECOND)}`;
  },
};

/**
 * `Sunset`, an HTTP-date, to the second; `undefined` when it is absent or malformed. Writing throws a RangeError for
 * an invalid date, or one beyond the years 0 to 9999.
 *
 * @example
 * ```ts
 * sunset.parse('Sat, 31 Dec 2018 23:59:59 GMT'); // new Date('2018-12-31T23:59:59Z')
 * ```
 */
export const sunset: Field<Date | undefined, Date> = {
  name: 'Sunset',
  parse: (value) => parseHttpDate(value),
  format(value) {
    assertDate(value, 'Sunset');
    return formatHttpDate(value);
  },
};

function assertDate(value: Date, name: string): void {
  if (!(value instanceof Date)) throw new TypeError(`invalid ${name}: ${shown(value)}; give a Date`);
  if (Number.isNaN(value.getTime()))
    throw new RangeError(`invalid ${name}: an invalid Date; give a valid one`);
}
