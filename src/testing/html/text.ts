/**
 * The text of elements, raw and as a reader sees it.
 *
 * @module
 */
import { attribute, descendants, type Element, isHtmlElement, type Node } from './page.ts';

/** Elements whose text is not part of the surrounding text. */
const UNSEEN: ReadonlySet<string> = new Set(['option', 'script', 'style', 'textarea']);

const SCRIPT: ReadonlySet<string> = new Set(['script']);

/** Text in which each run of ASCII white space is a single space. */
export function collapse(text: string): string {
  return text.replace(/[ \t\r\n\f]+/g, ' ');
}

/** Does what {@link collapse} does, and removes the spaces at both ends. */
export function stripAndCollapse(text: string): string {
  return collapse(text).replace(/^ | $/g, '');
}

/** The raw text below an element, without that of scripts. */
export function textContent(element: Element): string {
  let text = '';
  for (const node of descendants(element)) {
    if (isText(node) && !isIn(node, SCRIPT)) text += node.value;
  }
  return text;
}

/**
 * The text of an element as a reader sees it: white space collapsed and trimmed, and the alternative text of
 * images.
 */
export function visibleText(element: Element): string {
  let text = '';
  for (const node of descendants(element)) text += seenOf(node);
  return stripAndCollapse(text);
}

function seenOf(node: Node): string {
  if (isText(node)) return isIn(node, UNSEEN) ? '' : node.value;
  if (node.nodeName === 'br') return ' ';
  return node.nodeName === 'img' && isHtmlElement(node) ? (attribute(node, 'alt') ?? '') : '';
}

function isIn({ parentNode }: Node, names: ReadonlySet<string>): boolean {
  return parentNode !== null && names.has(parentNode.nodeName);
}

function isText(node: Node): node is Extract<Node, { value: string }> {
  return node.nodeName === '#text';
}
