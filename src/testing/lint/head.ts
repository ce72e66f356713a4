/**
 * The rules for arguments of startResponse (PEP 3333, "The start_response() Callable"; RFC 9110, section 5).
 *
 * @module
 */
import { withParseCache } from '../../collections/parse-cache.ts';
import { isFieldValue, isToken, trimWhitespace } from '../../headers/grammar/field-value.ts';
import { parseWholeNumber } from '../../headers/grammar/whole-number.ts';
import { isHopByHop } from '../../headers/hop-by-hop.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import type { Findings } from './findings.ts';
import { kindOf } from './values.ts';

/** The head of a response, valid as far as the contract goes. */
export interface Head {
  readonly code: number;
  readonly headers: HeaderList;
  /** The values of each field, by lower-case names. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The Content-Length, in bytes. */
  readonly length: number | undefined;
  readonly hasType: boolean;
}

const STATUS = /^([1-9]\d\d) ([\t\x20-\x7e\x80-\xff]*)$/;
const TYPELESS = new Set([204, 205]);

/** The response fields that have a single value, by their lower-case names. */
const SINGLE = new Set([
  'age',
  'content-disposition',
  'content-length',
  'content-location',
  'content-range',
  'content-type',
  'date',
  'etag',
  'expires',
  'last-modified',
  'location',
  'retry-after',
  'server',
]);

/** The hop-by-hop field that a status requires (RFC 9110, sections 15.5.8 and 15.5.22). */
const DEMANDED: Readonly<Record<number, string>> = { 407: 'proxy-authenticate', 426: 'upgrade' };

/**
 * Reads a status line and a header list.
 *
 * @throws LintError if a server cannot send them.
 */
export function readHead(status: unknown, headers: unknown, findings: Findings): Head {
  const code = readStatus(status, findings);
  if (!Array.isArray(headers)) {
    findings.fail('headers-type', `the headers are ${kindOf(headers)}: make them a list of pairs`);
  }
  const list: HeaderList = [];
  const values = new Map<string, string[]>();
  let isRepeated = false;
  for (const field of headers) {
    const read = readField(field, code, findings);
    const { lower } = nameFrom(read[0]);
    const before = values.get(lower);
    if (before) before.push(read[1]);
    else values.set(lower, [read[1]]);
    isRepeated ||= before !== undefined;
    list.push(read);
  }
  if (isRepeated) warnOfRepeated(values, findings);
  const hasType = values.has('content-type');
  if (hasType && TYPELESS.has(code)) {
    findings.warn(
      'content-type-unexpected',
      `a response with the status ${code} has no content, but a Content-Type`,
    );
  }
  const lengths = values.get('content-length');
  return { code, headers: list, values, length: lengths && readLength(lengths, findings), hasType };
}

function warnOfRepeated(values: ReadonlyMap<string, readonly string[]>, findings: Findings): void {
  for (const [name, { length }] of values) {
    if (length > 1 && SINGLE.has(name)) findings.warn('header-repeated', `${name} appears ${length} times`);
  }
}

function readStatus(status: unknown, findings: Findings): number {
  if (typeof status !== 'string') {
    findings.fail('status-type', `the status line is ${kindOf(status)}: make it text`);
  }
  const match = STATUS.exec(status);
  if (!match) {
    findings.fail(
      'status',
      `the status line is ${JSON.stringify(status)}: it is three digits, a space and a reason of printable bytes`,
    );
  }
  const code = Number(match[1]);
  if (code < 200) findings.fail('status', `${code} is not a final status, and only the server sends others`);
  return code;
}

function readField(field: unknown, code: number, findings: Findings): HeaderList[number] {
  if (!Array.isArray(field) || field.length !== 2) {
    findings.fail('headers-type', `a header field is ${kindOf(field)}: make it a pair of a name and a value`);
  }
  const [name, value]: unknown[] = field;
  if (typeof name !== 'string') {
    findings.fail('header-name-type', `a header name is ${kindOf(name)}: make it text`);
  }
  checkName(name, code, findings);
  if (typeof value !== 'string') {
    findings.fail('header-value-type', `the value of ${name} is ${kindOf(value)}: make it text`);
  }
  if (!isFieldValue(value)) {
    findings.fail(
      'header-value',
      `the value of ${name} has a control character or one beyond U+00FF: ${JSON.stringify(value)}`,
    );
  }
  if (trimWhitespace(value) !== value) {
    findings.warn('header-value', `the value of ${name} has white space at an end: ${JSON.stringify(value)}`);
  }
  return [name, value];
}

/** Facts about a name, cached because the same few arrive with response after response. */
const nameFrom = withParseCache((name) => ({
  lower: name.toLowerCase(),
  isToken: isToken(name),
  isHopByHop: isHopByHop(name),
  isOdd: /[-_]$/.test(name),
}));

function checkName(name: string, code: number, findings: Findings): void {
  const { lower, isToken, isHopByHop, isOdd } = nameFrom(name);
  if (!isToken) findings.fail('header-name', `the header name ${JSON.stringify(name)} is not a token`);
  if (lower === 'status') {
    findings.fail('header-status', 'the status goes into the status line, not into a header field');
  }
  if (isHopByHop && DEMANDED[code] !== lower) {
    findings.fail('header-hop-by-hop', `${name} is for the connection, which belongs to the server`);
  }
  if (isOdd) findings.warn('header-name', `the header name ${name} ends in ${name.slice(-1)}`);
}

function readLength(values: readonly string[], findings: Findings): number | undefined {
  const [value = ''] = values;
  const length = parseWholeNumber(value);
  if (length === undefined) {
    findings.fail('header-content-length', `Content-Length is ${JSON.stringify(value)}: make it digits`);
  }
  if (values.some((other) => other !== value)) {
    findings.fail('header-content-length', `Content-Length has several values: ${values.join(' and ')}`);
  }
  return length;
}
