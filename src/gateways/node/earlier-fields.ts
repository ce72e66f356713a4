/**
 * Fields that were set on a node response before ours.
 *
 * @module
 */
import { type GroupedFields, groupedFields } from '../../headers/lists/header-list.ts';
import type { HeaderList } from '../../wsgi/contract.ts';

/** Lists that are merged, not replaced, if they were set before. */
const MERGED = new Set(['set-cookie', 'vary']);

/**
 * Our fields, and those set before that ours do not replace: cookies are added, `Vary` is merged. A length set before
 * is not that of our body.
 */
export function withEarlier(
  fields: HeaderList,
  earlier: readonly [name: string, values: string[]][],
): GroupedFields {
  const all = groupedFields(fields);
  for (const [name, values] of earlier) {
    const key = name.toLowerCase();
    const ours = all.get(key);
    if (!ours && key !== 'content-length') all.set(key, [name, values]);
    else if (ours && MERGED.has(key))
      ours[1] = key === 'vary' ? [mergedVary([...values, ...ours[1]])] : [...values, ...ours[1]];
  }
  return all;
}

/** Unwraps a single value, since middleware that reads a header expects no list. */
export function unwrapped(values: string[]): string | string[] {
  return values.length === 1 ? values.join() : values;
}

/** The values of a field, as node keeps them, as a list. */
export function listOf(value: number | string | readonly string[] | undefined): string[] {
  return [value].flat().map(String);
}

function mergedVary(values: readonly string[]): string {
  const names = new Map(
    values.flatMap((value) => value.split(',')).map((name) => [name.trim().toLowerCase(), name.trim()]),
  );
  return names.has('*') ? '*' : [...names.values()].join(', ');
}
