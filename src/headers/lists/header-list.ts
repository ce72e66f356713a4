/**
 * Reads and writes a header list by name. Names match regardless of case (RFC 9110, section 5.1).
 *
 * @module
 */
import type { HeaderList } from '../../wsgi/contract.ts';
import { assertFieldName, assertFieldValue, trimWhitespace } from '../grammar/field-value.ts';

type Field = HeaderList[number];

const CASE_BIT = 0x20;

/** Whether two field names are the same. */
export function isSameName(one: string, other: string): boolean {
  // Lengths first: names mostly differ in them, and engines compare them without a call.
  if (one.length !== other.length) return false;
  if (one === other) return true;
  const isDifferent = ((one.charCodeAt(0) ^ other.charCodeAt(0)) | CASE_BIT) !== CASE_BIT;
  return !isDifferent && one.toLowerCase() === other.toLowerCase();
}

/** The values of a name joined by `, `; `undefined` when there is none. */
export function getField(list: HeaderList, name: string): string | undefined {
  let joined: string | undefined;
  for (const field of list) {
    if (isSameName(field[0], name)) joined = joined === undefined ? field[1] : `${joined}, ${field[1]}`;
  }
  return joined;
}

/**
 * Sets the only value of a name, in the place of its first field.
 *
 * @throws TypeError when the name is not a token, or the value cannot be sent (section 5.5).
 */
export function setField(list: HeaderList, name: string, value: string): void {
  putField(list, checkedField(name, value));
}

/** Sets the only value of a name, from a field that is already validated. */
export function putField(list: HeaderList, field: Field): void {
  const first = indexOfField(list, field[0]);
  if (first === -1) {
    list.push(field);
    return;
  }
  list[first] = field;
  deleteFields(list, field[0], first + 1);
}

/** Drops every field of a name. */
export function deleteField(list: HeaderList, name: string): void {
  const first = indexOfField(list, name);
  if (first !== -1) deleteFields(list, name, first);
}

/**
 * A field made of a name and a value, without white space around the value.
 *
 * @throws TypeError as {@link setField} does.
 */
export function checkedField(name: string, value: string): Field {
  assertFieldName(name);
  return [name, checkedValue(name, value)];
}

/**
 * A value that can be sent, without white space around it.
 *
 * @throws TypeError as {@link setField} does.
 */
export function checkedValue(name: string, value: string): string {
  const trimmed = trimWhitespace(String(value));
  assertFieldValue(name, trimmed);
  return trimmed;
}

/** An independent list with the same fields. */
export function copyOf(list: readonly (readonly [name: string, value: string])[]): HeaderList {
  return list.map((field) => [field[0], field[1]]);
}

/** Fields keyed by their lower-case names, in the order of first appearance. */
export type GroupedFields = Map<string, [name: string, values: string[]]>;

/** Groups the values of each name. */
export function groupedFields(list: HeaderList): GroupedFields {
  const all: GroupedFields = new Map();
  for (const [name, value] of list) {
    const key = name.toLowerCase();
    const known = all.get(key);
    if (known) known[1].push(value);
    else all.set(key, [name, [value]]);
  }
  return all;
}

/**
 * Asserts that a header list can be sent.
 *
 * @throws TypeError when one of its fields is not a name and a value.
 */
export function assertHeaderList(list: HeaderList): void {
  for (const field of list) {
    assertFieldName(field[0]);
    assertFieldValue(field[0], field[1]);
  }
}

function indexOfField(list: HeaderList, name: string): number {
  for (let i = 0; i < list.length; i++) if (isSameName((list[i] as [string, string])[0], name)) return i;
  return -1;
}

function deleteFields(list: HeaderList, name: string, from: number): void {
  let kept = from;
  for (const field of list.slice(from)) if (!isSameName(field[0], name)) list[kept++] = field;
  list.length = kept;
}
