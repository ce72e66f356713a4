/**
 * The data that a form sends (HTML, 4.10.22: form submission).
 *
 * @module
 */
import type { FormValue } from '../../body/forms/multipart-encode.ts';
import { serializeUrlencoded } from '../../body/forms/urlencoded.ts';
import { ancestors, attribute, type Element } from '../html/page.ts';
import type { Control } from './controls.ts';
import { typeOf } from './field.ts';
import { filenameOf } from './files.ts';
import { SubmitButton } from './submit-button.ts';

/** The entry of a field: its name, and a text or a file. */
export type Entry = [name: string, value: FormValue];

/** Where and how a form is sent. */
export interface Submission {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Options of `Request.blank`. */
  readonly init: { readonly form?: Entry[]; readonly text?: string; readonly contentType?: string };
}

const DIRNAME_TYPES: ReadonlySet<string> = new Set([
  'email',
  'hidden',
  'password',
  'search',
  'submit',
  'tel',
  'text',
  'textarea',
  'url',
]);

/** The entries of controls, in order (HTML, 4.10.22.4). */
export function entryList(controls: readonly Control[], submitter: SubmitButton | undefined): Entry[] {
  return controls.flatMap(({ element, owner }) => {
    if (owner.disabled || isInDatalist(element)) return [];
    if (owner instanceof SubmitButton) {
      return owner === submitter
        ? [...owner.entries.map((entry): Entry => [...entry]), ...directionOf(element, owner.value)]
        : [];
    }
    const { name } = owner;
    if (name === '') return [];
    const entries = owner.valuesOf(element).map((value): Entry => [name, value]);
    return [...entries, ...directionOf(element, String(owner.value ?? ''))];
  });
}

/** How entries are sent to a URL: GET replaces its query with them, POST encodes them according to `enctype`. */
export function submissionOf(
  url: URL,
  method: string,
  enctype: string,
  entries: readonly Entry[],
): Submission {
  const target = new URL(url);
  target.hash = '';
  if (method === 'get') {
    target.search = serializeUrlencoded(textPairs(entries));
    return { method: 'GET', url: target.href, init: {} };
  }
  return { method: 'POST', url: target.href, init: encoded(enctype, entries) };
}

function encoded(enctype: string, entries: readonly Entry[]): Submission['init'] {
  if (enctype === 'multipart/form-data') return { form: [...entries], contentType: enctype };
  if (enctype === 'text/plain') {
    const lines = textPairs(entries).map((pair) => `${pair.join('=')}\r\n`);
    return { text: lines.join(''), contentType: enctype };
  }
  return { text: serializeUrlencoded(textPairs(entries)), contentType: enctype };
}

/** Entries with file names in place of files, and CR LF for each line break. */
function textPairs(entries: readonly Entry[]): [name: string, value: string][] {
  return entries.map(([name, value]) => [
    withCRLF(name),
    withCRLF(typeof value === 'string' ? value : filenameOf(value)),
  ]);
}

function withCRLF(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}

/** The direction of a text whose field requests that it is sent. */
function directionOf(element: Element, value: string): Entry[] {
  const name = attribute(element, 'dirname');
  const isSent = name && element.tagName !== 'button' && DIRNAME_TYPES.has(typeOf(element));
  return isSent ? [[name, isRightToLeft(element, value) ? 'rtl' : 'ltr']] : [];
}

const STRONG = /\p{L}/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

function isRightToLeft(element: Element, value: string): boolean {
  const own = attribute(element, 'dir')?.toLowerCase();
  if (own === 'auto') return RIGHT_TO_LEFT.test(STRONG.exec(value)?.[0] ?? '');
  if (own === 'ltr' || own === 'rtl') return own === 'rtl';
  if (typeOf(element) === 'tel') return false;
  for (const ancestor of ancestors(element)) {
    const direction = attribute(ancestor, 'dir')?.toLowerCase();
    if (direction === 'ltr' || direction === 'rtl') return direction === 'rtl';
  }
  return false;
}

function isInDatalist(element: Element): boolean {
  return [...ancestors(element)].some((ancestor) => ancestor.tagName === 'datalist');
}
