/**
 * `Proxy-Authorization` and `Proxy-Authenticate`: credentials for a proxy, and its challenges (RFC 9110, section
 * 11.7). They read and write as `Authorization` and `WWW-Authenticate` do.
 *
 * @module
 */
import { type Authorization, authorization } from './authorization.ts';
import { type Challenge, type ChallengesInit, wwwAuthenticate } from './challenge.ts';
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
  ...authorization,
  name: 'Proxy-Authorization',
};

/**
 * `Proxy-Authenticate`: a list of challenges. Malformed challenges are dropped. Writing an empty list removes the
 * field, and text without a well-formed challenge is a TypeError.
 *
 * @example
 * ```ts
 * proxyAuthenticate.parse('Basic realm="proxy"')[0]?.realm; // 'proxy'
 * proxyAuthenticate.format(new Challenge('Basic', { realm: 'proxy' })); // 'Basic realm="proxy"'
 * ```
 */
export const proxyAuthenticate: Field<readonly Challenge[], ChallengesInit> = {
  ...wwwAuthenticate,
  name: 'Proxy-Authenticate',
};
