/**
 * Sessions as JSON text: an object of the application's keys and of our own, which begin with `~`.
 *
 * @module
 */
import type { SessionChanges } from './session-store.ts';

/** The prefix of keys that no application can set. */
export const OWN = '~';
const CREATED = '~created';

/** The value of a session that has ended, until it is deleted. */
export const ENDED = '{}';

/** The value of a session without content. */
export function emptyValue(createdAt: number): string {
  return JSON.stringify({ [CREATED]: createdAt });
}

/** Whether a value contains nothing but our own keys. */
export function isEmptyValue(value: string): boolean {
  return parseValue(value)?.values.size === 0;
}

/** A parsed session. */
export interface ParsedValue {
  readonly createdAt: number;
  readonly values: Map<string, unknown>;
}

/** Parses a value; `undefined` if it is not a session's. */
export function parseValue(text: string): ParsedValue | undefined {
  try {
    const values = valuesOf(text);
    const createdAt = values.get(CREATED);
    values.delete(CREATED);
    return typeof createdAt === 'number' ? { createdAt, values } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A value with changes applied.
 *
 * @example
 * ```ts
 * mergeValue('{"a":1,"b":2}', new Map([['b', undefined], ['c', '[3]']])); // '{"a":1,"c":[3]}'
 * ```
 */
export function mergeValue(value: string, changes: SessionChanges): string {
  const values = valuesOf(value);
  for (const [key, text] of changes) {
    if (text === undefined) values.delete(key);
    else values.set(key, JSON.parse(text));
  }
  return JSON.stringify(Object.fromEntries(values));
}

/** @throws when it is not a JSON object. */
function valuesOf(text: string): Map<string, unknown> {
  return new Map(Object.entries(JSON.parse(text)));
}
