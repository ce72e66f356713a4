/**
 * The labels of a page's fields (HTML, 4.10.4; WAI-ARIA, `aria-labelledby` and `aria-label`).
 *
 * @module
 */
import { ancestors, attribute, type Element, type Page } from './page.ts';
import { stripAndCollapse, visibleText } from './text.ts';

const LABELABLE: ReadonlySet<string> = new Set([
  'button',
  'input',
  'meter',
  'output',
  'progress',
  'select',
  'textarea',
]);

/** The labels of a page. */
export class Labels {
  readonly #page: Page;
  readonly #labels = new Map<Element, Element[]>();

  constructor(page: Page) {
    this.#page = page;
    let next: Element | undefined;
    for (const element of page.elements.toReversed()) {
      if (isLabelable(element)) next = element;
      const labelled = element.tagName === 'label' ? this.#labelledBy(element, next) : undefined;
      if (labelled) this.#labels.set(labelled, [element, ...(this.#labels.get(labelled) ?? [])]);
    }
  }

  /** The texts of a field's labels, of the elements that its `aria-labelledby` names, and of its `aria-label`. */
  of(element: Element): string[] {
    const texts = (this.#labels.get(element) ?? []).map(visibleText);
    const references = (attribute(element, 'aria-labelledby') ?? '').split(/[ \t\r\n\f]+/);
    texts.push(
      references
        .flatMap((id) => this.#page.ids.get(id) ?? [])
        .map(visibleText)
        .join(' '),
    );
    texts.push(stripAndCollapse(attribute(element, 'aria-label') ?? ''));
    return texts.filter((text) => text !== '');
  }

  /** @param next the first labelable element after the label's start tag. */
  #labelledBy(label: Element, next: Element | undefined): Element | undefined {
    const id = attribute(label, 'for');
    if (id !== undefined) {
      const named = this.#page.ids.get(id);
      return named && isLabelable(named) ? named : undefined;
    }
    return next && [...ancestors(next)].includes(label) ? next : undefined;
  }
}

function isLabelable(element: Element): boolean {
  return LABELABLE.has(element.tagName) && attribute(element, 'type')?.toLowerCase() !== 'hidden';
}
