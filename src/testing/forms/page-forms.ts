/**
 * The forms of a page.
 *
 * @module
 */
import { parseUrl } from '../../url/parse-url.ts';
import type { Page } from '../html/page.ts';
import { controlsOf } from './controls.ts';
import { type FormContext, TestForm } from './form.ts';

/** Forms by index, id and name, the first of each. When iterated, each form appears once. */
export type TestForms<Options, Answer> = Iterable<TestForm<Options, Answer>> &
  Readonly<Record<string | number, TestForm<Options, Answer>>>;

/** The forms of a page in tree order. */
export function formsOf<Options, Answer>(context: FormContext<Options, Answer>): TestForm<Options, Answer>[] {
  return [...controlsOf(context)].map(([element, controls]) => new TestForm(context, element, controls));
}

/** Makes forms available by index, else by id, else by name. */
export function indexed<Options, Answer>(
  forms: readonly TestForm<Options, Answer>[],
): TestForms<Options, Answer> {
  const by = (key: 'id' | 'name') =>
    forms.toReversed().flatMap((form) => (form[key] === undefined ? [] : [[form[key], form] as const]));
  const record = Object.fromEntries([...by('name'), ...by('id'), ...forms.entries()]);
  return Object.assign(record, { [Symbol.iterator]: () => forms.values() });
}

/** The base URL of a page (HTML, 4.2.3). */
export function baseOf(page: Page, url: URL): URL {
  const href = page.elements
    .filter(({ tagName }) => tagName === 'base')
    .flatMap(({ attrs }) => attrs.filter(({ name }) => name === 'href'))[0]?.value;
  const base = href === undefined ? undefined : parseUrl(href, url);
  return !base || base.protocol === 'data:' || base.protocol === 'javascript:' ? url : base;
}
