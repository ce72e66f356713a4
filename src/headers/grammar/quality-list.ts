/**
 * What the `Accept` family shares: a list of ranges, each with a weight (RFC 9110, sections 12.4.2 and 12.5),
 * compared with what the server can offer.
 *
 * @module
 */
import { parse } from 'content-type';
import { withParseCache } from '../../collections/parse-cache.ts';
import { listOf } from './checks.ts';
import type { Field } from './field.ts';
import { splitList, trimWhitespace } from './field-value.ts';
import { INSPECT, inspected } from './inspection.ts';

/** One element of the list. */
export interface QualityElement {
  /** What is requested, in lower case: a media range, a coding, a charset, a language range. */
  readonly range: string;
  /** From 0 (refused) to 1. */
  readonly quality: number;
}

/** What an element can be made from: a range, which may carry its weight, or a range with its quality from 0 to 1. */
export type QualityInit = string | readonly [range: string, quality: number] | QualityElement;

/**
 * A list of ranges with their weights. Immutable.
 *
 * If the client has no preference between offers, they keep their order.
 */
export abstract class QualityList<Element extends QualityElement, Options = undefined> {
  /** The elements in the order they were sent. */
  readonly elements: readonly Element[];
  /** Whether the header is present. Without it, everything is acceptable. */
  readonly isPresent: boolean;

  constructor(elements: readonly Element[], isPresent: boolean) {
    this.elements = elements;
    this.isPresent = isPresent;
  }

  /** The quality of an offer, from 0 (not acceptable) to 1. */
  abstract quality(offer: string, options?: Options): number;

  /** The acceptable offers and their qualities, sorted by quality, then in the order offered. */
  acceptable<const Offer extends string>(
    offers: Iterable<Offer>,
    options?: Options,
  ): [offer: Offer, quality: number][] {
    const acceptable: [Offer, number][] = [];
    for (const offer of offers) {
      const quality = this.quality(offer, options);
      if (quality > 0) acceptable.push([offer, quality]);
    }
    return acceptable.sort((a, b) => b[1] - a[1]);
  }

  /** The offer with the highest quality, the first among equals; `undefined` when none is acceptable. */
  best<const Offer extends string>(offers: Iterable<Offer>, options?: Options): Offer | undefined {
    let best: Offer | undefined;
    let highest = 0;
    for (const offer of offers) {
      const quality = this.quality(offer, options);
      if (quality > highest) {
        best = offer;
        highest = quality;
      }
    }
    return best;
  }

  /** Whether the offer is acceptable. */
  includes(offer: string, options?: Options): boolean {
    return this.quality(offer, options) > 0;
  }

  /** The elements in the order they were sent. */
  [Symbol.iterator](): IterableIterator<Element> {
    return this.elements.values();
  }

  /** The header value, without malformed elements. */
  toString(): string {
    const elements = this.elements.map(({ range, quality }) =>
      quality === 1 ? range : `${range};q=${quality}`,
    );
    return elements.join(', ');
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/** A weight. Java's clients leave out the 0 before the point. */
const WEIGHT = /^(?:0?\.\d{1,3}|0\.?|1(?:\.0{0,3})?)$/;
const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

/** Makes an element from a member of the list; `undefined` drops it. */
type Make<Element> = (
  range: string,
  quality: number,
  parameters: ReadonlyMap<string, string>,
) => Element | undefined;

/** Elements that {@link ElementReader.list} has read, and that need no further checks. */
class ReadElements<Element extends QualityElement> implements Iterable<Element> {
  readonly elements: readonly Element[];

  constructor(elements: readonly Element[]) {
    this.elements = elements;
  }

  [Symbol.iterator](): Iterator<Element> {
    return this.elements.values();
  }
}

/**
 * Reads a list's elements, as tolerantly as the package `content-type` reads parameters. Anything after a weight is
 * ignored. An element with a malformed weight, or for which `make` returns `undefined`, is dropped.
 * Even new lists consist mostly of members seen before, which are cached.
 */
export class ElementReader<Element extends QualityElement> {
  readonly #make: Make<Element>;
  readonly #readRemembered: (member: string) => Element | undefined;

  constructor(make: Make<Element>) {
    this.#make = make;
    this.#readRemembered = withParseCache((member) => readElement(member, make));
  }

  /** The elements of a header value. */
  list(value: string): ReadElements<Element> {
    const elements: Element[] = [];
    for (const member of splitList(value)) {
      const element = this.#readRemembered(member);
      if (element !== undefined) elements.push(element);
    }
    return new ReadElements(elements);
  }

  /**
   * The given elements, checked.
   *
   * @throws TypeError when one is malformed, RangeError when a quality is not from 0 to 1.
   */
  elementsOf(given: Iterable<QualityInit>): readonly Element[] {
    if (given instanceof ReadElements) return given.elements;
    const list = typeof given === 'string' ? [given] : listOf(given, 'Accept list');
    return list.map((init) => this.#elementOf(init));
  }

  #elementOf(init: QualityInit): Element {
    const text = typeof init === 'string' ? init : textOf(init);
    const element = readElement(text, this.#make);
    if (!element) throw new TypeError(`invalid element: ${JSON.stringify(text)}`);
    return element;
  }
}

function textOf(init: Exclude<QualityInit, string>): string {
  const [range, quality] = 'range' in init ? [init.range, init.quality] : init;
  if (!(quality >= 0 && quality <= 1)) throw new RangeError(`a quality is from 0 to 1, not ${quality}`);
  return `${range};q=${Number(quality.toFixed(3))}`;
}

function readElement<Element>(member: string, make: Make<Element>): Element | undefined {
  if (!member.includes(';')) return Object.freeze(make(member.toLowerCase(), 1, NO_PARAMETERS));
  const { type, parameters } = parse(member);
  const weight = parameters.q ?? '1';
  if (!WEIGHT.test(weight)) return undefined;
  return Object.freeze(make(type, Number(weight), parametersBeforeWeight(parameters)));
}

function parametersBeforeWeight(given: Record<string, string>): ReadonlyMap<string, string> {
  let parameters: Map<string, string> | undefined;
  for (const name in given) {
    if (name === 'q') break;
    parameters ??= new Map();
    parameters.set(name, given[name] as string);
  }
  return parameters ?? NO_PARAMETERS;
}

/** An element without parameters; `undefined` when `isRange` rejects the range. */
export function plainElement(isRange: (range: string) => boolean) {
  return (
    range: string,
    quality: number,
    parameters: ReadonlyMap<string, string>,
  ): QualityElement | undefined => (parameters.size === 0 && isRange(range) ? { range, quality } : undefined);
}

/** The quality of the first element with one of two ranges. */
export function qualityOf(
  elements: readonly QualityElement[],
  range: string,
  other = range,
): number | undefined {
  for (const element of elements) {
    if (element.range === range || element.range === other) return element.quality;
  }
  return undefined;
}

/** A class of lists. */
interface ListClass<List> {
  new (elements: Iterable<QualityInit>): List;
  parse(value: string | undefined): List;
}

/** Coerces to a list: the list itself, header text, or elements. */
export function listFrom<List extends object>(
  Lists: ListClass<List>,
  value: List | string | Iterable<QualityInit>,
): List {
  if (typeof value === 'string') return Lists.parse(value);
  return isOf(Lists, value) ? value : new Lists(value);
}

function isOf<List>(Lists: ListClass<List>, value: List | Iterable<QualityInit>): value is List {
  return value instanceof Lists;
}

/**
 * The field of such a list. Text is written unchanged if it is empty or has a readable element; otherwise it is a
 * TypeError. A list without elements removes the field.
 */
export function qualityField<List extends QualityList<QualityElement, never>>(
  name: string,
  Lists: ListClass<List>,
): Field<List, List | string | Iterable<QualityInit>> {
  return {
    name,
    parse: Lists.parse,
    format(value) {
      const list = listFrom(Lists, value);
      if (typeof value !== 'string') return list.isPresent ? String(list) : undefined;
      if (list.elements.length === 0 && trimWhitespace(value) !== '') {
        throw new TypeError(`no element of the list can be read: ${JSON.stringify(value)}`);
      }
      return value;
    },
  };
}
