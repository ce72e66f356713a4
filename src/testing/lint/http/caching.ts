/**
 * Checks for contradictions in `Cache-Control` (RFC 9111, sections 4.2.1 and 5.2.2).
 *
 * @module
 */
import { CacheControl } from '../../../headers/cache-control.ts';
import { splitList } from '../../../headers/grammar/field-value.ts';
import type { Finding } from '../findings.ts';

const CONTRADICTIONS: readonly (readonly [text: string, isSo: (control: CacheControl) => boolean])[] = [
  ['no-store and a max-age above 0', ({ noStore, maxAge = 0 }) => noStore && maxAge > 0],
  ['no-store and a s-maxage above 0', ({ noStore, sMaxage = 0 }) => noStore && sMaxage > 0],
  ['no-store and public', (control) => control.noStore && control.public],
  ['no-store and immutable', ({ noStore, immutable }) => noStore && immutable],
  ['private and public', (control) => control.private === true && control.public],
  ['private and s-maxage', (control) => control.private === true && control.sMaxage !== undefined],
];

/** Finds directives that exclude each other, and directives with several different arguments. */
export function* cacheFindings(value: string): Generator<Finding, void> {
  const rule = 'http-cache-contradiction';
  const control = CacheControl.parse(value);
  for (const [text, isSo] of CONTRADICTIONS) {
    if (isSo(control)) yield { rule, text: `Cache-Control has ${text}` };
  }
  for (const name of namesWithSeveralArguments(value)) {
    yield { rule, text: `Cache-Control has ${name} with different arguments` };
  }
}

function namesWithSeveralArguments(value: string): Set<string> {
  const directives = new Map<string, string>();
  const several = new Set<string>();
  for (const directive of splitList(value)) {
    const name = directive.split('=', 1).join('').toLowerCase();
    const argument = directive.slice(name.length);
    if ((directives.get(name) ?? argument) !== argument) several.add(name);
    directives.set(name, argument);
  }
  return several;
}
