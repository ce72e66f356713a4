/**
 * The value sanitization of input types (HTML, 4.10.5.1).
 *
 * @module
 */
import { attribute, type Element } from '../html/page.ts';

type Sanitize = (value: string, element: Element) => string;

const NUMBER = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const DATE = /^(\d{4,})-(\d\d)-(\d\d)$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?$/;
const WEEK = /^(\d{4,})-W(\d\d)$/;

const SANITIZERS: Readonly<Record<string, Sanitize>> = {
  color: (value) => colorOf(value) ?? '#000000',
  date: (value) => (isDate(value) ? value : ''),
  'datetime-local': (value) => {
    const [, date = '', time = ''] = /^(.*)[T ](.*)$/.exec(value) ?? [];
    return isDate(date) && TIME.test(time) ? `${date}T${shortestTime(time)}` : '';
  },
  email: (value, element) => {
    const addresses = attribute(element, 'multiple') === undefined ? [value] : value.split(',');
    return addresses.map((address) => trim(withoutNewlines(address))).join(',');
  },
  hidden: (value) => value,
  month: (value) => (isDate(`${value}-01`) ? value : ''),
  number: (value) => (isNumber(value) ? value : ''),
  range: sanitizeRange,
  time: (value) => (TIME.test(value) ? value : ''),
  url: (value) => trim(withoutNewlines(value)),
  week: (value) => (isWeek(value) ? value : ''),
};

/** A value as an input of this type holds it. */
export function sanitize(type: string, value: string, element: Element): string {
  return (SANITIZERS[type] ?? withoutNewlines)(value, element);
}

/** Whether an input of this type can hold a value, possibly with different white space, case or precision. */
export function isAcceptable(type: string, value: string, element: Element): boolean {
  if (type === 'color') return colorOf(value) !== undefined;
  if (type === 'range') return isNumber(value);
  return value === '' || sanitize(type, value, element) !== '' || trim(value) === '';
}

/** A CSS color in hexadecimal digits, converted to six of them without the alpha component. */
function colorOf(value: string): string | undefined {
  const [, digits = ''] = /^#([0-9a-f]+)$/i.exec(trim(value)) ?? [];
  const whole = digits.length === 3 || digits.length === 4 ? digits.replace(/./g, '$&$&') : digits;
  return whole.length === 6 || whole.length === 8 ? `#${whole.slice(0, 6).toLowerCase()}` : undefined;
}

function withoutNewlines(value: string): string {
  return value.replace(/[\r\n]/g, '');
}

function trim(value: string): string {
  return value.replace(/^[ \t\r\n\f]+|[ \t\r\n\f]+$/g, '');
}

function isNumber(value: string): boolean {
  return NUMBER.test(value) && Number.isFinite(Number(value));
}

function isDate(value: string): boolean {
  const [, year, month, day] = (DATE.exec(value) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

function isWeek(value: string): boolean {
  const [, year, week] = (WEEK.exec(value) ?? []).map(Number);
  return year !== undefined && week !== undefined && year > 0 && week >= 1 && week <= weeksOf(year);
}

function daysOf(year: number, month: number): number {
  return dateOf(year, month, 0).getUTCDate();
}

/** A year has 53 weeks if it begins on a Thursday, or on a Wednesday and is a leap year (ISO 8601). */
function weeksOf(year: number): number {
  const first = dateOf(year, 0, 1).getUTCDay();
  return first === 4 || (first === 3 && daysOf(year, 2) === 29) ? 53 : 52;
}

/** A day of any year, moved to one with the same calendar: calendars repeat every 400 years. */
function dateOf(year: number, monthIndex: number, day: number): Date {
  return new Date(Date.UTC(2000 + (year % 400), monthIndex, day));
}

function shortestTime(time: string): string {
  const minutes = time.slice(0, 5);
  const seconds = time.slice(6, 8);
  const fraction = time.slice(9).replace(/0+$/, '');
  if (fraction !== '') return `${minutes}:${seconds}.${fraction}`;
  return seconds === '' || seconds === '00' ? minutes : `${minutes}:${seconds}`;
}

/** A range always has a value: the nearest step between its limits, else the middle one. */
function sanitizeRange(value: string, element: Element): string {
  const given = (name: string) => {
    const text = attribute(element, name);
    return text !== undefined && isNumber(text) ? Number(text) : undefined;
  };
  const min = given('min') ?? 0;
  const max = Math.max(given('max') ?? 100, min);
  const base = given('min') ?? given('value') ?? 0;
  const wanted = isNumber(value) ? Number(value) : min + (max - min) / 2;
  const limited = Math.min(Math.max(wanted, min), max);
  if (attribute(element, 'step')?.toLowerCase() === 'any') return String(limited);
  const step = given('step') ?? 1;
  return String(nearestStep(limited, { min, max, base, step: step > 0 ? step : 1 }));
}

interface Steps {
  readonly min: number;
  readonly max: number;
  readonly base: number;
  readonly step: number;
}

/** If two are equally near, the greater. */
function nearestStep(value: number, { min, max, base, step }: Steps): number {
  const at = (steps: number) => Number((base + steps * step).toPrecision(12));
  const nearest = Math.floor(Number(((value - base) / step).toPrecision(12)) + 0.5);
  if (at(nearest) > max) return at(nearest - 1) < min ? value : at(nearest - 1);
  if (at(nearest) < min) return at(nearest + 1) > max ? value : at(nearest + 1);
  return at(nearest);
}
