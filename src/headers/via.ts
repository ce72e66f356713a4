/**
 * `Via`: the proxies that a message went through (RFC 9110, section 7.6.3).
 *
 * @module
 */
import { assertOptions, listOf, shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { isFieldValue, isToken, trimWhitespace } from './grammar/field-value.ts';

const MEMBER = /^(?:([^\t /(]+)\/)?([^\t /(]+)[\t ]+([!-'*-+\x2d-~]+)(?:[\t ]+(\(.*\)))?$/;
const RECEIVED_BY = /^[!-'*-+\x2d-~]+$/;

/** What one proxy says. */
export interface ViaElement {
  /** The name of the protocol by which the proxy received the message, such as `HTTP`. */
  readonly protocol: string;
  /** The protocol's version. */
  readonly version: string;
  /** The proxy: a host with or without a port, or a pseudonym. */
  readonly by: string;
  /** A comment, without the outer parentheses. */
  readonly comment?: string | undefined;
}

/** What an element is written from. */
export type ViaElementInit = Omit<ViaElement, 'protocol'> & {
  /** Defaults to `HTTP`. */
  readonly protocol?: string | undefined;
};

/**
 * The field: the proxies in the order in which they passed the message on. Malformed elements are dropped. Writing
 * an empty list removes the field. A value that could not be read back is a TypeError.
 *
 * @example
 * ```ts
 * via.parse('1.0 fred, 1.1 p.example.net:8080 (squid)')[1]; // { protocol: 'HTTP', version: '1.1', by: 'p.example.net:8080', comment: 'squid' }
 * via.format([{ version: '1.1', by: 'edge' }]); // '1.1 edge'
 * ```
 */
export const via: Field<readonly ViaElement[], Iterable<ViaElementInit>> = {
  name: 'Via',
  parse: (value) => splitOutsideComments(value ?? '').flatMap((member) => readElement(member) ?? []),
  format: (value) => listOf(value, 'Via').map(writeElement).join(', ') || undefined,
};

function readElement(member: string): ViaElement | undefined {
  const [, protocol = 'HTTP', version = '', by = '', given] = MEMBER.exec(member) ?? [];
  if (!isToken(protocol) || !isToken(version)) return undefined;
  if (given === undefined) return { protocol, version, by };
  const comment = readComment(given);
  return comment === undefined ? undefined : { protocol, version, by, comment };
}

/** The text between the outer parentheses, without the backslashes of quoted pairs. */
function readComment(text: string): string | undefined {
  if (!isFieldValue(text)) return undefined;
  let comment = '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '(') depth++;
    if (char === ')') depth--;
    if (depth === 0) return i === text.length - 1 ? comment.slice(1) : undefined;
    comment += char === '\\' ? text.charAt(++i) : char;
  }
  return undefined;
}

function splitOutsideComments(value: string): string[] {
  const members: string[] = [];
  let start = 0;
  let depth = 0;
  for (let i = 0; i < value.length; i++) {
    const char = value[i];
    if (char === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (char === '\\' && depth > 0) i++;
    else if (char === ',' && depth === 0) {
      members.push(value.slice(start, i));
      start = i + 1;
    }
  }
  members.push(value.slice(start));
  return members.map(trimWhitespace);
}

function writeElement(element: ViaElementInit): string {
  assertOptions(element, ['protocol', 'version', 'by', 'comment'], 'Via element');
  const { protocol = 'HTTP', version, by, comment } = element;
  assertMatch(protocol, isToken, 'protocol', 'a token');
  assertMatch(version, isToken, 'version', 'a token');
  assertMatch(
    by,
    (text) => RECEIVED_BY.test(text),
    'proxy',
    'a host or a name without spaces, commas and parentheses',
  );
  const received = `${protocol === 'HTTP' ? '' : `${protocol}/`}${version} ${by}`;
  if (comment === undefined) return received;
  assertMatch(comment, isFieldValue, 'comment', 'a line of text below U+0100');
  return `${received} (${comment.replace(/[\\()]/g, '\\$&')})`;
}

function assertMatch(text: string, matches: (text: string) => boolean, what: string, wanted: string): void {
  if (typeof text !== 'string' || !matches(text)) {
    throw new TypeError(`invalid ${what} of a Via element: ${shown(text)}; give ${wanted}`);
  }
}
