/**
 * A header list seen through the Fetch API's Headers interface.
 *
 * @module
 */
import type { HeaderList } from '../wsgi.ts';
import { assertFieldName, assertFieldValue, trimWhitespace } from './field-value.ts';

const SET_COOKIE = 'set-cookie';

/**
 * A live view of a {@link HeaderList}: what is written here is in the list, and the other way round.
 *
 * Names match whatever their case, and are kept as written. Iteration is Fetch's: names in lower
 * case and in order, the values of one name joined by `, `, but each `Set-Cookie` for itself. The
 * list has them as they will be sent.
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
export class ResponseHeaders {
  #list: () => HeaderList;

  /** @param list gives the list; it is asked each time, for the list may be replaced. */
  constructor(list: () => HeaderList) {
    this.#list = list;
  }

  /** The values of a name joined by `, `, or `null`. */
  get(name: string): string | null {
    const wanted = name.toLowerCase();
    let joined: string | null = null;
    for (const field of this.#list()) {
      if (isNamed(field[0], wanted)) joined = joined === null ? field[1] : `${joined}, ${field[1]}`;
    }
    return joined;
  }

  /** The values of `Set-Cookie`, one a cookie. */
  getSetCookie(): string[] {
    return this.#list().flatMap(([name, value]) => (isNamed(name, SET_COOKIE) ? [value] : []));
  }

  has(name: string): boolean {
    const wanted = name.toLowerCase();
    return this.#list().some((field) => isNamed(field[0], wanted));
  }

  /**
   * Gives the name this one value, in the place of its first.
   *
   * @throws TypeError when the name is not a token or the value holds CR, LF, NUL, another control
   * character or one above U+00FF (RFC 9110, section 5.5).
   */
  set(name: string, value: string): void {
    const field = checked(name, value);
    const wanted = name.toLowerCase();
    const list = this.#list();
    const first = list.findIndex((known) => isNamed(known[0], wanted));
    if (first === -1) {
      list.push(field);
      return;
    }
    list[first] = field;
    for (let i = list.length - 1; i > first; i--) if (isNamed(list[i]![0], wanted)) list.splice(i, 1);
  }

  /**
   * Adds a field behind those of its name.
   *
   * @throws TypeError as {@link set} does.
   */
  append(name: string, value: string): void {
    this.#list().push(checked(name, value));
  }

  delete(name: string): void {
    const wanted = name.toLowerCase();
    const list = this.#list();
    for (let i = list.length - 1; i >= 0; i--) if (isNamed(list[i]![0], wanted)) list.splice(i, 1);
  }

  forEach(callback: (value: string, name: string, headers: this) => void): void {
    for (const [name, value] of this) callback(value, name, this);
  }

  *entries(): IterableIterator<[name: string, value: string]> {
    const names = new Set(this.#list().map(([name]) => name.toLowerCase()));
    yield* [...names]
      .sort()
      .flatMap((name): [string, string][] =>
        name === SET_COOKIE
          ? this.getSetCookie().map((value) => [name, value])
          : [[name, this.get(name) as string]],
      );
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    return this.entries();
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `${this.constructor.name} ${inspect(this.#list(), options)}`;
  }
}

/**
 * Lets a header list through.
 *
 * @throws TypeError when one of its fields is not a name and a value.
 */
export function assertHeaderList(list: HeaderList): void {
  for (const [name, value] of list) {
    assertFieldName(name);
    assertFieldValue(name, value);
  }
}

function checked(name: string, value: string): [string, string] {
  assertFieldName(name);
  const trimmed = trimWhitespace(String(value));
  assertFieldValue(name, trimmed);
  return [name, trimmed];
}

function isNamed(name: string, lowerCase: string): boolean {
  return name.length === lowerCase.length && (name === lowerCase || name.toLowerCase() === lowerCase);
}
