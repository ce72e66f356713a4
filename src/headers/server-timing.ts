/**
 * `Server-Timing`: what the server measured while it produced the response (Server Timing, section 2).
 *
 * @module
 */
import { assertOptions, listOf, shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import {
  isFieldValue,
  isToken,
  readTokenOrQuoted,
  splitKeepingEmpty,
  splitList,
  tokenOrQuoted,
  trimWhitespaceEnd,
  trimWhitespaceStart,
} from './grammar/field-value.ts';

const BARE_VALUE = /^[^\t ";,]+/;
const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i;

/** One measurement. */
export interface ServerTimingMetric {
  /** The name of the metric: a token. */
  readonly name: string;
  /** The duration in milliseconds. */
  readonly duration?: number | undefined;
  /** A text for people. */
  readonly description?: string | undefined;
}

/**
 * The field: a list of measurements. A measurement without a well-formed name is dropped, and so is a malformed
 * duration or description. If a parameter is repeated, the first counts. Writing an empty list removes the field; a
 * duration that is not finite is a RangeError, and a value that could not be read back is a TypeError.
 *
 * @example
 * ```ts
 * serverTiming.parse('cache;desc="Cache Read";dur=23.2, miss'); // [{ name: 'cache', duration: 23.2, description: 'Cache Read' }, { name: 'miss' }]
 * serverTiming.format([{ name: 'db', duration: 53 }]); // 'db;dur=53'
 * ```
 */
export const serverTiming: Field<readonly ServerTimingMetric[], Iterable<ServerTimingMetric>> = {
  name: 'Server-Timing',
  parse: (value) => splitList(value ?? '').flatMap((member) => readMetric(member) ?? []),
  format: (value) => listOf(value, 'Server-Timing').map(writeMetric).join(', ') || undefined,
};

function readMetric(member: string): ServerTimingMetric | undefined {
  const [name = '', ...pieces] = splitKeepingEmpty(member, ';');
  if (!isToken(name)) return undefined;
  const params = new Map<string, string | undefined>();
  for (const piece of pieces) {
    const [param, value] = readMetricParam(piece);
    if (!params.has(param)) params.set(param, value);
  }
  const duration = readNumber(params.get('dur'));
  const description = params.get('desc');
  return {
    name,
    ...(duration !== undefined && { duration }),
    ...(description !== undefined && { description }),
  };
}

function readMetricParam(piece: string): [name: string, value: string | undefined] {
  const equals = piece.indexOf('=');
  if (equals === -1) return [piece.toLowerCase(), undefined];
  const name = trimWhitespaceEnd(piece.slice(0, equals)).toLowerCase();
  return [name, readTokenOrQuoted(firstValue(trimWhitespaceStart(piece.slice(equals + 1))))];
}

/** The quoted string or token at the beginning; the text after it is ignored. */
function firstValue(text: string): string {
  if (!text.startsWith('"')) return BARE_VALUE.exec(text)?.[0] ?? '';
  for (let i = 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return text.slice(0, i + 1);
  }
  return '';
}

function readNumber(text: string | undefined): number | undefined {
  const number = text !== undefined && NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function writeMetric(metric: ServerTimingMetric): string {
  assertOptions(metric, ['name', 'duration', 'description'], 'Server-Timing metric');
  const { name, duration, description } = metric;
  if (typeof name !== 'string' || !isToken(name)) {
    throw new TypeError(`invalid name of a Server-Timing metric: ${shown(name)}; give a token`);
  }
  const parts = [name];
  if (description !== undefined) parts.push(`desc=${writeDescription(description)}`);
  if (duration !== undefined) parts.push(`dur=${writeDuration(duration)}`);
  return parts.join(';');
}

function writeDescription(description: string): string {
  if (typeof description !== 'string' || !isFieldValue(description)) {
    throw new TypeError(
      `invalid description of a Server-Timing metric: ${shown(description)}; give a line of text below U+0100`,
    );
  }
  return tokenOrQuoted(description);
}

function writeDuration(duration: number): string {
  if (typeof duration !== 'number') {
    throw new TypeError(`invalid duration of a Server-Timing metric: ${shown(duration)}; give milliseconds`);
  }
  if (!Number.isFinite(duration)) {
    throw new RangeError(`invalid duration of a Server-Timing metric: ${duration}; give a finite number`);
  }
  return String(duration);
}
