/**
 * `Prefer`: how a client would like a request to be handled, and `Preference-Applied`: which of these preferences
 * the server honored (RFC 7240).
 *
 * @module
 */
import type { PairsInit } from '../collections/pairs.ts';
import { assertOptions, pairsIn, shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { isToken, splitList, splitOutsideQuotes, tokenOrQuoted } from './grammar/field-value.ts';
import { assertParam, type Param, type ParamsInit, paramsFrom, readParam } from './grammar/params.ts';

/** One preference. */
export interface Preference {
  /** The value, unquoted; `''` if there is none. */
  readonly value: string;
  /** The parameters, unquoted, by their lower-case names; `''` for a parameter without a value. */
  readonly params: ReadonlyMap<string, string>;
}

/** What a preference is written from: its value, `true` for no value, or its value and parameters. */
export type PreferenceInit =
  | string
  | true
  | { readonly value?: string | undefined; readonly params?: ParamsInit | undefined };

/**
 * `Prefer`: the preferences by their lower-case names. An absent header has no preferences, malformed preferences
 * are dropped, and if one is repeated, the first counts. Writing no preferences removes the field. A value that
 * could not be read back is a TypeError.
 *
 * @example
 * ```ts
 * const preferences = prefer.parse('respond-async, return=minimal, wait=10');
 * preferences.get('return')?.value; // 'minimal'
 * preferences.has('respond-async'); // true
 * prefer.format({ return: 'representation', 'respond-async': true }); // 'return=representation, respond-async'
 * ```
 */
export const prefer: Field<ReadonlyMap<string, Preference>, PairsInit<PreferenceInit>> = {
  name: 'Prefer',
  parse: readPreferences,
  format: (value) => formatPreferences(value, 'Prefer'),
};

/**
 * `Preference-Applied`: the values of the preferences by their lower-case names, `''` for a preference without a
 * value. It reads and writes as {@link prefer} does, without parameters.
 *
 * @example
 * ```ts
 * preferenceApplied.parse('return=minimal').get('return'); // 'minimal'
 * preferenceApplied.format({ 'respond-async': true }); // 'respond-async'
 * ```
 */
export const preferenceApplied: Field<ReadonlyMap<string, string>, PairsInit<string | true>> = {
  name: 'Preference-Applied',
  parse: (value) =>
    new Map(Array.from(readPreferences(value), ([name, preference]) => [name, preference.value])),
  format: (value) => formatPreferences(value, 'Preference-Applied'),
};

function readPreferences(value: string | undefined): Map<string, Preference> {
  const preferences = new Map<string, Preference>();
  for (const member of splitList(value ?? '')) {
    const [preference, ...params] = splitOutsideQuotes(member, ';').map(readPart);
    if (!preference || !params.every((param) => param !== undefined)) continue;
    const [name, text] = preference;
    if (!preferences.has(name)) preferences.set(name, { value: text, params: firstOfEach(params) });
  }
  return preferences;
}

/** A name alone means the same as a name with an empty value (section 2). */
function readPart(piece: string): Param | undefined {
  return isToken(piece) ? [piece.toLowerCase(), ''] : readParam(piece);
}

function firstOfEach(params: readonly Param[]): ReadonlyMap<string, string> {
  return new Map([...params].reverse().map(([name, value]) => [name, value]));
}

function formatPreferences(preferences: PairsInit<PreferenceInit>, header: string): string | undefined {
  const written = new Map<string, string>();
  for (const [given, init] of pairsIn(preferences, header)) {
    const name = given.toLowerCase();
    if (written.has(name)) throw new TypeError(`the preference ${name} is repeated in ${header}`);
    const { value = '', params = [] } = partsOf(init, `preference ${name}`, header);
    const pairs: Param[] = [[name, value], ...paramsFrom(params)];
    written.set(name, pairs.map(writePart).join('; '));
  }
  return [...written.values()].join(', ') || undefined;
}

function partsOf(init: PreferenceInit, what: string, header: string): Exclude<PreferenceInit, string | true> {
  if (init === true) return {};
  if (typeof init === 'string') return { value: init };
  assertOptions(init, header === 'Prefer' ? ['value', 'params'] : ['value'], what);
  return init;
}

function writePart([name, value]: Param): string {
  if (typeof value !== 'string') {
    throw new TypeError(`invalid preference ${name}: ${shown(value)}; give a string`);
  }
  assertParam(name, value);
  return value === '' ? name : `${name}=${tokenOrQuoted(value)}`;
}
