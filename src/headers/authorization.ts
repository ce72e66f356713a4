/**
 * `Authorization` (RFC 9110, section 11.6.2): credentials for Basic (RFC 7617), Bearer (RFC 6750), Digest
 * (RFC 7616) or any other scheme.
 *
 * @module
 */
import { nativeFromText } from '../wsgi/native-string.ts';
import { type AuthParts, authParts, formatAuthParts, readOneAuthParts } from './grammar/auth-parts.ts';
import { decodeExtValue, decodeUtf8 } from './grammar/ext-value.ts';
import type { Field } from './grammar/field.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import type { ParamsInit } from './grammar/params.ts';
import { valueField } from './grammar/simple-fields.ts';

const UNQUOTED = new Set(['algorithm', 'nc', 'qop', 'userhash']);
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,4})={0,2}$/;
const CONTROL = /[^\x20-\x7e\x80-\u{10ffff}]/u;

/**
 * Credentials. Immutable.
 *
 * @example
 * ```ts
 * const basic = Authorization.parse('basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
 * basic?.scheme; // 'basic'
 * basic?.username; // 'Aladdin'
 * basic?.password; // 'open sesame'
 * Authorization.parse('Bearer abc')?.token; // 'abc'
 * Authorization.parse('Digest username="Mufasa", nc=00000001')?.params.get('nc'); // '00000001'
 * Authorization.parse('Basic !!!'); // undefined
 * ```
 */
export class Authorization {
  /** The scheme, lower-case: `'basic'`, `'bearer'`, `'digest'`. */
  readonly scheme: string;
  /** The one token after the scheme, if there are no parameters; for Basic, the encoded credentials. */
  readonly token: string | undefined;
  /** The parameters, unquoted, by their lower-case names. */
  readonly params: ReadonlyMap<string, string>;
  /** The user name, for Basic and Digest. With Digest's `userhash` it is a hash. */
  readonly username: string | undefined;
  /** The password, for Basic. */
  readonly password: string | undefined;
  readonly #parts: AuthParts;

  /**
   * @param credentials a token, or the parameters
   * @throws TypeError when the scheme, the token or a parameter is malformed, and when the token of Basic
   * is not base64 of a name, a colon and a password without control characters.
   */
  constructor(scheme: string, credentials: string | ParamsInit = {}) {
    this.#parts = authParts(scheme, credentials);
    this.scheme = scheme.toLowerCase();
    this.token = this.#parts.token;
    this.params = this.#parts.params;
    if (this.scheme === 'basic') {
      const user = readUserPass(this.token ?? '');
      if (!user) throw new TypeError('Basic credentials must be the base64 of username:password');
      this.username = user.username;
      this.password = user.password;
    } else {
      this.username = usernameOf(this.params);
    }
  }

  /**
   * Credentials for Basic, in UTF-8.
   *
   * @throws TypeError when the name has a colon, or either has a control character.
   *
   * @example
   * ```ts
   * String(Authorization.basic('Aladdin', 'open sesame')); // 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='
   * ```
   */
  static basic(username: string, password: string): Authorization {
    if (username.includes(':')) throw new TypeError('the user name must not contain a colon');
    return new Authorization('Basic', btoa(nativeFromText(`${username}:${password}`)));
  }

  /** Credentials for Bearer. @throws TypeError when the token is malformed. */
  static bearer(token: string): Authorization {
    return new Authorization('Bearer', token);
  }

  /**
   * Reads the header; `undefined` when it is absent or malformed. Basic's name and password are decoded as UTF-8,
   * or as ISO-8859-1 if they are not valid UTF-8.
   */
  static parse(value: string | undefined): Authorization | undefined {
    const parts = readOneAuthParts(value ?? '');
    if (!parts) return undefined;
    if (parts.scheme.toLowerCase() === 'basic' && !readUserPass(parts.token ?? '')) return undefined;
    return new Authorization(parts.scheme, parts.token ?? parts.params);
  }

  /**
   * Coerces to credentials: an Authorization, or header text.
   *
   * @throws TypeError when the text is malformed.
   */
  static from(value: Authorization | string): Authorization {
    const authorization = typeof value === 'string' ? Authorization.parse(value) : value;
    if (authorization instanceof Authorization) return authorization;
    throw new TypeError('invalid credentials; give an Authorization, or its text');
  }

  /** The header value, with the scheme as it was given. */
  toString(): string {
    return formatAuthParts(this.#parts, UNQUOTED);
  }

  /** The scheme only, since inspected values may be logged. */
  [INSPECT](): string {
    return inspected(this, this.toJSON());
  }

  /** A loggable form: the scheme only. */
  toJSON(): string {
    return `${this.#parts.scheme} …`;
  }
}

/** The field that a request reads and writes as `authorization`. */
export const authorization: Field<Authorization | undefined, Authorization | string> = valueField(
  'Authorization',
  Authorization,
);

function readUserPass(token: string): { username: string; password: string } | undefined {
  if (!BASE64.test(token)) return undefined;
  const text = textOf(atob(token.replace(/=+$/, '')));
  const colon = text.indexOf(':');
  if (colon === -1 || CONTROL.test(text)) return undefined;
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Digest's user name: `username*`, if present, carries a name beyond ASCII (RFC 7616, section 3.4.4). */
function usernameOf(params: ReadonlyMap<string, string>): string | undefined {
  const plain = params.get('username');
  return plain === undefined ? decodeExtValue(params.get('username*') ?? '') : textOf(plain);
}

function textOf(native: string): string {
  return decodeUtf8(native) ?? native;
}
