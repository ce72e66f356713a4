/**
 * What a response can be made with.
 *
 * @module
 */
import type { BodyInit } from '../body/content.ts';
import type { PairsInit } from '../collections/pairs.ts';
import { unknownName } from '../collections/unknown-name.ts';
import type { AppIter, HeaderList } from '../wsgi/contract.ts';
import { RESPONSE_FIELDS, type ResponseFieldValues } from './fields.ts';

/** Header fields by name, or as pairs; a Headers object is such pairs. One whose value is `undefined` is left out. */
export type HeadersInit = PairsInit<string | undefined>;

/** What a response can be made with: each of its properties, set as an assignment to it sets it. */
export interface ResponseInit extends ResponseFieldValues {
  /** A code, or with a reason: `'404 Nope'`. Defaults to 200. */
  status?: number | string | undefined;
  /** The reason phrase. Defaults to that of the status. */
  statusText?: string | undefined;
  /** Code and reason in one: `'404 Nope'`. */
  statusLine?: string | undefined;
  /** Fields by name, besides those that are options. */
  headers?: HeadersInit | undefined;
  /** The fields exactly as they are to be sent: no Content-Type is added to them. */
  headerList?: HeaderList | undefined;
  /** The parameters of the Content-Type. */
  contentTypeParams?: Readonly<Record<string, string>> | null | undefined;
  /** The charset of a text or XML type, instead of the default. */
  charset?: string | null | undefined;
  /** Instead of a body: a value that becomes JSON. */
  json?: unknown;
  /** Does what assigning {@link Response.jsonBody} does. */
  jsonBody?: unknown;
  /** Instead of the constructor's first argument. */
  body?: BodyInit | null | undefined;
  /** The body as a server takes it. */
  appIter?: AppIter | undefined;
  /** Whether it answers If-None-Match, If-Modified-Since and Range by itself. Defaults to false. */
  conditionalResponse?: boolean | undefined;
}

/** What a response can be made with that is not assigned like a property. */
const OTHER_NAMES = ['headers', 'json'];

/**
 * Assigns to each property that an object of values names; one whose value is `undefined` is left as it is.
 *
 * @throws TypeError when the response has no setter of that name, or the value is malformed.
 */
export function assignProperties(response: object, values: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(values)) {
    const isSettable = Object.hasOwn(RESPONSE_FIELDS, name) || hasSetter(response, name);
    if (!isSettable) throw unknownName('response property', name, OTHER_NAMES.concat(settersOf(response)));
    if (values[name] !== undefined) Reflect.set(response, name, values[name]);
  }
}

/** Whether there is a setter of that name in the object's class or in those that it extends. */
function hasSetter(object: object, name: string): boolean {
  for (const place of classesOf(object)) {
    const property = Object.getOwnPropertyDescriptor(place, name);
    if (property) return property.set !== undefined;
  }
  return false;
}

/** The names of all setters, for the message of an error. */
function settersOf(object: object): string[] {
  return [...classesOf(object)].flatMap((place) =>
    Object.entries(Object.getOwnPropertyDescriptors(place)).flatMap(([name, { set }]) => (set ? [name] : [])),
  );
}

function* classesOf(object: object): Generator<object, void> {
  let place: object = Object.getPrototypeOf(object);
  for (; place !== Object.prototype; place = Object.getPrototypeOf(place)) yield place;
}
