/**
 * What credentials and challenges have in common: a scheme, then one token or parameters (RFC 9110,
 * sections 11.2 to 11.4).
 *
 * @module
 */
import { endOutsideQuotes, firstVisible, isToken, quote } from './field-value.ts';
import { type ParamsInit, paramsFrom, readParamAt } from './params.ts';

const TOKEN_68 = /^[A-Za-z0-9._~+/-]+=*$/;
/**
 * A scheme, up to the end of its member, with the token up to there, or up to its first parameter. Where an equals sign
 * follows, it is a parameter's name.
 */
const BEGINNING =
  /([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[\t ]*(?=,|$)| [\t ]*(?:([A-Za-z0-9._~+/-]+=*)[\t ]*(?=,|$)|(?![\t =])))/y;
const SEPARATORS = /[\t ,]*/y;

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
  if (!TOKEN_68.test(credentials))
    throw new TypeError(
      `the credentials of the scheme ${scheme} must be base64-like text (token68) or parameters`,
    );
  return { scheme, token: credentials, params: new Map() };
}

/**
 * Reads a list of values. Commas separate both the values and their parameters. A value that is malformed, or
 * repeats a parameter, is `undefined`, together with everything that belongs to it.
 */
export function* readAuthParts(value: string): Generator<AuthParts | undefined, undefined> {
  let last: Reading | undefined;
  for (let at = afterCommas(value, 0); at < value.length; ) {
    let end = last && addParam(last, value, at);
    const next = end === undefined ? readBeginning(value, at) : undefined;
    if (next) {
      if (last) yield last === BROKEN ? undefined : last;
      last = next.reading;
      end = next.end;
    } else if (end === undefined) {
      last = BROKEN;
    }
    at = afterCommas(value, end ?? endOfMember(value, at));
  }
  if (last) yield last === BROKEN ? undefined : last;
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
  readonly params: Map<string, string>;
}

const BROKEN: Reading = { scheme: '', token: '', params: new Map() };

/** A scheme, with the token or the first parameter after it; `undefined` if no scheme begins there. */
function readBeginning(value: string, at: number): { reading: Reading; end: number | undefined } | undefined {
  BEGINNING.lastIndex = at;
  const [, scheme, token] = BEGINNING.exec(value) ?? [];
  if (scheme === undefined) return undefined;
  const rest = BEGINNING.lastIndex;
  const reading = { scheme, token, params: new Map() };
  const end = isMemberEnd(value, rest) ? rest : addParam(reading, value, rest);
  return { reading: end === undefined ? BROKEN : reading, end };
}

/** Adds the parameter at the end of a member, and returns its end; `undefined` if it is malformed or repeated. */
function addParam({ token, params }: Reading, value: string, at: number): number | undefined {
  const found = token === undefined ? readParamAt(value, at) : undefined;
  if (!found || params.has(found.name)) return undefined;
  const end = firstVisible(value, found.end, value.length);
  if (!isMemberEnd(value, end)) return undefined;
  params.set(found.name, found.value);
  return end;
}

function isMemberEnd(value: string, at: number): boolean {
  return at === value.length || value[at] === ',';
}

/** The beginning of the next nonempty member. */
function afterCommas(value: string, at: number): number {
  SEPARATORS.lastIndex = at;
  SEPARATORS.test(value);
  return SEPARATORS.lastIndex;
}

function endOfMember(value: string, at: number): number {
  const end = endOutsideQuotes(value, ',', at);
  return end === -1 ? value.length : end;
}
