/**
 * The links of a page.
 *
 * @module
 */
import { assertKnown } from '../collections/unknown-name.ts';
import { attribute, type Page } from './html/page.ts';
import { visibleText } from './html/text.ts';

/** A link: its visible text, its id, and its URL as written. */
interface Link {
  readonly text: string;
  readonly id: string | undefined;
  readonly href: string;
}

/**
 * Selects a link: everything given must match, a text completely, a RegExp in any part. `index` counts the matching
 * links, from the end if it is negative.
 */
export interface LinkChoice {
  readonly text?: string | RegExp | undefined;
  readonly id?: string | RegExp | undefined;
  readonly href?: string | RegExp | undefined;
  readonly index?: number | undefined;
}

const KEYS = ['text', 'id', 'href'] as const;

/** The `a` elements that lead to another page, as opposed to a fragment or a script. */
export function linksOf(page: Page): Link[] {
  return page.elements.flatMap((element) => {
    const href = attribute(element, 'href') ?? '';
    if (element.tagName !== 'a' || href === '' || href.startsWith('#') || href.startsWith('javascript:'))
      return [];
    return [{ text: visibleText(element), id: attribute(element, 'id'), href }];
  });
}

/**
 * The links that match a choice.
 *
 * @throws TypeError when it has an unknown key.
 */
export function chooseLinks(links: readonly Link[], choice: LinkChoice): Link[] {
  assertKnown('way to choose a link', choice, [...KEYS, 'index']);
  const fitting = links.filter((link) => KEYS.every((key) => fits(choice[key], link[key])));
  if (choice.index === undefined) return fitting;
  return fitting.slice(choice.index).slice(0, 1);
}

function fits(wanted: string | RegExp | undefined, text: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (text === undefined) return false;
  return typeof wanted === 'string' ? wanted === text : text.search(wanted) !== -1;
}
