/**
 * The cookies that a TestApp keeps, in a jar of tough-cookie.
 *
 * @module
 */
import type { Cookie, CookieJar } from 'tough-cookie';
import { isToken } from '../../headers/grammar/field-value.ts';
import { requirePeer } from '../peers.ts';

/** Names whose prefix requires `Secure` (RFC 6265bis, 4.1.3). */
const SECURE_PREFIX = /^__(?:secure|host)-/i;

/**
 * The cookies of a jar, whatever their host and path. A browser's rules decide which of them are sent (RFC
 * 6265bis).
 *
 * @example
 * ```ts
 * const app = new TestApp(debugApp);
 * app.cookies.set('theme', 'dark blue');
 * app.cookies.get('theme'); // 'dark%20blue'
 * [...app.cookies.entries()]; // [['theme', 'dark%20blue']]
 * ```
 */
export class TestCookies {
  readonly #url: string;
  readonly #isKept: boolean;
  #jar: CookieJar | undefined;
  /** The cookies in the order in which they were set. */
  readonly #order = new Map<string, true>();

  /**
   * @param url the URL that cookies set by hand belong to.
   * @param jar a jar of tough-cookie; `false` to keep no cookies. By default a jar is made when it is needed.
   */
  constructor(url: string, jar: CookieJar | false | undefined) {
    this.#url = url;
    this.#isKept = jar !== false;
    this.#jar = jar || undefined;
  }

  /**
   * The jar itself, for everything else that tough-cookie can do.
   *
   * @throws TypeError when no cookies are kept.
   */
  get jar(): CookieJar {
    if (!this.#isKept)
      throw new TypeError('this TestApp keeps no cookies: it was made with { cookies: false }');
    if (!this.#jar) {
      const { CookieJar: Jar } = requirePeer('tough-cookie');
      this.#jar = new Jar(undefined, { looseMode: true, prefixSecurity: 'silent' });
    }
    return this.#jar;
  }

  /** The value as the jar holds it. If several cookies have the name, it is the value of the one set last. */
  get(name: string): string | undefined {
    return new Map(this.entries()).get(name);
  }

  /**
   * Sets a cookie of the application's host with the path `/`. The value is percent-encoded.
   *
   * @throws TypeError when the name is not a token, or the jar rejects the cookie.
   */
  set(name: string, value: string): void {
    if (!isToken(name)) throw new TypeError(`not a name for a cookie: ${JSON.stringify(name)}`);
    const secure = SECURE_PREFIX.test(name) ? '; Secure' : '';
    const kept = this.#keep(`${name}=${encodeURIComponent(value)}; Path=/${secure}`, this.#url);
    if (!kept) throw new TypeError(`the jar does not accept a cookie ${name} of ${this.#url}`);
  }

  /** Removes all cookies of the name. */
  delete(name: string): void {
    for (const { domain, path, key } of this.#all()) {
      if (key === name) this.jar.store.removeCookie(domain, path, key, raise);
    }
  }

  clear(): void {
    this.#jar?.removeAllCookiesSync();
    this.#order.clear();
  }

  /** Each name once, with the value set last. */
  entries(): IterableIterator<[name: string, value: string]> {
    const places = [...this.#order.keys()];
    const cookies = this.#all().map((cookie) => ({ cookie, place: places.indexOf(keyOf(cookie)) }));
    const sorted = cookies.sort((a, b) => a.place - b.place);
    return new Map(sorted.map(({ cookie }): [string, string] => [cookie.key, cookie.value])).entries();
  }

  [Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    return this.entries();
  }

  /** The `Cookie` header for a request, or `undefined`. The request's URL is read only if there are cookies. */
  headerFor(request: { readonly url: string }): string | undefined {
    return this.#jar?.getCookieStringSync(request.url) || undefined;
  }

  /** Keeps the cookies that a response from a URL sets, except those that a browser rejects. */
  take(setCookies: readonly string[], url: string): void {
    if (this.#isKept) for (const text of setCookies) this.#keep(text, url);
  }

  #all(): Cookie[] {
    const cookies: Cookie[] = [];
    this.#jar?.store.getAllCookies((error, found) => {
      if (!found) throw error;
      cookies.push(...found);
    });
    return cookies.filter((cookie) => cookie.TTL() > 0);
  }

  #keep(text: string, url: string): Cookie | undefined {
    const cookie = this.jar.setCookieSync(text, url, { ignoreError: true }) ?? undefined;
    if (cookie) {
      this.#order.delete(keyOf(cookie));
      this.#order.set(keyOf(cookie), true);
    }
    return cookie;
  }
}

function keyOf({ domain, path, key }: Cookie): string {
  return JSON.stringify([domain, path, key]);
}

function raise(error: Error | null): void {
  if (error) throw error;
}
