/**
 * What the `Accept` family shares: a list of ranges, each with a weight (RFC 9110, sections 12.4.2
 * and 12.5), held against what the server can offer.
 *
 * @module
 */
import { parse } from 'content-type';

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

/**
 * Reads the elements of a list, as tolerantly as the package `content-type` reads parameters. What
 * follows a weight is ignored. An element with a malformed weight, or for which `make` gives
 * `undefined`, is dropped alone.
 */
export function readElements<Element>(
  value: string,
  make: (range: string, quality: number, parameters: ReadonlyMap<string, string>) => Element | undefined,
): Element[] {
  const elements: Element[] = [];
  for (let start = 0; start < value.length; ) {
    const { type, parameters: given, index } = parse(value, { start, comma: true });
    start = index + 1;
    const weight = given.q ?? '1';
    if (!WEIGHT.test(weight)) continue;
    const element = make(type, Number(weight), parametersBeforeWeight(given));
    if (element !== undefined) elements.push(Object.freeze(element));
  }
  return elements;
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
