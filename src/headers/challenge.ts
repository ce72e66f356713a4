/**
 * `WWW-Authenticate` and `Proxy-Authenticate`: lists of challenges (RFC 9110, section 11.6.1).
 *
 * @module
 */
import {
  type AuthParts,
  authParts,
  formatAuthParts,
  readAuthParts,
  readOneAuthParts,
} from './grammar/auth-parts.ts';
import type { Field } from './grammar/field.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import type { ParamsInit } from './grammar/params.ts';

const UNQUOTED = new Set(['algorithm', 'stale', 'userhash']);

/**
 * One challenge. Immutable.
 *
 * @example
 * ```ts
 * String(new Challenge('Basic', { realm: 'the "inner" circle' })); // 'Basic realm="the \\"inner\\" circle"'
 * ```
 */
export class Challenge {
  /** The scheme, lower-case: `'basic'`, `'bearer'`, `'digest'`. */
  readonly scheme: string;
  /** The one token after the scheme, if there are no parameters. */
  readonly token: string | undefined;
  /** The parameters, unquoted, by their lower-case names. */
  readonly params: ReadonlyMap<string, string>;
  readonly #parts: AuthParts;

  /**
   * @param credentials a token, or the parameters
   * @throws TypeError when the scheme, the token or a parameter is malformed.
   */
  constructor(scheme: string, credentials: string | ParamsInit = {}) {
    this.#parts = authParts(scheme, credentials);
    this.scheme = scheme.toLowerCase();
    this.token = this.#parts.token;
    this.params = this.#parts.params;
  }

  /** A single challenge; `undefined` when it is absent, malformed or one of several ({@link parseChallenges}). */
  static parse(value: string | undefined): Challenge | undefined {
    const parts = readOneAuthParts(value ?? '');
    return parts && new Challenge(parts.scheme, parts.token ?? parts.params);
  }

  /**
   * Coerces to a challenge: a Challenge, or header text.
   *
   * @throws TypeError when the text is not one well-formed challenge.
   */
  static from(value: Challenge | string): Challenge {
    const challenge = typeof value === 'string' ? Challenge.parse(value) : value;
    if (challenge instanceof Challenge) return challenge;
    throw new TypeError(`invalid challenge: ${JSON.stringify(value)}; give a Challenge, or its text`);
  }

  /** The `realm` parameter. */
  get realm(): string | undefined {
    return this.params.get('realm');
  }

  /** The header value, with the scheme as it was given. Join several with commas. */
  toString(): string {
    return formatAuthParts(this.#parts, UNQUOTED);
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/**
 * Reads the header's challenges; a malformed one is dropped with its parameters.
 *
 * @example
 * ```ts
 * const challenges = parseChallenges('Basic realm="x", Digest realm="y", nonce="z"');
 * challenges.map(({ scheme, realm }) => [scheme, realm]); // [['basic', 'x'], ['digest', 'y']]
 * parseChallenges(undefined); // []
 * ```
 */
export function parseChallenges(value: string | undefined): Challenge[] {
  const challenges: Challenge[] = [];
  for (const parts of readAuthParts(value ?? '')) {
    if (parts) challenges.push(new Challenge(parts.scheme, parts.token ?? parts.params));
  }
  return challenges;
}

/** What a list of challenges can be made from: several challenges, or one; text is header text. */
export type ChallengesInit = Challenge | string | Iterable<Challenge | string>;

/** The field that a response reads and writes as `wwwAuthenticate`; an empty list removes it. */
export const wwwAuthenticate: Field<readonly Challenge[], ChallengesInit> = {
  name: 'WWW-Authenticate',
  parse: parseChallenges,
  format: formatChallenges,
};

/**
 * Writes challenges; `undefined` if there are none.
 *
 * @throws TypeError when text has no well-formed challenge.
 */
function formatChallenges(challenges: ChallengesInit): string | undefined {
  const isOne = challenges instanceof Challenge || typeof challenges === 'string';
  return [...(isOne ? [challenges] : challenges)].map(textOf).join(', ') || undefined;
}

/** The text of a challenge, or of several as text. */
function textOf(given: Challenge | string): string {
  const isText = typeof given === 'string' && parseChallenges(given).length > 0;
  return String(isText ? given : Challenge.from(given));
}
