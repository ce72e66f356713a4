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
  /** A list that does not belong to the application. */
  readonly fields: HeaderList;
  /** The index of Content-Length in the list; -1 if there is none. */
  readonly lengthAt: number;
  /** The declared length in bytes. */
  readonly declared: number | undefined;
}

type Kind = 'length' | 'connection' | 'hop' | 'plain';

/** The only status with which an application may send a hop-by-hop field (RFC 9110, 15.5.8 and 15.5.22). */
const DEMANDED_BY: Readonly<Record<string, number | undefined>> = { 'proxy-authenticate': 407, upgrade: 426 };

/**
 * The fields to send, without hop-by-hop fields, which belong to the gateway, and with at most one Content-Length, which
 * is parsed.
 *
 * @throws TypeError when a field cannot be sent, or Content-Length is malformed or has several values.
 */
export function sendableFields(code: number, headers: HeaderList): SendableFields {
  let declared: number | undefined;
  let named: Set<string> | undefined;
  let lengthAt = -1;
  let isWhole = true;
  for (let i = 0; i < headers.length; i++) {
    const field = headers[i] as HeaderList[number];
    const name = field[0];
    const value = field[1];
    if (typeof value !== 'string') throw new TypeError(`the value of the header ${name} must be a string`);
    assertFieldValue(name, value);
    const kind = kindOf(name);
    if (kind === 'plain') continue;
    isWhole &&= kind === 'length' ? lengthAt === -1 : isDemanded(name, code);
    if (kind === 'length') {
      declared = lengthFrom(value, declared);
      lengthAt = i;
    } else if (kind === 'connection') named = namesIn(value, named);
  }
  // Nearly all lists are sent unchanged: a copy costs half as much as a list that grows.
  if (isWhole) return { fields: headers.slice(), lengthAt, declared };
  const fields = headers.filter(([name]) => isSent(name, code) && !named?.has(name.toLowerCase()));
  return { fields, lengthAt: -1, declared };
}

/** Puts a length into the fields, in the place of the one that they have, or takes that out. */
export function sayLength({ fields, lengthAt }: SendableFields, length: number | undefined): void {
  if (length === undefined) {
    if (lengthAt !== -1) fields.splice(lengthAt, 1);
    return;
  }
  const value = String(length);
  if (lengthAt === -1) fields.push(['Content-Length', value]);
  else if (fields[lengthAt]?.[1] !== value) fields[lengthAt] = ['Content-Length', value];
}

function isSent(name: string, code: number): boolean {
  const kind = kindOf(name);
  return kind === 'plain' || (kind === 'hop' && isDemanded(name, code));
}

function isDemanded(name: string, code: number): boolean {
  return DEMANDED_BY[name.toLowerCase()] === code;
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
