/**
 * A client's answer to a Digest challenge, and the response that it must contain (RFC 7616, section 3.4).
 *
 * @module
 */
import { takeAuthParams } from '../../../headers/grammar/auth-parts.ts';
import { decodeExtValue, decodeUtf8 } from '../../../headers/grammar/ext-value.ts';
import { type DigestHash, hashOf } from './digest-hash.ts';

/** The kinds of protection: of the request's head, and optionally of its body. */
export type Qop = 'auth' | 'auth-int';

/** A well-formed answer. Strings are native. */
export interface DigestAnswer {
  /** The name as text; its hash if `isHashed`. */
  readonly user: string;
  readonly isHashed: boolean;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  /** In lower case. */
  readonly algorithm: string;
  /** In lower case. */
  readonly qop: string;
  /** The eight digits of the count. */
  readonly nc: string;
  readonly cnonce: string;
}

const COUNT = /^[0-9a-f]{8}$/i;

const NAMES: readonly string[] = [
  ...['username', 'username*', 'userhash', 'realm', 'nonce', 'uri'],
  ...['response', 'algorithm', 'qop', 'nc', 'cnonce'],
];

/**
 * Reads an answer from its header field; `undefined` if a parameter is missing, malformed or repeated. The form
 * without `qop` is rejected.
 */
export function readDigestAnswer(header: string): DigestAnswer | undefined {
  const given: (string | undefined)[] = NAMES.map(() => undefined);
  const others = new Set<string>();
  const isWellFormed = takeAuthParams(header, (name, value) => {
    const i = NAMES.indexOf(name);
    if (i === -1) return others.size < others.add(name).size;
    const isFirst = given[i] === undefined;
    given[i] = value;
    return isFirst;
  });
  if (!isWellFormed) return undefined;
  const [plain, extended, userhash, realm, nonce, uri, response, algorithm = 'MD5', qop, nc, cnonce] = given;
  const isHashed = userhash?.toLowerCase() === 'true';
  const user = readUser(plain, extended, isHashed);
  if (
    user === undefined ||
    realm === undefined ||
    nonce === undefined ||
    uri === undefined ||
    response === undefined
  )
    return undefined;
  if (qop === undefined || nc === undefined || !COUNT.test(nc) || cnonce === undefined) return undefined;
  const names = { algorithm: algorithm.toLowerCase(), qop: qop.toLowerCase() };
  return { user, isHashed, realm, nonce, uri, response, ...names, nc, cnonce };
}

/** The name, from exactly one of the two: a name beyond ASCII may be in `username*` (section 3.4.4), but not a hash. */
function readUser(
  plain: string | undefined,
  extended: string | undefined,
  isHashed: boolean,
): string | undefined {
  if (plain !== undefined) return extended === undefined ? decodeUtf8(plain) : undefined;
  return isHashed ? undefined : decodeExtValue(extended ?? '');
}

/** What a response is computed from besides the answer itself. */
export interface ResponseKey {
  readonly hash: DigestHash;
  readonly isSession: boolean;
  /** The hash of user, realm and password. */
  readonly ha1: string;
}

/**
 * The response (section 3.4.1).
 *
 * @param request the beginning of A2: the method, or nothing for the server's `rspauth` (section 3.5).
 * @param bodyHash the hash of the body, with `auth-int`.
 */
export function digestResponse(
  { hash, isSession, ha1 }: ResponseKey,
  { nonce, uri, qop, nc, cnonce }: DigestAnswer,
  request: string,
  bodyHash?: string,
): string {
  const key = isSession ? hashOf(hash, `${ha1}:${nonce}:${cnonce}`) : ha1;
  const a2 = bodyHash === undefined ? `${request}:${uri}` : `${request}:${uri}:${bodyHash}`;
  return hashOf(hash, `${key}:${nonce}:${nc}:${cnonce}:${qop}:${hashOf(hash, a2)}`);
}
