/**
 * The date of a cookie's `Expires`, which browsers parse very leniently (RFC 6265bis, section 5.1.1).
 *
 * @module
 */

const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The parts found in a date, each from the first piece of text that fits. */
interface Found {
  time?: readonly number[];
  day?: number;
  month?: number;
  year?: number;
}

/**
 * Reads a date whose parts may come in any order. Zones are ignored, and all times are UTC. `undefined` when a part
 * is missing or out of range, or the year is before 1601.
 *
 * @example
 * ```ts
 * parseCookieDate('Wed, 09-Jun-2021 10:18:14 GMT'); // new Date('2021-06-09T10:18:14Z')
 * parseCookieDate('10:18:14 9 June 21 +0200'); // new Date('2021-06-09T10:18:14Z')
 * parseCookieDate('31 Feb 2021 10:18:14'); // undefined
 * ```
 */
export function parseCookieDate(text: string): Date | undefined {
  const found: Found = {};
  for (const token of text.split(DELIMITERS)) find(found, token);
  const { time, day, month, year } = found;
  if (!time || day === undefined || month === undefined || year === undefined) return undefined;
  const [hour = 0, minute = 0, second = 0] = time;
  if (year < 1601 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(year, month, day, hour, minute, second));
  return day >= 1 && date.getUTCDate() === day ? date : undefined;
}

function find(found: Found, token: string): void {
  const time = found.time ? null : TIME.exec(token);
  const day = found.day === undefined ? DAY.exec(token) : null;
  const month = found.month === undefined ? MONTHS.indexOf(token.slice(0, 3).toLowerCase()) : -1;
  const year = found.year === undefined ? YEAR.exec(token) : null;
  if (time) found.time = time.slice(1).map(Number);
  else if (day) found.day = Number(day[1]);
  else if (month !== -1) found.month = month;
  else if (year) found.year = fullYear(Number(year[1]));
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}
