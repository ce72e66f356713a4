/**
 * What credentials and challenges have in common: a scheme, then one token or parameters (RFC 9110,
 * sections 11.2 to 11.4).
 *
 * @module
 */
import { endOutsideQuotes, firstVisible, isToken, quote } from './field-value.ts';
import { CheckedParams, type ParamsInit, paramsFrom, readParamAt } from './params.ts';

/** A scheme with the spaces after it, where no `=` follows: that would make it a parameter's name. */
const SCHEME = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?: [\t ]*(?![\t =])|[\t ]*(?=,|$))/y;
/** The token after a scheme, or nothing, up to the end of the member. */
const TOKEN = /([A-Za-z0-9._~+/-]*=*)[\t ]*(?=,|$)/y;

/** The parts of a value. */
export interface AuthParts {
  /** The scheme as it is written. */
  readonly scheme: string;
  /** The one token after the scheme, if there are no parameters. */
  readonly token: string | undefined;
  /** The parameters, unquoted, by their lower-case names. */
  readonly params: ReadonlyMap<string, string>;
}

/**
 * Checks the parts.
 *
 * @param credentials the token, or the parameters
 * @throws TypeError when the scheme, the token or a parameter is malformed.
 */
export function authParts(scheme: string, credentials: string | ParamsInit): AuthParts {
  if (!isToken(scheme)) throw new TypeError(`invalid authentication scheme: ${JSON.stringify(scheme)}`);
  if (typeof credentials !== 'string') return { scheme, token: undefined, params: paramsFrom(credentials) };
  if (credentials === '' || matchAt(TOKEN, credentials, 0) !== credentials)
    throw new TypeError(
      `the credentials of the scheme ${scheme} must be base64-like text (token68) or parameters`,
    );
  return { scheme, token: credentials, params: new CheckedParams() };
}

/**
 * Reads a list of values. Commas separate both the values and their parameters. A value that is malformed, or
 * repeats a parameter, is `undefined`, together with everything that belongs to it.
 */
export function* readAuthParts(value: string): Generator<AuthParts | undefined, undefined> {
  // The last value; null if it is malformed.
  let last: Reading | null | undefined;
  for (let at = afterCommas(value, 0); at < value.length; at = afterCommas(value, at)) {
    const scheme = matchAt(SCHEME, value, at);
    if (scheme !== undefined) {
      if (last !== undefined) yield last ?? undefined;
      at = SCHEME.lastIndex;
      const token = matchAt(TOKEN, value, at);
      last = { scheme, token: token || undefined, params: new CheckedParams() };
      if (token !== undefined) {
        at = TOKEN.lastIndex;
        continue;
      }
    }
    const end = last ? addParam(last, value, at) : undefined;
    if (end === undefined) last = null;
    at = end ?? endOfMember(value, at);
  }
  if (last !== undefined) yield last ?? undefined;
}

/** Reads a single value; `undefined` when it is malformed, or a list of several. */
export function readOneAuthParts(value: string): AuthParts | undefined {
  const read = readAuthParts(value);
  const parts = read.next().value;
  return read.next().done ? parts : undefined;
}

/** Writes the parts. Every parameter's value is quoted, except those of the names in `unquoted`. */
export function formatAuthParts({ scheme, token, params }: AuthParts, unquoted: ReadonlySet<string>): string {
  const isBare = (name: string, value: string) =>
    (name.endsWith('*') || unquoted.has(name)) && isToken(value);
  const written = Array.from(
    params,
    ([name, value]) => `${name}=${isBare(name, value) ? value : quote(value)}`,
  );
  const rest = token ?? written.join(', ');
  return rest === '' ? scheme : `${scheme} ${rest}`;
}

interface Reading extends AuthParts {
  readonly params: CheckedParams;
}

function matchAt(pattern: RegExp, value: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(value)?.[1];
}

/** Adds the parameter at the end of a member, and returns its end; `undefined` if it is malformed or repeated. */
function addParam({ token, params }: Reading, value: string, at: number): number | undefined {
  const found = token === undefined ? readParamAt(value, at) : undefined;
  if (!found || params.has(found.name)) return undefined;
  const end = firstVisible(value, found.end, value.length);
  if (end < value.length && value[end] !== ',') return undefined;
  params.set(found.name, found.value);
  return end;
}

/** The beginning of the next nonempty member. */
function afterCommas(value: string, at: number): number {
  let next = firstVisible(value, at, value.length);
  while (value[next] === ',') next = firstVisible(value, next + 1, value.length);
  return next;
}

function endOfMember(value: string, at: number): number {
  const end = endOutsideQuotes(value, ',', at);
  return end === -1 ? value.length : end;
}
