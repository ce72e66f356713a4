/**
 * A header list seen through the Fetch API's Headers interface.
 *
 * @module
 */
import type { HeaderList } from '../../wsgi/contract.ts';
import { checkedField, deleteField, getField, isSameName, setField } from './header-list.ts';
import { type HeadersIterator, HeadersView } from './headers-view.ts';

const SET_COOKIE = 'set-cookie';

/**
 * A live view of a {@link HeaderList}: writing here changes the list, and vice versa.
 *
 * Names match regardless of case, and are kept as written. Iteration is Fetch's: names in lower case and sorted,
 * the values of one name joined by `, `, except that each `Set-Cookie` stands alone. The list has the fields as
 * they will be sent.
 *
 * @example
 * ```ts
 * const list: [string, string][] = [];
 * const headers = new ResponseHeaders(() => list);
 * headers.append('Vary', 'Accept');
 * headers.append('vary', 'Cookie');
 * headers.get('VARY'); // 'Accept, Cookie'
 * list; // [['Vary', 'Accept'], ['vary', 'Cookie']]
 * headers.set('X-Split', 'a\r\nb'); // throws TypeError
 * ```
 */
export class ResponseHeaders extends HeadersView {
  #list: () => HeaderList;

  /** @param list returns the list. It is called each time, since the list may be replaced. */
  constructor(list: () => HeaderList) {
    super();
    this.#list = list;
  }

  /** The values of a name joined by `, `, or `null`. */
  get(name: string): string | null {
    return getField(this.#list(), name) ?? null;
  }

  /** The values of `Set-Cookie`, one per cookie. */
  getSetCookie(): string[] {
    return this.#list().flatMap(([name, value]) => (isSameName(name, SET_COOKIE) ? [value] : []));
  }

  has(name: string): boolean {
    return this.#list().some((field) => isSameName(field[0], name));
  }

  /**
   * Sets the only value of the name, in the place of its first field.
   *
   * @throws TypeError when the name is not a token or the value holds CR, LF, NUL, another control
   * character or one above U+00FF (RFC 9110, section 5.5).
   */
  set(name: string, value: string): void {
    setField(this.#list(), name, value);
  }

  /**
   * Adds a field after the existing fields of its name.
   *
   * @throws TypeError as {@link set} does.
   */
  append(name: string, value: string): void {
    this.#list().push(checkedField(name, value));
  }

  delete(name: string): void {
    deleteField(this.#list(), name);
  }

  *entries(): HeadersIterator<[name: string, value: string]> {
    const names = new Set(this.#list().map(([name]) => name.toLowerCase()));
    yield* [...names]
      .sort()
      .flatMap((name): [string, string][] =>
        name === SET_COOKIE
          ? this.getSetCookie().map((value) => [name, value])
          : [[name, this.get(name) as string]],
      );
  }
}
