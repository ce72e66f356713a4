/**
 * Parameters, `name=value`, as used by several headers (RFC 9110, section 5.6.6).
 *
 * @module
 */

import { type PairsInit, pairsOf } from '../../collections/pairs.ts';
import {
  isFieldValue,
  isToken,
  readTokenOrQuoted,
  trimWhitespaceEnd,
  trimWhitespaceStart,
} from './field-value.ts';

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
  const equals = piece.indexOf('=');
  if (equals === -1) return undefined;
  const name = trimWhitespaceEnd(piece.slice(0, equals));
  const value = readTokenOrQuoted(trimWhitespaceStart(piece.slice(equals + 1)));
  return value !== undefined && isToken(name) ? [name.toLowerCase(), value] : undefined;
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
