/**
 * `Proxy-Authorization` and `Proxy-Authenticate`: credentials for a proxy, and its challenges (RFC 9110, section
 * 11.7). They read as `Authorization` and `WWW-Authenticate` do.
 *
 * @module
 */
import { Authorization } from './authorization.ts';
import { Challenge, parseChallenges } from './challenge.ts';
import { listOf } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';

/**
 * `Proxy-Authorization`; `undefined` when it is absent or malformed. Writing text that is malformed throws a
 * TypeError.
 *
 * @example
 * ```ts
 * proxyAuthorization.parse('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==')?.username; // 'Aladdin'
 * ```
 */
export const proxyAuthorization: Field<Authorization | undefined, Authorization | string> = {
  name: 'Proxy-Authorization',
  parse: Authorization.parse,
  format(value) {
    const credentials = typeof value === 'string' ? Authorization.parse(value) : value;
    if (!(credentials instanceof Authorization)) {
      throw new TypeError('invalid Proxy-Authorization; give an Authorization, or its text');
    }
    return String(credentials);
  },
};

/**
 * `Proxy-Authenticate`: a list of challenges, of which a malformed one is dropped alone. Writing an empty list
 * removes the field, and text without a well-formed challenge is a TypeError.
 *
 * @example
 * ```ts
 * proxyAuthenticate.parse('Basic realm="proxy"')[0]?.realm; // 'proxy'
 * proxyAuthenticate.format(new Challenge('Basic', { realm: 'proxy' })); // 'Basic realm="proxy"'
 * ```
 */
export const proxyAuthenticate: Field<
  readonly Challenge[],
  Challenge | string | Iterable<Challenge | string>
> = {
  name: 'Proxy-Authenticate',
  parse: parseChallenges,
  format(value) {
    const isOne = typeof value === 'string' || value instanceof Challenge;
    const challenges = (isOne ? [value] : listOf(value, 'Proxy-Authenticate')).flatMap(challengesFrom);
    return challenges.join(', ') || undefined;
  },
};

function challengesFrom(value: Challenge | string): Challenge[] {
  const challenges = typeof value === 'string' ? parseChallenges(value) : [value];
  if (challenges.length === 0 || !challenges.every((challenge) => challenge instanceof Challenge)) {
    throw new TypeError('invalid Proxy-Authenticate; give Challenges, or their text');
  }
  return challenges;
}
