/**
 * What credentials and challenges have in common: a scheme, then one token or parameters (RFC 9110,
 * sections 11.2 to 11.4).
 *
 * @module
 */
import { isToken, quote, splitList, trimWhitespaceStart } from './field-value.ts';
import { type ParamsInit, paramsFrom, readParam } from './params.ts';

const TOKEN_68 = /^[A-Za-z0-9._~+/-]+=*$/;

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
  for (const member of splitList(value)) {
    const next = readBeginning(member);
    if (next) {
      if (last) yield last === BROKEN ? undefined : last;
      last = next;
    } else if (!last || !addParam(last, member)) {
      last = BROKEN;
    }
  }
  if (last) yield last === BROKEN ? undefined : last;
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

/** A scheme, with the token or the first parameter after it; `undefined` if the member does not begin with a scheme. */
function readBeginning(member: string): Reading | undefined {
  const space = member.indexOf(' ');
  const scheme = space === -1 ? member : member.slice(0, space);
  const rest = space === -1 ? '' : trimWhitespaceStart(member.slice(space));
  if (!isToken(scheme) || rest.startsWith('=')) return undefined;
  const reading = { scheme, token: undefined, params: new Map() };
  if (rest === '') return reading;
  if (TOKEN_68.test(rest)) return { ...reading, token: rest };
  return addParam(reading, rest) ? reading : BROKEN;
}

function addParam({ token, params }: Reading, piece: string): boolean {
  const param = readParam(piece);
  if (!param || token !== undefined || params.has(param[0])) return false;
  params.set(...param);
  return true;
}
