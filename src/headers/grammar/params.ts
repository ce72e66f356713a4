/**
 * Parameters, `name=value`, as used by several headers (RFC 9110, section 5.6.6).
 *
 * @module
 */

import { type PairsInit, pairsOf } from '../../collections/pairs.ts';
import { isFieldValue, isToken, unescaped } from './field-value.ts';

/** A name, and a token or what stands between quotes. */
const PARAM =
  /([!#$%&'*+.^_`|~0-9A-Za-z-]+)[\t ]*=[\t ]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)|"([\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]*(?:\\[\t \x21-\x7e\x80-\xff][\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]*)*)")/y;

/** With what separates it from the next member of a list: at least a comma, unless it is the last. */
const LISTED_PARAM = new RegExp(String.raw`${PARAM.source}[\t ]*(?:,[\t ,]*|$)`, 'y');

/** A parameter's name and its value, unquoted. */
export type Param = readonly [name: string, value: string];

/** What parameters can be made from: pairs, or the keys and values of a plain object. */
export type ParamsInit = PairsInit<string>;

/** Parameters that are known to be well-formed, by their lower-case names, in order. */
export class CheckedParams extends Map<string, string> {}

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
export function paramsFrom(init: ParamsInit): CheckedParams {
  if (init instanceof CheckedParams) return init;
  const params = new CheckedParams();
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
  const found = readAt(PARAM, piece, 0);
  return found?.end === piece.length ? [found.name, found.value] : undefined;
}

/**
 * Reads a parameter as {@link readParam} does, where a member of a list begins, with the commas and spaces after it;
 * `end` is where the next member begins.
 */
export function readListedParam(text: string, at: number): ParamAt | undefined {
  return readAt(LISTED_PARAM, text, at);
}

interface ParamAt {
  readonly name: string;
  readonly value: string;
  readonly end: number;
}

function readAt(pattern: RegExp, text: string, at: number): ParamAt | undefined {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (!match) return undefined;
  const { 1: name = '', 2: token, 3: quoted = '' } = match;
  return { name: name.toLowerCase(), value: token ?? unescaped(quoted), end: pattern.lastIndex };
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
