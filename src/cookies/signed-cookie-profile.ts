/**
 * A kind of cookie whose value is signed.
 *
 * @module
 */
import { assertKnown } from '../collections/unknown-name.ts';
import { CookieProfile, type CookieProfileOptions, PROFILE_OPTIONS } from './cookie-profile.ts';
import { type Secrets, SignedSerializer } from './signed-serializer.ts';

/** The options of a profile. `serializer` writes the text that is signed, and defaults to JSON. */
export interface SignedCookieProfileOptions<T> extends CookieProfileOptions<T> {
  /** A hash that node supports. Defaults to `'sha512'`. */
  hashAlgorithm?: string | undefined;
}

const OPTIONS: Readonly<Record<keyof SignedCookieProfileOptions<unknown>, true>> = {
  ...PROFILE_OPTIONS,
  hashAlgorithm: true,
};

/**
 * A {@link CookieProfile} whose values are signed by a {@link SignedSerializer}: a value that was changed, or
 * signed with a different secret or salt, reads as absent.
 *
 * @example
 * ```ts
 * const profile = new SignedCookieProfile<string>('seekrit', 'salt', 'user', { hashAlgorithm: 'sha1' });
 * profile.getHeaders('bob'); // [['Set-Cookie', 'user=8LQLNMNtO6I5rrNtmUVK_W-gSeQiYm9iIg; Path=/']]
 * const bobs = { cookies: new RequestCookies('user=8LQLNMNtO6I5rrNtmUVK_W-gSeQiYm9iIg') };
 * profile.bind(bobs).getValue(); // 'bob'
 * new SignedCookieProfile('another', 'salt', 'user').bind(bobs).getValue(); // undefined
 * ```
 */
export class SignedCookieProfile<T = unknown> extends CookieProfile<T> {
  /** @throws TypeError when an option is unknown, and as {@link SignedSerializer} does. */
  constructor(secrets: Secrets, salt: string, name: string, options: SignedCookieProfileOptions<T> = {}) {
    assertKnown('option of SignedCookieProfile', options, Object.keys(OPTIONS));
    const { hashAlgorithm, serializer, ...rest } = options;
    super(name, { ...rest, serializer: new SignedSerializer<T>(secrets, salt, hashAlgorithm, serializer) });
  }
}
