/**
 * Options of a response.
 *
 * @module
 */
import type { BodyInit } from '../body/content.ts';
import type { PairsInit } from '../collections/pairs.ts';
import { unknownName } from '../collections/unknown-name.ts';
import type { AppIter, HeaderList } from '../wsgi/contract.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import { RESPONSE_FIELDS, type ResponseFieldValues } from './fields.ts';

/** Header fields by name, or as pairs, such as a Headers object. Fields with the value `undefined` are left out. */
export type HeadersInit = PairsInit<string | undefined>;

/** Options of a response: any of its properties, with the same effect as assigning it. */
export interface ResponseInit extends ResponseFieldValues {
  /** A code, or a code with a reason: `'404 Nope'`. Defaults to 200. */
  status?: number | string | undefined;
  /** The reason phrase. Defaults to the status's own. */
  statusText?: string | undefined;
  /** Code and reason in one: `'404 Nope'`. */
  statusLine?: string | undefined;
  /** Fields by name, in addition to those that are options. */
  headers?: HeadersInit | undefined;
  /** The exact fields to send: no Content-Type is added to them. */
  headerList?: HeaderList | undefined;
  /** The parameters of the Content-Type. */
  contentTypeParams?: Readonly<Record<string, string>> | null | undefined;
  /** The charset of a text or XML type, instead of the default; `null` names none. */
  charset?: string | null | undefined;
  /** A value to send as JSON, instead of a body. */
  json?: unknown;
  /** Has the effect of assigning {@link Response.jsonBody}. */
  jsonBody?: unknown;
  /** The body, instead of the constructor's first argument. */
  body?: BodyInit | null | undefined;
  /** The body as an iterable of bytes. */
  appIter?: AppIter | undefined;
  /** Whether the response handles If-None-Match, If-Modified-Since and Range itself. Defaults to false. */
  conditionalResponse?: boolean | undefined;
}

/**
 * The options, checked to be an object that is not itself a response.
 *
 * @throws TypeError that says what they are instead.
 */
export function checkedInit<T extends ResponseInit>(init: T): T {
  if (typeof init === 'object' && init !== null && typeof init.json !== 'function') return init;
  throw new TypeError(`expected options such as { status: 404 }; got ${kindOf(init)}`);
}

/**
 * Assigns each property of an object; a value of `undefined` leaves the property as it is.
 *
 * @throws TypeError when the response has no setter of that name, or the value is malformed.
 */
export function assignProperties(response: object, values: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(values)) {
    const isSettable = Object.hasOwn(RESPONSE_FIELDS, name) || hasSetter(response, name);
    if (!isSettable) throw unknownName('response property', name, namesOf(response));
    if (values[name] !== undefined) Reflect.set(response, name, values[name]);
  }
}

/** Whether the object's class, or a class that it extends, has a setter of that name. */
function hasSetter(object: object, name: string): boolean {
  for (const place of classesOf(object)) {
    const property = Object.getOwnPropertyDescriptor(place, name);
    if (property) return property.set !== undefined;
  }
  return false;
}

/** The names of all options, for an error message: those of the setters, and of two that are not properties. */
function namesOf(object: object): string[] {
  const names = ['headers', 'json'];
  for (const place of classesOf(object)) {
    for (const [name, { set }] of Object.entries(Object.getOwnPropertyDescriptors(place))) {
      if (set) names.push(name);
    }
  }
  return names;
}

function* classesOf(object: object): Generator<object, void> {
  let place: object = Object.getPrototypeOf(object);
  for (; place !== Object.prototype; place = Object.getPrototypeOf(place)) yield place;
}
