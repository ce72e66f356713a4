/**
 * Adds to the fields of the request that a response depends on.
 *
 * @module
 */
import { getField, putField } from '../headers/lists/header-list.ts';
import { Vary } from '../headers/vary.ts';
import type { HeaderList } from '../wsgi/contract.ts';

/** Adds names to the `Vary` of a header list, in place. Existing names stay; `*` stays alone. */
export function addVary(headers: HeaderList, ...names: string[]): void {
  const value = getField(headers, 'Vary');
  putField(headers, [
    'Vary',
    value === undefined ? names.join(', ') : String(Vary.parse(value).with(...names)),
  ]);
}
