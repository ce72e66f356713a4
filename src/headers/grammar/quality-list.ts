/**
 * What the `Accept` family shares: a list of ranges, each with a weight (RFC 9110, sections 12.4.2
 * and 12.5), held against what the server can offer.
 *
 * @module
 */
import { parse } from 'content-type';
import { LONGEST_KEY, withParseCache } from '../../collections/parse-cache.ts';
import { splitList } from './field-value.ts';

/** One element of the list. */
export interface QualityElement {
  /** What it asks for, in lower case: a media range, a coding, a charset, a language range. */
  readonly range: string;
  /** From 0 (refused) to 1. */
  readonly quality: number;
}

/**
 * A parsed list. Immutable.
 *
 * Offers keep their order where the client has no preference.
 */
export abstract class QualityList<Element extends QualityElement, Options = undefined> {
  readonly #elements: readonly Element[];
  /** Whether the request says anything: without it, everything is acceptable. */
  readonly isPresent: boolean;

  constructor(elements: readonly Element[], isPresent: boolean) {
    this.#elements = elements;
    this.isPresent = isPresent;
  }

  protected get elements(): readonly Element[] {
    return this.#elements;
  }

  /** How welcome the offer is: from 0 (not acceptable) to 1. */
  abstract quality(offer: string, options?: Options): number;

  /** The acceptable offers and their qualities, by quality, then in the order offered. */
  acceptable<Offer extends string>(
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

  /** The most welcome offer, of equal ones the first; `undefined` when none is acceptable. */
  best<Offer extends string>(offers: Iterable<Offer>, options?: Options): Offer | undefined {
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
    return this.#elements.values();
  }

  /** The header value, without what was malformed. */
  toString(): string {
    const elements = this.#elements.map(({ range, quality }) =>
      quality === 1 ? range : `${range};q=${quality}`,
    );
    return elements.join(', ');
  }
}

const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;
const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

/** Makes an element of what a member of the list says; `undefined` drops it. */
type Make<Element> = (
  range: string,
  quality: number,
  parameters: ReadonlyMap<string, string>,
) => Element | undefined;

/**
 * Gives the function that reads a list's elements, as tolerantly as the package `content-type` reads
 * parameters. What follows a weight is ignored. An element with a malformed weight, or for which `make`
 * gives `undefined`, is dropped alone. Even new lists are mostly made of members seen before, which are
 * remembered.
 */
export function elementReader<Element>(make: Make<Element>): (value: string) => Element[] {
  const read = (member: string) => readElement(member, make);
  const readRemembered = withParseCache(read);
  return (value) => {
    // A member is a slice: to keep it would keep the whole of a long header.
    const readMember = value.length > LONGEST_KEY ? read : readRemembered;
    const elements: Element[] = [];
    for (const member of splitList(value)) {
      const element = readMember(member);
      if (element !== undefined) elements.push(element);
    }
    return elements;
  };
}

function readElement<Element>(member: string, make: Make<Element>): Element | undefined {
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

/** An element without parameters; `undefined` when `isRange` refuses what it asks for. */
export function plainElement(isRange: (range: string) => boolean) {
  return (
    range: string,
    quality: number,
    parameters: ReadonlyMap<string, string>,
  ): QualityElement | undefined => (parameters.size === 0 && isRange(range) ? { range, quality } : undefined);
}

/** The quality of each range, by its first element: a repeated range changes nothing. */
export function qualitiesByRange(elements: Iterable<QualityElement>): Map<string, number> {
  const qualities = new Map<string, number>();
  for (const { range, quality } of elements) {
    if (!qualities.has(range)) qualities.set(range, quality);
  }
  return qualities;
}
