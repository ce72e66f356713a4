/**
 * One kind of cookie, described once: its name, its attributes and how its value is written.
 *
 * @module
 */
import { isToken } from '../headers/grammar/field-value.ts';
import type { HeaderList } from '../wsgi/contract.ts';
import { Base64Serializer } from './base64-serializer.ts';
import type { Serializer } from './serializer.ts';
import {
  type CookieOptions,
  encodeCookieValue,
  serializeDeletion,
  serializeSetCookie,
} from './set-cookie.ts';

/** The attributes of a profile's cookies, and the domains each of which gets one. */
export interface CookieProfileOptions<T> extends Omit<CookieOptions, 'domain' | 'expires'> {
  /** A cookie is set for each; without any, one for the host itself. */
  domains?: readonly string[] | undefined;
  /** How the value is written: {@link Base64Serializer} unless given. */
  serializer?: Serializer<T> | undefined;
}

/** What a profile reads from: a request. */
export interface CookieSource {
  readonly cookies: { get(name: string): string | undefined };
}

/** What a profile writes to: a response. */
export interface HeaderSink {
  readonly headers: { append(name: string, value: string): void };
}

/** The longest value that every browser keeps, in bytes. */
const LONGEST_VALUE = 4093;

/**
 * A profile makes the `Set-Cookie` headers of its cookie and, bound to a request, reads its value.
 * Anybody can change that value: {@link SignedCookieProfile} is for those that matter.
 *
 * @example
 * ```ts
 * const theme = new CookieProfile<{ dark: boolean }>('theme', { path: '/x' });
 * theme.getHeaders({ dark: true }); // [['Set-Cookie', 'theme=eyJkYXJrIjogdHJ1ZX0=; Path=/x']]
 * const request = { cookies: new RequestCookies('theme=eyJkYXJrIjogdHJ1ZX0=') };
 * theme.bind(request).getValue(); // { dark: true }
 * ```
 */
export class CookieProfile<T = unknown> {
  readonly name: string;
  readonly domains: readonly string[];
  readonly path: string | null | undefined;
  readonly maxAge: number | null | undefined;
  readonly secure: boolean | undefined;
  readonly httpOnly: boolean | undefined;
  readonly sameSite: CookieOptions['sameSite'];
  readonly partitioned: boolean | undefined;
  readonly priority: CookieOptions['priority'];
  readonly serializer: Serializer<T>;

  /** @throws TypeError when the name is not a token. */
  constructor(name: string, options: CookieProfileOptions<T> = {}) {
    if (!isToken(name)) throw new TypeError(`invalid cookie name: ${JSON.stringify(name)}`);
    this.name = name;
    this.domains = options.domains ?? [];
    this.path = options.path;
    this.maxAge = options.maxAge;
    this.secure = options.secure;
    this.httpOnly = options.httpOnly;
    this.sameSite = options.sameSite;
    this.partitioned = options.partitioned;
    this.priority = options.priority;
    this.serializer = options.serializer ?? new Base64Serializer<T>();
  }

  /** This profile, able to read the cookie of a request. */
  bind(request: CookieSource): BoundCookieProfile<T> {
    return new BoundCookieProfile(this, request);
  }

  /** Appends the headers of {@link CookieProfile.getHeaders} to those of a response. */
  setCookies(response: HeaderSink, value: T | null | undefined): void {
    for (const [name, header] of this.getHeaders(value)) response.headers.append(name, header);
  }

  /**
   * The `Set-Cookie` header, or one for each domain; `null` and `undefined` drop the cookie.
   *
   * @throws RangeError when the value takes more than 4093 bytes; TypeError as
   * {@link serializeSetCookie} does; and what the serializer throws.
   */
  getHeaders(value: T | null | undefined): HeaderList {
    const domains = this.domains.length > 0 ? this.domains : [undefined];
    const text = value === null || value === undefined ? undefined : this.#dumps(value);
    return domains.map((domain) => {
      const options: CookieOptions = { ...this, domain };
      return [
        'Set-Cookie',
        text === undefined
          ? serializeDeletion(this.name, options)
          : serializeSetCookie(this.name, text, options),
      ];
    });
  }

  #dumps(value: T): string {
    const text = this.serializer.dumps(value);
    const { length } = encodeCookieValue(text);
    if (length > LONGEST_VALUE) {
      throw new RangeError(
        `cookie ${this.name}: the value has ${length} bytes, but browsers keep at most ${LONGEST_VALUE}`,
      );
    }
    return text;
  }
}

/** A {@link CookieProfile} and the request whose cookie it reads. */
export class BoundCookieProfile<T> extends CookieProfile<T> {
  readonly #request: CookieSource;

  constructor(profile: CookieProfile<T>, request: CookieSource) {
    super(profile.name, profile);
    this.#request = request;
  }

  /** The cookie's value; `undefined` when it is not there, damaged, or not of this profile. */
  getValue(): T | undefined {
    const text = this.#request.cookies.get(this.name);
    if (text === undefined) return undefined;
    try {
      return this.serializer.loads(text);
    } catch {
      return undefined;
    }
  }
}
