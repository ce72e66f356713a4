/**
 * Structured Fields: values that are lists, dictionaries or single items of a few types (RFC 9651), read and
 * written with the package `structured-headers`. A malformed value reads as `undefined`.
 *
 * @module
 */
import {
  type DisplayString,
  parseDictionary,
  parseItem,
  parseList,
  serializeDictionary,
  serializeList,
  Token,
} from 'structured-headers';

/** A value without parameters. Strings are `string`, tokens are `Token`, byte sequences are `ArrayBuffer`. */
export type BareItem = number | string | boolean | Token | ArrayBuffer | Uint8Array | Date | DisplayString;

/** Parameters by name. */
type Parameters = Map<string, BareItem>;

/** A value with its parameters. */
export type Item = [value: BareItem, parameters: Parameters];

/** A list inside a list or a dictionary, with its parameters. */
export type InnerList = [items: Item[], parameters: Parameters];

/** The largest whole number that a Structured Field can carry (section 3.3.1). */
export const LARGEST_INTEGER = 999_999_999_999_999;

const ASCII = /^[\t\x20-\x7e]*$/;
const TEXT = /^[\x20-\x7e]*$/;
const KEY = /^[a-z*][a-z0-9_.*-]*$/;

/** Reads a list (section 4.2.1). */
export function readList(value: string | undefined): (Item | InnerList)[] | undefined {
  return read(parseList, value);
}

/** Reads a dictionary (section 4.2.2). */
export function readDictionary(value: string | undefined): Map<string, Item | InnerList> | undefined {
  return read(parseDictionary, value);
}

/** Reads a single item (section 4.2.3). */
export function readItem(value: string | undefined): Item | undefined {
  return read(parseItem, value);
}

/** Reads an item that is a token, ignoring its parameters. */
export function readToken(value: string): string | undefined {
  const token = readItem(value)?.[0];
  return token instanceof Token ? token.toString() : undefined;
}

/** Whether a member is an inner list. */
export function isInnerList(member: Item | InnerList): member is InnerList {
  return Array.isArray(member[0]);
}

/** Writes a list; `undefined` when it is empty, since an empty list means no field at all (section 3.1). */
export function writeList(list: Item[]): string | undefined {
  return list.length === 0 ? undefined : serializeList(list);
}

/**
 * Writes a dictionary; `undefined` when it is empty, as {@link writeList} does.
 *
 * @throws TypeError when a name is not a key (section 3.1.2).
 */
export function writeDictionary(dictionary: Map<string, Item | InnerList>): string | undefined {
  for (const name of dictionary.keys()) {
    if (!KEY.test(name)) {
      throw new TypeError(
        `invalid name: ${JSON.stringify(name)}; give lower-case letters, digits, _ - . and *`,
      );
    }
  }
  return dictionary.size === 0 ? undefined : serializeDictionary(dictionary);
}

/** @throws TypeError when it is not a string of printable ASCII (section 3.3.3). */
export function assertText(text: string, what: string): void {
  if (typeof text !== 'string' || !TEXT.test(text)) {
    throw new TypeError(`invalid ${what}: ${String(text)}; give a string of printable ASCII`);
  }
}

/** @throws TypeError when it is not a `Uint8Array`. */
export function assertBytes(bytes: Uint8Array, what: string): void {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`invalid ${what}: give its bytes as a Uint8Array`);
}

function read<T>(parse: (text: string) => T, value: string | undefined): T | undefined {
  if (value === undefined || !ASCII.test(value)) return undefined;
  try {
    return parse(value);
  } catch {
    return undefined;
  }
}
