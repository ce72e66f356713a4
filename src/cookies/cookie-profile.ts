/**
 * A kind of cookie, described in one place: its name, its attributes, and how its value is written.
 *
 * @module
 */
import { assertKnown } from '../collections/unknown-name.ts';
import type { HeaderList } from '../wsgi/contract.ts';
import { Base64Serializer } from './base64-serializer.ts';
import type { Serializer } from './serializer.ts';
import { type CookieOptions, serializeDeletion, serializeSetCookie } from './set-cookie.ts';

/** The attributes of a profile's cookies, and the domains for which to set them. */
export interface CookieProfileOptions<T> extends Omit<CookieOptions, 'domain' | 'expires'> {
  /** The domains to set the cookie for. Defaults to the host itself only. */
  domains?: readonly string[] | undefined;
  /** Converts the value to text. Defaults to {@link Base64Serializer}. */
  serializer?: Serializer<T> | undefined;
}

/** The names of the options of a profile. */
export const PROFILE_OPTIONS: Readonly<Record<keyof CookieProfileOptions<unknown>, true>> = {
  domains: true,
  path: true,
  maxAge: true,
  secure: true,
  httpOnly: true,
  sameSite: true,
  partitioned: true,
  priority: true,
  serializer: true,
};

/** What a profile reads from: a request. */
export interface CookieSource {
  readonly cookies: { get(name: string): string | undefined };
}

/** What a profile writes to: a response. */
export interface HeaderSink {
  readonly headers: { append(name: string, value: string): void };
}

/**
 * Makes the `Set-Cookie` headers of a cookie and, bound to a request, reads its value. Clients can change that
 * value: use {@link SignedCookieProfile} for values that must be trusted.
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
  /** The cookie's name. */
  readonly name: string;
  /** The domains for which the cookie is set; empty for the host itself. */
  readonly domains: readonly string[];
  /** The path below which the cookie is sent back; `undefined` means `/`. */
  readonly path: string | null | undefined;
  /** The cookie's lifetime in seconds. */
  readonly maxAge: number | null | undefined;
  /** Whether the cookie is sent over HTTPS only. */
  readonly secure: boolean | undefined;
  /** Whether the cookie is hidden from scripts. */
  readonly httpOnly: boolean | undefined;
  /** Whether requests from other sites carry the cookie. */
  readonly sameSite: CookieOptions['sameSite'];
  /** Whether the cookie is kept apart for each site that embeds this one. */
  readonly partitioned: boolean | undefined;
  /** Which cookies Chromium drops first. */
  readonly priority: CookieOptions['priority'];
  /** Writes and reads the value. */
  readonly serializer: Serializer<T>;

  /**
   * @throws TypeError when an option is unknown, and as {@link serializeSetCookie} does. A cookie that browsers would
   * reject is refused here already.
   */
  constructor(name: string, options: CookieProfileOptions<T> = {}) {
    assertKnown('option of CookieProfile', options, Object.keys(PROFILE_OPTIONS));
    const { domains = [], serializer = new Base64Serializer<T>(), ...attributes } = options;
    this.name = name;
    this.domains = domains;
    this.path = attributes.path;
    this.maxAge = attributes.maxAge;
    this.secure = attributes.secure;
    this.httpOnly = attributes.httpOnly;
    this.sameSite = attributes.sameSite;
    this.partitioned = attributes.partitioned;
    this.priority = attributes.priority;
    this.serializer = serializer;
    for (const domain of this.#domains) serializeSetCookie(name, '', { ...attributes, domain });
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
   * The `Set-Cookie` header, or one for each domain; `null` and `undefined` delete the cookie.
   *
   * @throws RangeError and TypeError as {@link serializeSetCookie} does, and whatever the serializer throws.
   */
  getHeaders(value: T | null | undefined): HeaderList {
    const text = value === null || value === undefined ? undefined : this.serializer.dumps(value);
    const { path, maxAge, secure, httpOnly, sameSite, partitioned, priority } = this;
    return this.#domains.map((domain) => {
      const options = { path, maxAge, secure, httpOnly, sameSite, partitioned, priority, domain };
      return [
        'Set-Cookie',
        text === undefined
          ? serializeDeletion(this.name, options)
          : serializeSetCookie(this.name, text, options),
      ];
    });
  }

  get #domains(): readonly (string | undefined)[] {
    return this.domains.length > 0 ? this.domains : [undefined];
  }
}

/** A {@link CookieProfile} with the request whose cookie it reads. */
export class BoundCookieProfile<T> {
  readonly #profile: CookieProfile<T>;
  readonly #request: CookieSource;

  /** Callers use {@link CookieProfile.bind}. */
  constructor(profile: CookieProfile<T>, request: CookieSource) {
    this.#profile = profile;
    this.#request = request;
  }

  /** The cookie's value; `undefined` when it is absent, damaged, or not written by this profile. */
  getValue(): T | undefined {
    const text = this.#request.cookies.get(this.#profile.name);
    if (text === undefined) return undefined;
    try {
      return this.#profile.serializer.loads(text);
    } catch {
      return undefined;
    }
  }

  /** {@link CookieProfile.getHeaders} of the profile. */
  getHeaders(value: T | null | undefined): HeaderList {
    return this.#profile.getHeaders(value);
  }

  /** {@link CookieProfile.setCookies} of the profile. */
  setCookies(response: HeaderSink, value: T | null | undefined): void {
    this.#profile.setCookies(response, value);
  }
}
