/**
 * HTTP-date: a moment in UTC, to the second (RFC 9110, section 5.6.7).
 *
 * @module
 */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<month>${MONTHS.join('|')})`;
const DAY_NAME = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY_NAME = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';
const TIME = '(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d|60)';

const IMF_FIXDATE = new RegExp(`^${DAY_NAME}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`);
const RFC_850 = new RegExp(`^${LONG_DAY_NAME}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`);
const ASCTIME = new RegExp(`^${DAY_NAME} ${MONTH} (?<day>\\d\\d| \\d) ${TIME} (?<year>\\d{4})$`);

/**
 * Reads a date in one of the three forms: IMF-fixdate, RFC 850's and asctime's. All are in UTC; no other zone is
 * accepted. A two-digit year is in the century that puts it at most 50 years after `now`. The name of the day may
 * be wrong, but the date must exist. `undefined` when it is absent or malformed.
 *
 * @example
 * ```ts
 * parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT'); // new Date('1994-11-06T08:49:37Z')
 * parseHttpDate('Sun Nov  6 08:49:37 1994'); // new Date('1994-11-06T08:49:37Z')
 * parseHttpDate('Sun, 06 Nov 1994 08:49:37 +0000'); // undefined
 * ```
 */
export function parseHttpDate(value: string | undefined, now: Date = new Date()): Date | undefined {
  if (value === undefined) return undefined;
  const full = IMF_FIXDATE.exec(value) ?? ASCTIME.exec(value);
  if (full?.groups) return dateOf(Number(full.groups.year), full.groups);
  const { groups } = RFC_850.exec(value) ?? {};
  if (!groups) return undefined;
  const latest = new Date(now);
  latest.setUTCFullYear(now.getUTCFullYear() + 50);
  const year = latest.getUTCFullYear() - (latest.getUTCFullYear() % 100) + Number(groups.year);
  const date = dateOf(year, groups);
  return date && date > latest ? dateOf(year - 100, groups) : date;
}

/**
 * Writes a date as IMF-fixdate; fractions of a second are dropped.
 *
 * @throws RangeError when the date is invalid or its year does not have four digits.
 *
 * @example
 * ```ts
 * formatHttpDate(new Date(784111777000)); // 'Sun, 06 Nov 1994 08:49:37 GMT'
 * ```
 */
export function formatHttpDate(date: Date): string {
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999))
    throw new RangeError('an HTTP date must be valid and in the years 0 to 9999');
  return date.toUTCString();
}

function dateOf(year: number, groups: Record<string, string>): Date | undefined {
  const day = Number(groups.day);
  const date = new Date(0);
  date.setUTCFullYear(year, MONTHS.indexOf(groups.month as string), day);
  if (date.getUTCDate() !== day) return undefined;
  date.setUTCHours(Number(groups.hour), Number(groups.minute), Number(groups.second));
  return date;
}
