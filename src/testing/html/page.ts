/**
 * HTML parsed by the HTML standard, including the form that the parser associates with each field (13.2.6.1).
 *
 * @module
 */
import type { DefaultTreeAdapterMap, DefaultTreeAdapterTypes } from 'parse5';
import { missingPeer } from '../peers.ts';

export type Document = DefaultTreeAdapterTypes.Document;
export type Element = DefaultTreeAdapterTypes.Element;
export type Node = DefaultTreeAdapterTypes.ChildNode;
type Parse5 = typeof import('parse5');

/** A parsed page. */
export interface Page {
  readonly document: Document;
  /** The elements of HTML in tree order, without those in templates. */
  readonly elements: readonly Element[];
  /** The first element of each id. */
  readonly ids: ReadonlyMap<string, Element>;
  /** The form that was open when the parser met a field. The tree does not contain this. */
  readonly parserForms: ReadonlyMap<Element, Element>;
}

const HTML = 'http://www.w3.org/1999/xhtml';
/** The listed elements of HTML, 4.10.2. */
const LISTED: ReadonlySet<string> = new Set([
  'button',
  'fieldset',
  'input',
  'object',
  'output',
  'select',
  'textarea',
]);

/**
 * Loads the parser.
 *
 * @returns a function that parses, or one that throws an error which says what to install.
 */
export async function loadPageParser(
  load: () => Promise<Parse5> = () => import('parse5'),
): Promise<(html: string) => Page> {
  try {
    const parse5 = await load();
    return (html) => parsePage(parse5, html);
  } catch (cause) {
    return () => {
      throw missingPeer('parse5', cause);
    };
  }
}

function parsePage({ Parser, defaultTreeAdapter }: Parse5, html: string): Page {
  const parserForms = new Map<Element, Element>();
  const createElement: typeof defaultTreeAdapter.createElement = (name, namespace, attributes) => {
    const element = defaultTreeAdapter.createElement(name, namespace, attributes);
    const form = parser.openElements.tmplCount > 0 ? null : parser.formElement;
    const isAssociated =
      form && LISTED.has(name) && !attributes.some((attribute) => attribute.name === 'form');
    if (isAssociated) parserForms.set(element, form);
    return element;
  };
  const treeAdapter = { ...defaultTreeAdapter, createElement };
  const parser = new Parser<DefaultTreeAdapterMap>({ treeAdapter, scriptingEnabled: false });
  parser.tokenizer.write(html, true);

  const elements = [...descendants(parser.document)].filter(isHtmlElement);
  const ids = new Map<string, Element>();
  for (const element of elements) {
    const id = attribute(element, 'id');
    if (id && !ids.has(id)) ids.set(id, element);
  }
  return { document: parser.document, elements, ids, parserForms };
}

/** The nodes below a node, in tree order. */
export function* descendants(parent: { childNodes: readonly Node[] }): IterableIterator<Node> {
  const left = [...parent.childNodes].reverse();
  for (let node = left.pop(); node; node = left.pop()) {
    yield node;
    if ('childNodes' in node)
      for (let i = node.childNodes.length - 1; i >= 0; i--) left.push(node.childNodes[i] as Node);
  }
}

/** The elements that contain an element, the innermost first. */
export function* ancestors(element: Element): IterableIterator<Element> {
  for (let node = element.parentNode; node && 'tagName' in node; node = node.parentNode) yield node;
}

export function isHtmlElement(node: Node): node is Element {
  return 'tagName' in node && node.namespaceURI === HTML;
}

/** The value of an attribute, or `undefined`. */
export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((candidate) => candidate.name === name)?.value;
}
