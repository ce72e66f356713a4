/**
 * The header fields of a response: as they are set, and as they go out.
 *
 * @module
 */
import {
  assertHeaderList,
  checkedValue,
  copyOf,
  deleteField,
  getField,
  putField,
} from '../headers/lists/header-list.ts';
import { ResponseHeaders } from '../headers/lists/response-headers.ts';
import type { HeaderList } from '../wsgi/contract.ts';

/** What removes a header when it is assigned. */
export type Absent = undefined | null;

/** The fields of a {@link Response}, which are checked when they are set and so need not be when they are sent. */
export abstract class ResponseFields {
  #list: HeaderList = [];
  /** Whether others have had the list, and may put anything into it at any time. */
  #isListShared = false;
  #headers: ResponseHeaders | undefined;

  /** The header fields as they will be sent. What is put into this list is checked when it is sent. */
  get headerList(): HeaderList {
    this.#isListShared = true;
    return this.#list;
  }

  set headerList(list: HeaderList) {
    this.#isListShared = true;
    this.#list = list;
  }

  /** {@link headerList} through Fetch's Headers interface. */
  get headers(): ResponseHeaders {
    this.#headers ??= new ResponseHeaders(() => this.#list);
    return this.#headers;
  }

  /** {@link headerList}, for who does not write to it. */
  protected get fields(): readonly (readonly [name: string, value: string])[] {
    return this.#list;
  }

  protected getHeader(name: string): string | undefined {
    return getField(this.#list, name);
  }

  protected setHeader(name: string, value: string | Absent): void {
    this.putHeader(name, value == null ? value : checkedValue(name, value));
  }

  /** Sets a header to what is known to be a value that can be sent. */
  protected putHeader(name: string, value: string | Absent): void {
    if (value == null) deleteField(this.#list, name);
    else putField(this.#list, [name, value]);
  }

  protected setText(name: string, value: { toString(): string } | Absent): void {
    this.setHeader(name, value == null ? value : String(value));
  }

  protected setWholeNumber(name: string, value: number | Absent): void {
    if (value != null && !(Number.isSafeInteger(value) && value >= 0)) {
      throw new TypeError(`${name} must be a whole number of 0 or more: ${value}`);
    }
    this.putHeader(name, value == null ? value : String(value));
  }

  /** Adds a field that is known to be one that can be sent. */
  protected addField(name: string, value: string): void {
    this.#list.push([name, value]);
  }

  /** Drops the fields that `isKept` does not want. */
  protected keepFields(isKept: (field: readonly [name: string, value: string]) => boolean): void {
    this.#list = this.#list.filter(isKept);
  }

  protected copyFields(other: ResponseFields): void {
    this.#list = copyOf(other.#list);
    this.#isListShared = other.#isListShared;
  }

  /**
   * A copy of the fields that fits the body (RFC 9110, sections 6.4.1 and 8.6; RFC 9112, section 6): its length where
   * one is declared, none for 1xx and 204, 0 for 205. What a 304 or an empty answer to HEAD declares is the length of
   * what is not sent, and stays.
   *
   * @param length the number of bytes of the body, where it is known.
   * @throws TypeError when what was put into {@link headerList} cannot be sent.
   */
  protected fieldsToSend(status: number, isHead: boolean, length: number | undefined): HeaderList {
    const fields = copyOf(this.#list);
    if (this.#isListShared) assertHeaderList(fields);
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
