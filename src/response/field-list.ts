/**
 * The header fields of a response, as they are set and as they are sent.
 *
 * @module
 */
import {
  assertHeaderList,
  checkedField,
  copyOf,
  deleteField,
  getField,
  putField,
} from '../headers/lists/header-list.ts';
import { ResponseHeaders } from '../headers/lists/response-headers.ts';
import type { HeaderList } from '../wsgi/contract.ts';

/** One immutable field. */
export type ReadonlyField = readonly [name: string, value: string];

/**
 * A header list. Fields are checked when they are set. They are checked again on sending only if a caller holds the
 * list, since it may have added anything.
 *
 * @example
 * ```ts
 * const fields = new FieldList();
 * fields.set('Server', 'a\r\nb'); // throws TypeError
 * fields.shared().push(['Server', 'a\r\nb']);
 * fields.toSend(200, false, 0); // throws TypeError
 * ```
 */
export class FieldList {
  #list: HeaderList = [];
  #isShared = false;
  #headers: ResponseHeaders | undefined;

  /** The fields, for reading. */
  get fields(): readonly ReadonlyField[] {
    return this.#list;
  }

  /** The fields through Fetch's Headers interface, which checks what is written. */
  get headers(): ResponseHeaders {
    this.#headers ??= new ResponseHeaders(() => this.#list);
    return this.#headers;
  }

  /** The list itself, for callers that may write to it. */
  shared(): HeaderList {
    this.#isShared = true;
    return this.#list;
  }

  /** Adopts a list that others may write to. */
  replace(list: HeaderList): void {
    this.#isShared = true;
    this.#list = list;
  }

  /** The values of a name, joined by `, `. */
  get(name: string): string | undefined {
    return getField(this.#list, name);
  }

  /**
   * Sets the only value of a name; `undefined` removes it.
   *
   * @throws TypeError when the name is not a token, or the value cannot be sent.
   */
  set(name: string, value: string | undefined): void {
    if (value === undefined) deleteField(this.#list, name);
    else putField(this.#list, checkedField(name, value));
  }

  /**
   * Adds a field after those of its name.
   *
   * @throws TypeError as {@link set} does.
   */
  append(name: string, value: string): void {
    this.#list.push(checkedField(name, value));
  }

  /** Does what {@link set} does, with a value that is already validated. */
  put(name: string, value: string | undefined): void {
    if (value === undefined) deleteField(this.#list, name);
    else putField(this.#list, [name, value]);
  }

  /** Adds a field that is already validated. */
  add(name: string, value: string): void {
    this.#list.push([name, value]);
  }

  /** Removes the fields for which `isKept` returns false. */
  filter(isKept: (field: ReadonlyField) => boolean): void {
    this.#list.splice(0, Infinity, ...this.#list.filter(isKept));
  }

  /** Replaces the fields with copies of another list's. */
  copyFrom(other: FieldList): void {
    this.#list = copyOf(other.#list);
    this.#isShared = other.#isShared;
  }

  /**
   * A copy of the fields that fits the body (RFC 9110, sections 6.4.1 and 8.6; RFC 9112, section 6): with the
   * body's length if one is declared, without a length for 1xx and 204, with 0 for 205. The declared length of a
   * 304, or of an empty response to HEAD, is that of the content which is not sent, and stays.
   *
   * @param length the number of bytes of the body, if known.
   * @throws TypeError when a field put into the {@link shared} list cannot be sent.
   */
  toSend(status: number, isHead: boolean, length: number | undefined): HeaderList {
    const fields = copyOf(this.#list);
    if (this.#isShared) assertHeaderList(fields);
    if (status < 200 || status === 204 || status === 205) {
      deleteField(fields, 'Content-Length');
      deleteField(fields, 'Transfer-Encoding');
      if (status === 205) fields.push(['Content-Length', '0']);
      return fields;
    }
    const declared = getField(fields, 'Content-Length');
    if (status === 304 || declared === undefined) return fields;
    const isRight = length === undefined || (isHead && length === 0) || declared === String(length);
    if (!isRight) putField(fields, ['Content-Length', String(length)]);
    return fields;
  }
}
