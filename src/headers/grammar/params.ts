/**
 * Parameters, `name=value`, as used by several headers (RFC 9110, section 5.6.6).
 *
 * @module
 */

import { type PairsInit, pairsOf } from '../../collections/pairs.ts';
import { isFieldValue, isToken, trimWhitespaceEnd, trimWhitespaceStart, unescaped } from './field-value.ts';

/** A name, and a token or what stands between quotes, which may still have characters that no field has. */
const PARAM =
  /([!#$%&'*+.^_`|~0-9A-Za-z-]+)[\t ]*=[\t ]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)|"([^"\\]*(?:\\.[^"\\]*)*)")/y;

/** A parameter's name and its value, unquoted. */
export type Param = readonly [name: string, value: string];

/** What parameters can be made from: pairs, or the keys and values of a plain object. */
export type ParamsInit = PairsInit<string>;

/** Whether the name is a token and the value fits into a quoted string. */
export function isParam(name: string, value: string): boolean {
  return isToken(name) && typeof value === 'string' && isFieldValue(value);
}

/**
 * Asserts that a parameter is well-formed.
 *
 * @throws TypeError when its name is not a token or its value does not fit into a quoted string.
 */
export function assertParam(name: string, value: string): void {
  if (!isParam(name, value))
    throw new TypeError(`invalid parameter: ${JSON.stringify(name)} with the value ${JSON.stringify(value)}`);
}

/**
 * The parameters by their lower-case names, in order.
 *
 * @throws TypeError when one is malformed or repeated.
 */
export function paramsFrom(init: ParamsInit): Map<string, string> {
  const params = new Map<string, string>();
  for (const [given, value] of pairsOf(init)) {
    assertParam(given, value);
    const name = given.toLowerCase();
    if (params.has(name)) throw new TypeError(`the parameter ${name} is given twice`);
    params.set(name, value);
  }
  return params;
}

/**
 * Reads `name=value`, where the value is a token or a quoted string; spaces around the `=` are tolerated. The name
 * is returned in lower case. `undefined` when the piece is malformed.
 */
export function readParam(piece: string): Param | undefined {
  const found = readParamAt(piece, 0);
  return found?.end === piece.length ? [found.name, found.value] : undefined;
}

/** Reads a parameter as {@link readParam} does, where it begins, and says where it ends; something else may follow. */
export function readParamAt(
  text: string,
  at: number,
): { name: string; value: string; end: number } | undefined {
  PARAM.lastIndex = at;
  const [, name = '', token, quoted = ''] = PARAM.exec(text) ?? [];
  if (name === '' || !isFieldValue(quoted)) return undefined;
  return { name: name.toLowerCase(), value: token ?? unescaped(quoted), end: PARAM.lastIndex };
}

/** Reads each piece as {@link readParam} does; `undefined` when one is malformed or repeated. */
export function readParams(pieces: readonly string[]): Map<string, string> | undefined {
  const params = new Map<string, string>();
  for (const piece of pieces) {
    const param = readParam(piece);
    if (!param || params.has(param[0])) return undefined;
    params.set(...param);
  }
  return params;
}

/**
 * Finds parameters as the WHATWG standard MIME Sniffing does (4.4), and leaves it to the caller to drop malformed ones: a
 * quote that does not close ends with the text, names may be repeated, and where nothing follows the `=` there is no
 * value.
 *
 * @param start where the parameters begin, after the first semicolon.
 */
export function findParams(
  text: string,
  start: number,
): readonly (readonly [name: string, value: string | undefined])[] {
  const params: [string, string | undefined][] = [];
  for (let i = start; i < text.length; i++) {
    const begin = i;
    while (i < text.length && text[i] !== ';' && text[i] !== '=') i++;
    if (text[i] !== '=') continue;
    const name = trimWhitespaceStart(text.slice(begin, i));
    const read = text[i + 1] === '"' ? readQuoted(text, i + 2) : readPlain(text, i + 1);
    params.push([name, read.value]);
    i = read.end;
  }
  return params;
}

function readPlain(text: string, start: number): { value: string | undefined; end: number } {
  const end = endOfParam(text, start);
  const value = trimWhitespaceEnd(text.slice(start, end));
  return { value: value === '' ? undefined : value, end };
}

function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = '';
  let kept = start;
  let i = start;
  for (; i < text.length && text[i] !== '"'; i++) {
    if (text[i] !== '\\' || i + 1 === text.length) continue;
    value += text.slice(kept, i);
    kept = ++i;
  }
  return { value: value + text.slice(kept, i), end: endOfParam(text, i) };
}

function endOfParam(text: string, start: number): number {
  const end = text.indexOf(';', start);
  return end === -1 ? text.length : end;
}
