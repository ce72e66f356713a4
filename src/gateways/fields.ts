/**
 * The header fields of a response, as a gateway sends them.
 *
 * @module
 */
import { withParseCache } from '../collections/parse-cache.ts';
import { readContentLength } from '../headers/content-length.ts';
import { assertFieldName, assertFieldValue } from '../headers/grammar/field-value.ts';
import { parseTokenList } from '../headers/grammar/list-header.ts';
import { isHopByHop } from '../headers/hop-by-hop.ts';
import type { HeaderList } from '../wsgi/contract.ts';

/** Fields that can be sent, and the length that they declare. */
export interface SendableFields {
  /** Without Content-Length. */
  readonly fields: HeaderList;
  /** The declared length in bytes. */
  readonly declared: number | undefined;
}

type Kind = 'length' | 'connection' | 'hop' | 'plain';

/** The only status with which an application may send a hop-by-hop field (RFC 9110, 15.5.8 and 15.5.22). */
const DEMANDED_BY: Readonly<Record<string, number | undefined>> = { 'proxy-authenticate': 407, upgrade: 426 };

/**
 * The fields to send, without hop-by-hop fields, which belong to the gateway, and without Content-Length, which is
 * parsed.
 *
 * @throws TypeError when a field cannot be sent, or Content-Length is malformed or has several values.
 */
export function sendableFields(code: number, headers: HeaderList): SendableFields {
  const fields: HeaderList = [];
  let declared: number | undefined;
  let named: Set<string> | undefined;
  for (const field of headers) {
    const name = field[0];
    const value = field[1];
    if (typeof value !== 'string') throw new TypeError(`the value of the header ${name} must be a string`);
    assertFieldValue(name, value);
    const kind = kindOf(name);
    if (kind === 'plain') fields.push(field);
    else if (kind === 'length') declared = lengthFrom(value, declared);
    else if (kind === 'connection') named = namesIn(value, named);
    else if (DEMANDED_BY[name.toLowerCase()] === code) fields.push(field);
  }
  return { fields: named ? fields.filter(([name]) => !named.has(name.toLowerCase())) : fields, declared };
}

const kindOf = withParseCache((name: string): Kind => {
  if (typeof name !== 'string')
    throw new TypeError(`the name of a header must be a string, not ${typeof name}`);
  assertFieldName(name);
  const lower = name.toLowerCase();
  if (lower === 'content-length' || lower === 'connection') return lower === 'connection' ? lower : 'length';
  return isHopByHop(lower) ? 'hop' : 'plain';
});

function lengthFrom(value: string, before: number | undefined): number {
  const length = readContentLength(value);
  if (length === undefined) throw new TypeError(`not a Content-Length: ${JSON.stringify(value)}`);
  if (before !== undefined && before !== length) {
    throw new TypeError(`the response has two Content-Lengths, ${before} and ${length}`);
  }
  return length;
}

function namesIn(value: string, before: Set<string> = new Set()): Set<string> {
  for (const token of parseTokenList(value.toLowerCase())) before.add(token);
  return before;
}
